-- News for people and for other programs: who is told of what, by which channel, and what became of telling it.

-- A channel is a connection (Slack, Teams, mail) or a webhook's URL. The secret that a webhook's messages are signed with
-- lies sealed in the same row; the one before goes on signing beside it until `previous_until`.
create table notice_subscriptions (
  org_id uuid not null constraint fk_notice_subscriptions_org_id references organizations (id),
  id uuid not null,
  name text not null,
  channel text not null constraint ck_notice_subscriptions_channel
    check (channel in ('slack', 'teams', 'mail', 'webhook')),
  connection_id uuid,
  url text,
  addresses jsonb not null,
  people boolean not null,
  kinds jsonb not null,
  environments jsonb not null,
  least_severity text not null constraint ck_notice_subscriptions_least_severity
    check (least_severity in ('low', 'medium', 'high', 'critical')),
  enabled boolean not null,
  version int not null,
  secret bytea,
  secret_version int not null,
  previous_secret bytea,
  previous_version int not null,
  previous_until timestamptz,
  failing_since timestamptz,
  disabled_reason text,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_notice_subscriptions primary key (org_id, id),
  constraint fk_notice_subscriptions_connection_id foreign key (org_id, connection_id)
    references connections (org_id, id) on delete cascade,
  constraint ck_notice_subscriptions_goes_somewhere check ((channel = 'webhook') = (url is not null)
    and (channel = 'webhook') = (connection_id is null))
);
create index ix_notice_subscriptions_created_at on notice_subscriptions (org_id, created_at, id);
create index ix_notice_subscriptions_connection_id on notice_subscriptions (org_id, connection_id);
select remit_tenant('notice_subscriptions');
-- `remit vault rewrap` finds out which organisations have secrets here.
create policy relay on notice_subscriptions for select using ((select current_setting('remit.relay', true)) = 'on');

-- One message to one recipient. `next_at` is when it is due; whoever sends it moves that ahead first, so that nobody
-- else does at the same time, and somebody else does if it dies meanwhile.
create table notice_deliveries (
  org_id uuid not null constraint fk_notice_deliveries_org_id references organizations (id),
  id uuid not null,
  subscription_id uuid not null,
  once text not null,
  recipient text not null,
  member_id uuid,
  kind text not null,
  ref text not null,
  notice jsonb not null,
  state text not null constraint ck_notice_deliveries_state check (state in ('waiting', 'delivered', 'dead')),
  attempts int not null,
  next_at timestamptz not null,
  created_at timestamptz not null,
  delivered_at timestamptz,
  last_at timestamptz,
  last_said text not null,
  last_status int,
  constraint pk_notice_deliveries primary key (org_id, id),
  constraint fk_notice_deliveries_subscription_id foreign key (org_id, subscription_id)
    references notice_subscriptions (org_id, id) on delete cascade,
  constraint fk_notice_deliveries_member_id foreign key (org_id, member_id) references members (org_id, id),
  constraint uq_notice_deliveries_once unique (org_id, subscription_id, once, recipient)
);
create index ix_notice_deliveries_created_at on notice_deliveries (org_id, created_at, id);
create index ix_notice_deliveries_due on notice_deliveries (next_at) where state = 'waiting';
create index ix_notice_deliveries_state on notice_deliveries (org_id, subscription_id, next_at) where state = 'waiting';
select remit_tenant('notice_deliveries');
create policy relay on notice_deliveries for select using ((select current_setting('remit.relay', true)) = 'on');

-- The kinds of news that a person does not want by mail.
create table notice_preferences (
  org_id uuid not null constraint fk_notice_preferences_org_id references organizations (id),
  member_id uuid not null,
  muted jsonb not null,
  updated_at timestamptz not null,
  constraint pk_notice_preferences primary key (org_id, member_id),
  constraint fk_notice_preferences_member_id foreign key (org_id, member_id) references members (org_id, id)
);
select remit_tenant('notice_preferences');

-- Links in mails by which one person looks at one proposal, and decides on it once.
create table decision_links (
  org_id uuid not null constraint fk_decision_links_org_id references organizations (id),
  id uuid not null,
  token_hash text not null,
  proposal_id uuid not null,
  digest text not null,
  member_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  verdict text constraint ck_decision_links_verdict check (verdict in ('approved', 'rejected')),
  constraint pk_decision_links primary key (org_id, id),
  constraint uq_decision_links_token_hash unique (token_hash),
  constraint fk_decision_links_proposal_id foreign key (org_id, proposal_id) references proposals (org_id, id),
  constraint fk_decision_links_member_id foreign key (org_id, member_id) references members (org_id, id)
);
create index ix_decision_links_proposal_id on decision_links (org_id, proposal_id);
create index ix_decision_links_expires_at on decision_links (org_id, expires_at);
select remit_tenant('decision_links');
create policy lookup on decision_links for select using (token_hash = (select remit_lookup()));

-- When those who can still decide are reminded that the time of a stage is nearly over.
alter table proposals add column warns_at timestamptz;
create index ix_proposals_warns on proposals (warns_at) where status = 'pending' and warns_at is not null;
