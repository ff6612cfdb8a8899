-- Annotators of an organisation's own: what is asked over HTTP what is in a text. The secret lies sealed in the same
-- row; `secret_version` counts the secrets there were and is part of what the envelope is bound to.
create table annotators (
  org_id uuid not null constraint fk_annotators_org_id references organizations (id),
  id uuid not null,
  slug text not null,
  name text not null,
  kind text not null constraint ck_annotators_kind check (kind in ('http', 'presidio', 'llama_guard')),
  url text not null,
  options jsonb not null,
  directions jsonb not null,
  labels jsonb not null,
  timeout_seconds double precision not null constraint ck_annotators_timeout_seconds check (timeout_seconds > 0),
  fail_mode text not null constraint ck_annotators_fail_mode check (fail_mode in ('open', 'closed')),
  streams text not null constraint ck_annotators_streams check (streams in ('whole', 'window')),
  enabled boolean not null,
  version int not null,
  envelope bytea,
  secret_version int not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_annotators primary key (org_id, id),
  constraint uq_annotators_slug unique (org_id, slug)
);
create index ix_annotators_created_at on annotators (org_id, created_at, id);
select remit_tenant('annotators');
-- `remit vault rewrap` finds out which organisations have secrets here.
create policy relay on annotators for select using ((select current_setting('remit.relay', true)) = 'on');
