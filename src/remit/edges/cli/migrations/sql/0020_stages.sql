-- Approval in stages: rules of who has to approve which changes, rights that are lent, and changes that could not wait.

-- A rule is never changed: setting one of the same slug ends the one before and makes the next number.
create table approval_rules (
  org_id uuid not null constraint fk_approval_rules_org_id references organizations (id),
  id uuid not null,
  slug text not null,
  number int not null,
  kind text not null,
  environment text constraint ck_approval_rules_environment check (environment in ('dev', 'staging', 'prod')),
  least_risk int not null constraint ck_approval_rules_least_risk check (least_risk between 1 and 3),
  stages jsonb not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint pk_approval_rules primary key (org_id, id),
  constraint uq_approval_rules_number unique (org_id, slug, number)
);
create unique index ix_approval_rules_slug on approval_rules (org_id, slug) where ended_at is null;
select remit_tenant('approval_rules');
revoke delete on approval_rules from remit_app;

alter table proposals
  -- The rule as it was when the change was asked for, and the stage that waits.
  add column rule jsonb,
  add column stage int not null default 0,
  -- The people who wrote what is proposed, besides who asks.
  add column authors jsonb not null default '[]',
  -- When the stage that waits goes to more people, and when it did.
  add column escalates_at timestamptz,
  add column raised_at timestamptz;
create index ix_proposals_escalates on proposals (escalates_at) where status = 'pending' and escalates_at is not null;

alter table decisions
  add column stage int not null default 0,
  -- The teams of whose right it was, when it was used.
  add column teams jsonb not null default '[]',
  -- Whose right it was, where another used it.
  add column on_behalf jsonb;

-- A member lets another decide for them, for some days.
create table delegations (
  org_id uuid not null constraint fk_delegations_org_id references organizations (id),
  id uuid not null,
  from_member uuid not null,
  to_member uuid not null,
  kinds jsonb not null,
  reason text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  constraint pk_delegations primary key (org_id, id),
  constraint fk_delegations_from_member foreign key (org_id, from_member) references members (org_id, id),
  constraint fk_delegations_to_member foreign key (org_id, to_member) references members (org_id, id),
  constraint ck_delegations_two_people check (from_member <> to_member),
  constraint ck_delegations_dates check (starts_at < ends_at)
);
create index ix_delegations_to_member on delegations (org_id, to_member, ends_at);
create index ix_delegations_from_member on delegations (org_id, from_member, created_at);
select remit_tenant('delegations');
revoke delete on delegations from remit_app;

-- Changes that did not wait: two people said so, and a third looks at it afterwards.
create table overrides (
  org_id uuid not null,
  proposal_id uuid not null,
  first_by jsonb not null,
  first_person uuid not null,
  first_reason text not null,
  first_at timestamptz not null,
  second_by jsonb,
  second_person uuid,
  second_reason text,
  second_at timestamptz,
  review_by jsonb,
  review_person uuid,
  review_words text,
  review_at timestamptz,
  constraint pk_overrides primary key (org_id, proposal_id),
  constraint fk_overrides_proposal_id foreign key (org_id, proposal_id) references proposals (org_id, id),
  constraint ck_overrides_two_people check (first_person <> second_person),
  constraint ck_overrides_third_person check (review_person not in (first_person, second_person))
);
create index ix_overrides_unreviewed on overrides (org_id, second_at) where second_at is not null and review_at is null;
select remit_tenant('overrides');
revoke delete on overrides from remit_app;
