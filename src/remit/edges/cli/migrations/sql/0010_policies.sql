-- Policies of organisations: numbered versions that never change; the last one holds.

create table policy_versions (
  org_id uuid not null constraint fk_policy_versions_org_id references organizations (id),
  number int not null constraint ck_policy_versions_number check (number >= 1),
  text text not null constraint ck_policy_versions_text check (octet_length(text) <= 262144),
  -- Of the text; and of the whole set that decided with it: schema, built-in policies and text.
  digest text not null,
  set_digest text not null,
  policies int not null constraint ck_policy_versions_policies check (policies between 0 and 1000),
  -- The older version whose text this one brought back.
  restores int,
  author jsonb not null,
  note text not null,
  created_at timestamptz not null,
  constraint pk_policy_versions primary key (org_id, number),
  constraint fk_policy_versions_restores foreign key (org_id, restores) references policy_versions (org_id, number)
);
select remit_tenant('policy_versions');
revoke update, delete, truncate on policy_versions from remit_app;
