-- What became of recorded inputs when a version that waits for approval was tried on them, beside the active version.
create table agent_replays (
  org_id uuid not null,
  proposal_id uuid not null,
  agent_id uuid not null,
  slug text not null,
  version_id uuid not null,
  number int not null,
  active_id uuid not null,
  active_number int not null,
  caller jsonb not null,  -- whose rights it runs with: who asked for the promotion
  fingerprint text not null,  -- of both contents and the inputs, once they are known: what is equal is not run again
  status text not null constraint ck_agent_replays_status check (status in ('queued', 'running', 'done', 'failed')),
  said text not null,
  reused boolean not null,
  cases jsonb not null,
  cost_usd numeric(18, 9) not null,
  unpriced int not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint pk_agent_replays primary key (org_id, proposal_id),
  constraint fk_agent_replays_proposal_id foreign key (org_id, proposal_id) references proposals (org_id, id),
  constraint fk_agent_replays_agent_id foreign key (org_id, agent_id) references agents (org_id, id),
  constraint fk_agent_replays_version_id foreign key (org_id, version_id) references agent_versions (org_id, id),
  constraint fk_agent_replays_active_id foreign key (org_id, active_id) references agent_versions (org_id, id)
);
create index ix_agent_replays_fingerprint on agent_replays (org_id, agent_id, fingerprint);
select remit_tenant('agent_replays');
revoke delete, truncate on agent_replays from remit_app;
