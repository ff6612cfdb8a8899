-- Connections: what calls go out to, and their secrets, which lie sealed in a table of their own so that nothing that
-- reads connections reads them by the way.
create table connections (
  org_id uuid not null constraint fk_connections_org_id references organizations (id),
  id uuid not null,
  slug text not null,
  name text not null,
  kind text not null constraint ck_connections_kind check (kind in ('openai', 'anthropic', 'openai_compatible')),
  base_url text,
  default_model text,
  models jsonb not null,
  enabled boolean not null,
  is_default boolean not null,
  version int not null,
  last_test jsonb,
  found_models jsonb not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_connections primary key (org_id, id),
  constraint uq_connections_slug unique (org_id, slug),
  constraint ck_connections_is_default check (enabled or not is_default)
);
create unique index ix_connections_default on connections (org_id) where is_default;
create index ix_connections_created_at on connections (org_id, created_at, id);
select remit_tenant('connections');

-- `version` counts the secrets of a connection and is part of what an envelope is bound to: an old one put back does
-- not open. `hint` is at most the last four characters.
create table connection_secrets (
  org_id uuid not null,
  connection_id uuid not null,
  version int not null,
  envelope bytea not null,
  hint text not null constraint ck_connection_secrets_hint check (length(hint) <= 4),
  created_at timestamptz not null,
  constraint pk_connection_secrets primary key (org_id, connection_id),
  constraint fk_connection_secrets_connection_id foreign key (org_id, connection_id)
    references connections (org_id, id) on delete cascade
);
select remit_tenant('connection_secrets');
