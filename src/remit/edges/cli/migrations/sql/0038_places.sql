-- An organisation has the environments that it wants: those of a new one come by themselves, others are added, and what
-- was removed stays as a row, for its name stands in records. What is protected has rights and checks of its own.
alter table environments
  drop constraint ck_environments_name,
  add constraint ck_environments_name check (name ~ '^[a-z][a-z0-9]{1,19}$'),
  add column protected boolean not null default false,
  add column removed_at timestamptz;
alter table environments alter column protected drop default;

-- The owner is bound by row-level security as well, unless it is lifted for what follows.
alter table environments no force row level security;
update environments set protected = true where name = 'prod';
alter table environments force row level security;

alter table freezes
  drop constraint ck_freezes_environment,
  add constraint ck_freezes_environment check (environment ~ '^[a-z][a-z0-9]{1,19}$');
alter table approval_rules
  drop constraint ck_approval_rules_environment,
  add constraint ck_approval_rules_environment check (environment ~ '^[a-z][a-z0-9]{1,19}$');
alter table deployments
  drop constraint ck_deployments_environment,
  add constraint ck_deployments_environment check (environment ~ '^[a-z][a-z0-9]{1,19}$');
