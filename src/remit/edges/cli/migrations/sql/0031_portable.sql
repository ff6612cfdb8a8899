-- What was looked up for an answer, and what a person filled into the instructions of those who were asked.
alter table messages add column citations jsonb not null default '[]';
alter table messages add column variables jsonb not null default '{}';

-- What became of checks and trials of agents, for the figures of the last weeks.
create table building_events (
  org_id uuid not null constraint fk_building_events_org_id references organizations (id),
  id uuid not null,
  kind text not null constraint ck_building_events_kind
    check (kind in ('validation', 'dry_run', 'smoke_run', 'alert')),
  passed boolean not null,
  duration_ms double precision not null,
  created_at timestamptz not null,
  constraint pk_building_events primary key (org_id, id)
);
create index ix_building_events_created_at on building_events (org_id, created_at);
select remit_tenant('building_events');
