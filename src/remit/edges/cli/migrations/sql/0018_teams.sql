-- Teams: named groups of members and keys, for which there can be budgets and limits, and which policies can name.
create table teams (
  org_id uuid not null constraint fk_teams_org_id references organizations (id),
  id uuid not null,
  slug text not null,
  name text not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  constraint pk_teams primary key (org_id, id)
);
create unique index ix_teams_slug on teams (org_id, slug) where removed_at is null;
create index ix_teams_created_at on teams (org_id, created_at, id);
select remit_tenant('teams');

-- Who belongs to a team: a member, or a key.
create table team_members (
  org_id uuid not null,
  team_id uuid not null,
  holder_id uuid not null,
  member_id uuid,
  key_id uuid,
  added_at timestamptz not null,
  constraint pk_team_members primary key (org_id, team_id, holder_id),
  constraint fk_team_members_team_id foreign key (org_id, team_id) references teams (org_id, id),
  constraint fk_team_members_member_id foreign key (org_id, member_id) references members (org_id, id),
  constraint fk_team_members_key_id foreign key (org_id, key_id) references api_keys (org_id, id),
  constraint ck_team_members_holder check (num_nonnulls(member_id, key_id) = 1 and holder_id = coalesce(member_id, key_id))
);
create index ix_team_members_holder_id on team_members (org_id, holder_id);
select remit_tenant('team_members');

alter table budgets drop constraint ck_budgets_scope;
alter table budgets add constraint ck_budgets_scope
  check (scope in ('organization', 'team', 'member', 'key', 'agent', 'deployment'));
alter table limits drop constraint ck_limits_scope;
alter table limits add constraint ck_limits_scope
  check (scope in ('organization', 'team', 'member', 'key', 'agent', 'deployment'));

-- What a new budget begins with: the cost of the calls of its period that are recorded, while nobody settles. That of a
-- team is what those who are in it now have spent.
create or replace function remit_begin_budget(org uuid, budget uuid) returns numeric language plpgsql as $$
declare b budgets; begun timestamptz; total numeric; holders text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('budgets/' || org, 0));
  select * into strict b from budgets s where s.org_id = org and s.id = budget;
  begun := remit_period_start(b.period, clock_timestamp());
  if b.scope = 'team' then
    select coalesce(array_agg(case when m.member_id is null then 'key:key_' || remit_base32(m.key_id)
                                   else 'member:mem_' || remit_base32(m.member_id) end), '{}') into holders
      from team_members m where m.org_id = org and 'team:team_' || remit_base32(m.team_id) = b.subject;
  end if;
  select coalesce(sum(u.cost_usd), 0) into total from usage u
    where u.org_id = org and u.created_at >= begun and u.id >= remit_first_id(begun)
      and case b.scope when 'organization' then true when 'member' then u.actor = b.subject
                       when 'key' then u.key = b.subject when 'agent' then u.agent = b.subject
                       when 'team' then u.actor = any(holders) or u.key = any(holders)
                       else u.subject = b.subject end;
  insert into budget_counters (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
    values (org, budget, begun, total, 0, 0);
  return total;
end $$;
