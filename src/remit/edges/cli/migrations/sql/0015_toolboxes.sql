-- Connections that have tools instead of models: how they are reached stands in `setup`, which never holds a secret.
alter table connections drop constraint ck_connections_kind;
alter table connections
  add column setup jsonb,
  add constraint ck_connections_kind check (
    kind in (
      'openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio',
      'openai_compatible', 'http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'
    )
  ),
  add constraint ck_connections_setup check (
    (setup is not null) = (kind in ('http_api', 'mcp', 'sql', 'smtp', 'slack', 'teams'))
  ),
  add constraint ck_connections_tools_answer_nobody check (setup is null or not is_default);

-- The tools that a person took over, as they were then: agents get these definitions and no others. `declared_…` is what
-- the place itself says; `reads_only` and `egress` are what a person said instead.
create table connection_tools (
  org_id uuid not null,
  connection_id uuid not null,
  name text not null,
  description text not null,
  input_schema jsonb not null,
  declared_reads_only boolean not null,
  declared_egress boolean not null,
  digest text not null,
  enabled boolean not null,
  approval text not null constraint ck_connection_tools_approval check (approval in ('policy', 'always')),
  reads_only boolean,
  egress boolean,
  found_at timestamptz not null,
  constraint pk_connection_tools primary key (org_id, connection_id, name),
  constraint fk_connection_tools_connection_id foreign key (org_id, connection_id)
    references connections (org_id, id) on delete cascade
);
select remit_tenant('connection_tools');

-- What a place offered when it was last asked, and whether anything of it was taken over yet: the first time all is.
create table connection_findings (
  org_id uuid not null,
  connection_id uuid not null,
  tools jsonb not null,
  digest text not null,
  differs boolean not null,
  found_at timestamptz not null,
  accepted_at timestamptz,
  constraint pk_connection_findings primary key (org_id, connection_id),
  constraint fk_connection_findings_connection_id foreign key (org_id, connection_id)
    references connections (org_id, id) on delete cascade
);
select remit_tenant('connection_findings');
