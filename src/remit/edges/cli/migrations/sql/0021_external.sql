-- Agents that run elsewhere: what their instances say of themselves, and what was reported already.

alter table deployments add column heard_at timestamptz;  -- the first heartbeat of an agent that runs elsewhere
create policy relay on deployments for select
  using (host = 'external' and (select current_setting('remit.relay', true)) = 'on');

create table external_instances (
  org_id uuid not null constraint fk_external_instances_org_id references organizations (id),
  deployment_id uuid not null,
  name text not null,
  status text not null constraint ck_external_instances_status check (status in ('ok', 'degraded', 'failing')),
  detail text not null,
  version text not null,
  started_at timestamptz,
  metrics jsonb not null,
  first_seen_at timestamptz not null,
  seen_at timestamptz not null,
  due_at timestamptz not null,  -- from then on it is silent
  silent boolean not null,
  constraint pk_external_instances primary key (org_id, deployment_id, name),
  constraint fk_external_instances_deployment_id foreign key (org_id, deployment_id) references deployments (org_id, id)
);
create index ix_external_instances_due_at on external_instances (due_at) where not silent;
create index ix_external_instances_amiss on external_instances (org_id, deployment_id) where silent or status <> 'ok';
alter table external_instances set (fillfactor = 70);
select remit_tenant('external_instances');
create policy relay on external_instances for select using ((select current_setting('remit.relay', true)) = 'on');

-- The agents' own ids of what they reported, so that a report that is sent twice counts once.
create table external_reports (
  org_id uuid not null constraint fk_external_reports_org_id references organizations (id),
  deployment_id uuid not null,
  kind text not null constraint ck_external_reports_kind check (kind in ('call', 'violation')),
  own_id text not null,
  created_at timestamptz not null,
  constraint pk_external_reports primary key (org_id, deployment_id, kind, own_id),
  constraint fk_external_reports_deployment_id foreign key (org_id, deployment_id) references deployments (org_id, id)
);
create index ix_external_reports_created_at on external_reports (org_id, created_at);
select remit_tenant('external_reports');
revoke update on external_reports from remit_app;
