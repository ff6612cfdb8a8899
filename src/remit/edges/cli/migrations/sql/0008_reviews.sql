-- Reviews: the approval queue and the audit search.

alter table proposals
  -- 1 low, 2 medium, 3 high: the queue is sorted by it.
  add column risk int not null default 1 constraint ck_proposals_risk check (risk between 1 and 3),
  -- Why the risk is what it is, which policies asked for a person, and what it costs before and after.
  add column stakes jsonb not null default '{}',
  -- A person has to decide; false where policies allowed it at once.
  add column escalated boolean not null default true;
create index ix_proposals_queue on proposals (org_id, risk desc, created_at, id) where status = 'pending';
create index ix_proposals_history on proposals (org_id, decided_at desc, id desc)
  where escalated and status <> 'pending';
create index ix_proposals_due on proposals (expires_at) where status = 'pending';
-- The worker sees what waits in any organisation, to find out what nobody decided in time.
create policy sweep on proposals for select
  using (status = 'pending' and (select current_setting('remit.relay', true)) = 'on');

-- The owner is bound by row-level security as well, unless it is lifted for what follows.
alter table proposals no force row level security;
update proposals set
  risk = case environment when 'prod' then 2 else 1 end,
  escalated = decided_at is null or decided_at <> created_at or status in ('voided', 'expired');
alter table proposals force row level security;

-- The log is searched by what happened, by whom and when; the newest entries stand at the end of each index.
create index ix_audit_entries_type on audit_entries (org_id, type, seq desc);
create index ix_audit_entries_actor on audit_entries (org_id, actor, seq desc);
create index ix_audit_entries_time on audit_entries (org_id, time, seq);
-- Subjects by how they begin, in whatever order the database sorts text.
create index ix_audit_entries_subject_begins on audit_entries (org_id, subject text_pattern_ops);

-- Hashes of whole subtrees of the log, so that a proof does not read a million entries. They follow from the
-- entries and never change; what is wrong here makes proofs fail and can prove nothing false.
create table audit_nodes (
  org_id uuid not null constraint fk_audit_nodes_org_id references organizations (id),
  level int not null,
  position bigint not null,
  hash bytea not null,
  constraint pk_audit_nodes primary key (org_id, level, position)
);
select remit_tenant('audit_nodes');
revoke update, delete, truncate on audit_nodes from remit_app;
