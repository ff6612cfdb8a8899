-- The worker finds out which models are to run on its machine, of whichever organisation, when it starts.
create policy relay_here on deployments for select
  using (host = 'local' and kind = 'model' and (select current_setting('remit.relay', true)) = 'on');
create index ix_deployments_here on deployments (id)
  where host = 'local' and kind = 'model' and status in ('deployed', 'degraded', 'deploying', 'rolling_back');
