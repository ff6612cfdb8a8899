-- Names that callers use as `model` and that stand for a deployed agent: one deployment, or whatever is deployed of an
-- agent in an environment.
create table aliases (
  org_id uuid not null constraint fk_aliases_org_id references organizations (id),
  name text not null,
  deployment_id uuid,
  agent text,
  environment text,
  created_by jsonb not null,
  updated_at timestamptz not null,
  constraint pk_aliases primary key (org_id, name),
  constraint fk_aliases_deployment_id foreign key (org_id, deployment_id) references deployments (org_id, id),
  constraint ck_aliases_target check (
    (deployment_id is not null and agent is null and environment is null)
    or (deployment_id is null and agent is not null and environment is not null)
  )
);
select remit_tenant('aliases');
create index ix_aliases_deployment_id on aliases (org_id, deployment_id);
