-- Agents are searched, keep the text they were written as, and may be archived.

alter table agents add column tags jsonb not null default '[]';
alter table agents alter column tags drop default;

-- `source` is the file as its author wrote it, comments and all; versions made before this kept none.
-- `activated_at` and `promotion_id` say when a version last became the active one, and by which proposal.
alter table agent_versions add column source text;
alter table agent_versions add column activated_at timestamptz;
alter table agent_versions add column promotion_id uuid;

-- The owner of a table is bound by its policies too, and this is about every organisation.
alter table agents no force row level security;
alter table agent_versions no force row level security;
update agents a set tags = coalesce((
  select v.document -> 'remit' -> 'tags' from agent_versions v
  where v.org_id = a.org_id and v.agent_id = a.id
  order by v.status = 'active' desc, v.number desc limit 1), '[]');
update agent_versions set activated_at = created_at where status <> 'draft';
alter table agents force row level security;
alter table agent_versions force row level security;

create index ix_agents_created_at on agents (org_id, created_at, id);
create index ix_agents_updated_at on agents (org_id, updated_at, id);
create unique index ix_agent_versions_active on agent_versions (org_id, agent_id) where status = 'active';
