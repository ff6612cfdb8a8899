-- What an organisation has set of its environments; what it has not set is as it comes. `strategy` is how a new version
-- comes to serve there, `hosts` where that may be (any, when empty).
create table environments (
  org_id uuid not null constraint fk_environments_org_id references organizations (id),
  name text not null constraint ck_environments_name check (name in ('dev', 'staging', 'prod')),
  title text not null,
  position int not null,
  strategy jsonb not null,
  hosts text[] not null,
  version int not null,
  updated_by jsonb not null,
  updated_at timestamptz not null,
  constraint pk_environments primary key (org_id, name)
);
select remit_tenant('environments');
revoke delete, truncate on environments from remit_app;

-- When nothing may change in an environment, and which roles may change something all the same.
create table freezes (
  org_id uuid not null constraint fk_freezes_org_id references organizations (id),
  id uuid not null,
  environment text not null constraint ck_freezes_environment check (environment in ('dev', 'staging', 'prod')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  may_override text[] not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  lifted_at timestamptz,
  constraint pk_freezes primary key (org_id, id),
  constraint ck_freezes_order check (starts_at < ends_at)
);
select remit_tenant('freezes');
revoke delete, truncate on freezes from remit_app;
create index ix_freezes_ends_at on freezes (org_id, environment, ends_at) where lifted_at is null;
