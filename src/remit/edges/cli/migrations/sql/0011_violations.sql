-- Violations: what policies found wrong with calls, and what people made of it.

create table violations (
  org_id uuid not null constraint fk_violations_org_id references organizations (id),
  id uuid not null,
  -- The call's usage row and its audit entry are written by the same transaction.
  call_id uuid not null,
  request_id text not null,
  subject text not null,
  actor text not null,
  actor_name text not null,
  rule text not null,
  action text not null,
  direction text not null
    constraint ck_violations_direction check (direction in ('', 'input', 'output', 'tool_arguments', 'tool_result')),
  verdict text not null constraint ck_violations_verdict check (verdict in ('warn', 'redact', 'escalate', 'deny')),
  severity text not null constraint ck_violations_severity check (severity in ('low', 'medium', 'high', 'critical')),
  labels text[] not null,
  -- What was seen, masked; and which policies and text it was, by their digests.
  evidence jsonb not null,
  state text not null
    constraint ck_violations_state check (state in ('open', 'acknowledged', 'resolved', 'false_positive')),
  note text not null,
  version int not null,
  decided_by jsonb,
  decided_at timestamptz,
  created_at timestamptz not null,
  constraint pk_violations primary key (org_id, id)
);
select remit_tenant('violations');
create index ix_violations_created_at on violations (org_id, created_at desc, id desc);
create index ix_violations_subject on violations (org_id, subject, created_at desc, id desc);
create index ix_violations_rule on violations (org_id, rule, created_at desc, id desc);
create index ix_violations_call_id on violations (org_id, call_id);
create index ix_violations_open on violations (org_id, severity, created_at desc, id desc) where state = 'open';

-- What was found stays as it was found; only what people make of it changes.
revoke update, delete, truncate on violations from remit_app;
grant update (state, note, version, decided_by, decided_at) on violations to remit_app;
