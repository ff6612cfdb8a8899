-- Who is told of failures and of what runs badly goes on hearing of what is told apart from them now.
update notice_subscriptions set kinds = kinds || '["deployment.rollback_failed"]'::jsonb
  where kinds ? 'deployment.failed' and not kinds ? 'deployment.rollback_failed';
update notice_subscriptions set kinds = kinds || '["deployment.drifted"]'::jsonb
  where kinds ? 'deployment.degraded' and not kinds ? 'deployment.drifted';

-- How many instances a deployment has by itself: by the time of day, and by the calls that are under way. `rule` is what
-- somebody asked for at `asked_at`; `applied` is what it wanted when that was last carried out, `fewer_since` since when
-- fewer would do, `asleep` that it was brought to none by the rule. `said` is what it did last, or could not do.
create table scalings (
  org_id uuid not null constraint fk_scalings_org_id references organizations (id),
  deployment_id uuid not null,
  rule jsonb not null,
  set_by jsonb not null,
  asked_at timestamptz not null,
  applied int,
  fewer_since timestamptz,
  asleep boolean not null,
  said text not null,
  look_at timestamptz not null,
  constraint pk_scalings primary key (org_id, deployment_id),
  constraint fk_scalings_deployment_id foreign key (org_id, deployment_id) references deployments (org_id, id)
);
select remit_tenant('scalings');
create index ix_scalings_look_at on scalings (look_at);
create policy relay_due on scalings for select
  using ((select current_setting('remit.relay', true)) = 'on');
