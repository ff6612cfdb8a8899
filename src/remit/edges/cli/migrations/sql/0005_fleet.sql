-- An id as the API shows it: Crockford's base32 of the 128 bits, so that usage rows can be joined with what they are about.
create function remit_base32(id uuid) returns text language sql immutable strict parallel safe as $$
  select string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz',
      substring(B'00' || ('x' || replace(id::text, '-', ''))::bit(128) from n * 5 + 1 for 5)::int + 1, 1),
    '' order by n)
  from generate_series(0, 25) n
$$;

-- Lists are sorted and searched by these without reading the plan.
alter table deployments
  add column subject text generated always as ('deployment:dep_' || remit_base32(id)) stored,
  add column searched text generated always as (
    lower(name || E'\n' || command || E'\n' || coalesce(plan -> 'artifact' ->> 'endpoint_name', ''))) stored,
  -- The revision that serves; none while nothing does.
  add column serving int,
  -- The host's meter: since when it runs, at which price, and what it cost earlier on the day `metered_on`.
  add column metered_since timestamptz,
  add column usd_per_hour numeric(18, 9),
  add column metered_on date,
  add column metered_usd numeric(18, 9) not null default 0;
create index ix_deployments_updated_at on deployments (org_id, updated_at desc, id desc) where status <> 'deleted';
create index ix_deployments_sorted_name on deployments (org_id, name, id) where status <> 'deleted';
create index ix_deployments_environment on deployments (org_id, environment, id) where status <> 'deleted';
create index ix_deployments_status on deployments (org_id, status, id) where status <> 'deleted';
create index ix_deployments_proposal_id on deployments (org_id, proposal_id);

alter table revisions
  -- What made it: deploy, restart, scale, update or roll_back, and in words.
  add column change text,
  add column reason text,
  add column proposal_id uuid,
  add constraint fk_revisions_proposal_id foreign key (org_id, proposal_id) references proposals (org_id, id);
create unique index ix_revisions_proposal_id on revisions (org_id, proposal_id);

-- The price in force from a move on; a later revision may cost another.
alter table transitions add column usd_per_hour numeric(18, 9);

-- The owner is bound by row-level security as well, unless it is lifted for what follows.
alter table deployments no force row level security;
alter table transitions no force row level security;
update transitions t set usd_per_hour = (d.plan -> 'cost' ->> 'estimated_usd_per_hour')::numeric
  from deployments d where d.org_id = t.org_id and d.id = t.deployment_id and d.kind = 'model';
update deployments set serving = revision where status in ('deployed', 'degraded');
update deployments set metered_since = updated_at, usd_per_hour = (plan -> 'cost' ->> 'estimated_usd_per_hour')::numeric
  where kind = 'model' and status in ('deploying', 'deployed', 'degraded', 'rolling_back');
alter table deployments force row level security;
alter table transitions force row level security;
