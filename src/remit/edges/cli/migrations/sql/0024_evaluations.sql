-- Evaluations: datasets of cases, runs of an agent's version over them, and what is asked of versions before they may
-- be promoted. What calls were made for stands in their usage.
alter table usage add column purpose text not null default '';

create table datasets (
  org_id uuid not null constraint fk_datasets_org_id references organizations (id),
  id uuid not null,
  slug text not null,
  description text not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  constraint pk_datasets primary key (org_id, id),
  constraint uq_datasets_slug unique (org_id, slug)
);
create index ix_datasets_created_at on datasets (org_id, created_at desc, id desc);
select remit_tenant('datasets');
revoke delete, truncate on datasets from remit_app;

-- A case never changes; the same content is kept once for each dataset, however many versions have it.
create table dataset_cases (
  org_id uuid not null,
  id uuid not null,
  dataset_id uuid not null,
  digest text not null,
  input_digest text not null,  -- by which versions and runs are compared
  name text not null,
  input jsonb not null,
  expected jsonb,
  metadata jsonb not null,
  tags jsonb not null,
  answers jsonb not null,  -- what services and tools say while the case runs
  source jsonb not null,
  bytes int not null,
  created_at timestamptz not null,
  constraint pk_dataset_cases primary key (org_id, id),
  constraint uq_dataset_cases_digest unique (org_id, dataset_id, digest),
  constraint fk_dataset_cases_dataset_id foreign key (org_id, dataset_id) references datasets (org_id, id)
);
select remit_tenant('dataset_cases');
revoke update, delete, truncate on dataset_cases from remit_app;

create table dataset_versions (
  org_id uuid not null,
  id uuid not null,
  dataset_id uuid not null,
  number int not null,
  digest text not null,
  case_ids uuid[] not null,
  cases int not null,
  bytes bigint not null,
  note text not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  constraint pk_dataset_versions primary key (org_id, id),
  constraint uq_dataset_versions_number unique (org_id, dataset_id, number),
  constraint fk_dataset_versions_dataset_id foreign key (org_id, dataset_id) references datasets (org_id, id)
);
select remit_tenant('dataset_versions');
revoke update, delete, truncate on dataset_versions from remit_app;

create table evaluation_runs (
  org_id uuid not null,
  id uuid not null,
  agent_id uuid not null,
  agent text not null,  -- its slug
  version_id uuid not null,
  number int not null,
  digest text not null,  -- of the version: it holds for whatever says the same
  dataset_id uuid not null,
  dataset_version_id uuid not null,
  scorers jsonb not null,
  scorers_digest text not null,
  threshold double precision,
  effects text not null constraint ck_evaluation_runs_effects check (effects in ('rehearsed', 'real')),
  status text not null constraint ck_evaluation_runs_status
    check (status in ('queued', 'running', 'finished', 'failed', 'cancelled')),
  caller jsonb not null,
  created_by jsonb not null,
  cases int not null,
  done int not null,
  errors int not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric(18, 9) not null,
  unpriced int not null,
  score double precision,
  passed boolean,
  summary jsonb not null,
  problem jsonb,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  constraint pk_evaluation_runs primary key (org_id, id),
  constraint fk_evaluation_runs_agent_id foreign key (org_id, agent_id) references agents (org_id, id),
  constraint fk_evaluation_runs_version_id foreign key (org_id, version_id) references agent_versions (org_id, id),
  constraint fk_evaluation_runs_dataset_id foreign key (org_id, dataset_id) references datasets (org_id, id),
  constraint fk_evaluation_runs_dataset_version_id
    foreign key (org_id, dataset_version_id) references dataset_versions (org_id, id)
);
create index ix_evaluation_runs_created_at on evaluation_runs (org_id, created_at desc, id desc);
create index ix_evaluation_runs_agent_id on evaluation_runs (org_id, agent_id, digest, created_at desc);
select remit_tenant('evaluation_runs');
revoke delete, truncate on evaluation_runs from remit_app;

create table evaluation_results (
  org_id uuid not null,
  run_id uuid not null,
  place int not null,  -- of the case in its dataset, from 0
  case_id uuid not null,
  output jsonb,
  score double precision not null,
  passed boolean not null,
  scores jsonb not null,
  error jsonb,
  effects jsonb not null,
  call_id text,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric(18, 9),
  duration_ms double precision not null,
  created_at timestamptz not null,
  constraint pk_evaluation_results primary key (org_id, run_id, place),
  constraint fk_evaluation_results_run_id foreign key (org_id, run_id) references evaluation_runs (org_id, id),
  constraint fk_evaluation_results_case_id foreign key (org_id, case_id) references dataset_cases (org_id, id)
);
select remit_tenant('evaluation_results');
revoke update, delete, truncate on evaluation_results from remit_app;

-- What an organisation asks of agents before they may be promoted; each of agent, type and tag is empty for all.
create table evaluation_rules (
  org_id uuid not null,
  id uuid not null,
  agent text not null,
  type text not null,
  tag text not null,
  dataset_id uuid not null,
  scorers jsonb not null,
  threshold double precision not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  constraint pk_evaluation_rules primary key (org_id, id),
  constraint fk_evaluation_rules_dataset_id foreign key (org_id, dataset_id) references datasets (org_id, id)
);
select remit_tenant('evaluation_rules');
