-- Runs of agents that wait for a person before they use a tool, and every use of a tool that changes something.
create table runs (
  org_id uuid not null constraint fk_runs_org_id references organizations (id),
  id uuid not null,
  status text not null constraint ck_runs_status
    check (status in ('waiting', 'running', 'answered', 'refused', 'failed', 'unknown')),
  subject text not null,
  environment text not null,
  agent text not null,
  agent_id uuid,  -- of an agent on trial
  version_id uuid not null,  -- of the agent; with agent_id it is what is tried
  deployment_id uuid,
  caller jsonb not null,
  person uuid not null,
  actor text not null,
  conversation_id uuid,
  message_id uuid,
  request_id text not null,
  call_id uuid not null,  -- the call that wrote it last
  turn int not null,  -- how often it has waited
  uses int not null,
  taint jsonb not null,
  tools jsonb not null,
  prompt text not null,  -- what was said so far, until the run has ended
  history text not null,
  answer text not null,
  problem jsonb,
  used jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_runs primary key (org_id, id)
);
create index ix_runs_person on runs (org_id, person, created_at desc, id desc);
create index ix_runs_created_at on runs (org_id, created_at desc, id desc);
create index ix_runs_status on runs (org_id, status) where status in ('waiting', 'running');
select remit_tenant('runs');
revoke delete, truncate on runs from remit_app;

-- Written and committed as `started` before the tool is called, so that nothing is used twice.
create table tool_uses (
  org_id uuid not null constraint fk_tool_uses_org_id references organizations (id),
  id uuid not null,
  run_id uuid,
  turn int not null,
  call_id uuid not null,
  subject text not null,
  actor text not null,
  model_call text not null,
  tool text not null,
  tool_digest text not null,
  arguments jsonb not null,
  digest text not null,  -- over the tool, as it was pinned, and the arguments
  state text not null constraint ck_tool_uses_state
    check (state in ('asked', 'approved', 'started', 'done', 'failed', 'refused', 'expired', 'unknown')),
  why text not null,
  proposal_id uuid,
  result text not null,
  executed_digest text,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  constraint pk_tool_uses primary key (org_id, id),
  constraint fk_tool_uses_run_id foreign key (org_id, run_id) references runs (org_id, id),
  constraint fk_tool_uses_proposal_id foreign key (org_id, proposal_id) references proposals (org_id, id)
);
create index ix_tool_uses_run_id on tool_uses (org_id, run_id, created_at, id) where run_id is not null;
create index ix_tool_uses_started on tool_uses (started_at) where state = 'started';
select remit_tenant('tool_uses');
revoke delete, truncate on tool_uses from remit_app;
-- The worker sees what was begun in any organisation, to find out what nobody ended.
create policy sweep on tool_uses for select
  using (state = 'started' and (select current_setting('remit.relay', true)) = 'on');

alter table usage add column tool_uses int not null default 0;
alter table usage drop constraint ck_usage_outcome;
alter table usage add constraint ck_usage_outcome
  check (outcome in ('answered', 'refused', 'failed', 'cancelled', 'waiting'));

-- What a conversation has read from where, as labels: {"crm": ["pii.email", "untrusted"]}.
alter table conversations add column taint jsonb not null default '{}';
alter table messages add column run_id text;
alter table messages drop constraint ck_messages_status;
alter table messages add constraint ck_messages_status
  check (status in ('streaming', 'complete', 'stopped', 'refused', 'failed', 'waiting'));
