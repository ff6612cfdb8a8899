-- Which revision of its deployment a call was answered by; none for what has no revisions.
alter table usage add column revision int;

-- How a revision comes to serve. The clock is data: `bake_ends_at` and `look_at` say when something is to be done next.
create table rollouts (
  org_id uuid not null,
  id uuid not null,
  deployment_id uuid not null,
  revision int not null,
  stable int,  -- what serves meanwhile and is gone back to; none for a first deployment
  change text not null,
  strategy jsonb not null,
  state text not null constraint ck_rollouts_state check (state in (
    'provisioning', 'verifying', 'shifting', 'baking', 'promoting', 'rolling_back',
    'succeeded', 'rolled_back', 'rollback_failed', 'failed', 'cancelled', 'superseded')),
  step int not null,
  share int not null constraint ck_rollouts_share check (share between 0 and 100),
  reason text not null,
  figures jsonb,
  paused_at timestamptz,
  bake_ends_at timestamptz,
  look_at timestamptz,
  attempts int not null,
  started_by jsonb not null,
  proposal_id uuid,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  constraint pk_rollouts primary key (org_id, id),
  constraint uq_rollouts_revision unique (org_id, deployment_id, revision),
  constraint fk_rollouts_deployment_id foreign key (org_id, deployment_id) references deployments (org_id, id),
  constraint ck_rollouts_ended check ((ended_at is not null) = (state in (
    'succeeded', 'rolled_back', 'rollback_failed', 'failed', 'cancelled', 'superseded')))
);
select remit_tenant('rollouts');
revoke delete, truncate on rollouts from remit_app;
-- One live rollout of a deployment at a time.
create unique index ix_rollouts_live on rollouts (org_id, deployment_id) where ended_at is null;
create index ix_rollouts_due on rollouts (look_at) where ended_at is null;
-- The worker finds what is due, of whichever organisation.
create policy relay_due on rollouts for select
  using (ended_at is null and (select current_setting('remit.relay', true)) = 'on');

-- It also compares what is wanted with what is there, in every organisation.
create policy relay_steady on deployments for select
  using (status in ('deployed', 'degraded') and not dry_run and host <> 'external'
    and (select current_setting('remit.relay', true)) = 'on');
create index ix_deployments_steady on deployments (org_id)
  where status in ('deployed', 'degraded') and not dry_run and host <> 'external';

create table rollout_moves (
  org_id uuid not null,
  id uuid not null,
  rollout_id uuid not null,
  from_state text not null,
  to_state text not null,
  share int not null,
  reason text not null,
  figures jsonb,
  actor jsonb not null,
  created_at timestamptz not null,
  constraint pk_rollout_moves primary key (org_id, id),
  constraint fk_rollout_moves_rollout_id foreign key (org_id, rollout_id) references rollouts (org_id, id)
);
select remit_tenant('rollout_moves');
revoke update, delete, truncate on rollout_moves from remit_app;
create index ix_rollout_moves_rollout_id on rollout_moves (org_id, rollout_id, id);
