-- Trials of agents' versions: what they did on their examples, where nothing of it reached anybody. A trial counts for
-- whatever says the same as its digest.
create table agent_trials (
  org_id uuid not null,
  id uuid not null,
  agent_id uuid not null,
  number int not null,
  digest text not null,
  passed boolean not null,
  report jsonb not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  constraint pk_agent_trials primary key (org_id, id),
  constraint fk_agent_trials_agent_id foreign key (org_id, agent_id) references agents (org_id, id)
);
create index ix_agent_trials_digest on agent_trials (org_id, agent_id, digest, created_at desc);
select remit_tenant('agent_trials');
revoke update, delete, truncate on agent_trials from remit_app;

-- What the code of agents keeps between calls, apart for each deployment and for trials of an agent.
create table agent_values (
  org_id uuid not null constraint fk_agent_values_org_id references organizations (id),
  subject text not null,
  key text not null,
  value jsonb not null,
  bytes int not null,
  updated_at timestamptz not null,
  constraint pk_agent_values primary key (org_id, subject, key)
);
select remit_tenant('agent_values');
