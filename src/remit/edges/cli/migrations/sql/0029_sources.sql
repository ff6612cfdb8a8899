-- What code keeps between calls carries the labels of what it had read: they bear on what it may let out later.
alter table agent_values add column taint jsonb not null default '{}';

-- Sign-ins to MCP servers that were begun: `state_digest` finds one again, `envelope` seals what only Remit knows of it.
create table connection_sign_ins (
  org_id uuid not null constraint fk_connection_sign_ins_org_id references organizations (id),
  id uuid not null,
  connection_id uuid not null,
  actor text not null,
  state_digest text not null,
  envelope bytea not null,
  expires_at timestamptz not null,
  constraint pk_connection_sign_ins primary key (org_id, id),
  constraint uq_connection_sign_ins_state_digest unique (org_id, state_digest),
  constraint fk_connection_sign_ins_connection_id foreign key (org_id, connection_id)
    references connections (org_id, id) on delete cascade
);
create index ix_connection_sign_ins_connection_id on connection_sign_ins (org_id, connection_id);
select remit_tenant('connection_sign_ins');
