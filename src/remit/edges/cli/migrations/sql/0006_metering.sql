-- What closed hours and days add up to, so that a month's chart does not read a million rows.

create table usage_totals (
  org_id uuid not null constraint fk_usage_totals_org_id references organizations (id),
  grain text not null constraint ck_usage_totals_grain check (grain in ('hour', 'day')),
  subject text not null,  -- empty: the whole organisation
  at timestamptz not null,
  calls bigint not null,
  errors bigint not null,
  refused bigint not null,
  unpriced bigint not null,
  cost_usd numeric(18, 9) not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  p50_ms double precision,
  p95_ms double precision,
  p99_ms double precision,
  constraint pk_usage_totals primary key (org_id, grain, subject, at)
);
select remit_tenant('usage_totals');
revoke update, delete, truncate on usage_totals from remit_app;

-- Charts add up whole ranges: with these columns in the index they read no rows.
drop index ix_usage_created_at;
create index ix_usage_created_at on usage (org_id, created_at)
  include (subject, outcome, cost_usd, duration_ms, input_tokens, output_tokens);
create index ix_usage_outcome on usage (org_id, outcome, created_at);
alter table usage set (autovacuum_vacuum_insert_scale_factor = 0.02);

-- What instances cost on closed days; `dry_run`: what they would have cost.
create table instance_days (
  org_id uuid not null constraint fk_instance_days_org_id references organizations (id),
  day date not null,
  dry_run boolean not null,
  usd numeric(18, 6) not null,
  constraint pk_instance_days primary key (org_id, day, dry_run)
);
select remit_tenant('instance_days');
revoke update, delete, truncate on instance_days from remit_app;
create index ix_transitions_created_at on transitions (org_id, created_at);

-- A plan that was only made holds its name against nobody.
drop index ix_deployments_name;
create unique index ix_deployments_name on deployments (org_id, environment, name)
  where status not in ('planned', 'deleted', 'rejected');

-- Recent activity leaves out single calls, of which there may be a million between two changes.
create index ix_audit_entries_changes on audit_entries (org_id, seq) where type not like 'call.%';
