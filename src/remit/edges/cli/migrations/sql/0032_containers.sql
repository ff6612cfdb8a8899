-- The worker looks after models in containers as after those beside it, and knows of paused ones that they may stand still.
drop policy relay_here on deployments;
create policy relay_here on deployments for select
  using (host in ('local', 'container') and kind = 'model' and (select current_setting('remit.relay', true)) = 'on');
drop index ix_deployments_here;
create index ix_deployments_here on deployments (id) where host in ('local', 'container') and kind = 'model'
  and status in ('deployed', 'degraded', 'deploying', 'rolling_back', 'paused');
