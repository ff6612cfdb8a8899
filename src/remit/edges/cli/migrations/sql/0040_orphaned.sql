-- What a host said when it did not stop or remove what was paused or deleted; none once it has.
alter table deployments add column orphaned text;
create index ix_deployments_orphaned on deployments (org_id, id) where orphaned is not null;
-- Whoever works tries again, for all organisations.
create policy relay_orphaned on deployments for select
  using (orphaned is not null and (select current_setting('remit.relay', true)) = 'on');
