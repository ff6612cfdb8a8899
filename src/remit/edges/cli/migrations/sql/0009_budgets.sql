-- Budgets: what may be spent in a calendar period (UTC), held before a call and settled after it.

create function remit_period_start(period text, at timestamptz) returns timestamptz language sql stable strict parallel safe
  as $$ select date_trunc(period, at, 'UTC') $$;

create table budgets (
  org_id uuid not null constraint fk_budgets_org_id references organizations (id),
  id uuid not null,
  scope text not null constraint ck_budgets_scope
    check (scope in ('organization', 'member', 'key', 'agent', 'deployment')),
  subject text not null,  -- a ref, such as `agent:agent_…`
  period text not null constraint ck_budgets_period check (period in ('hour', 'day', 'week', 'month')),
  limit_usd numeric(18, 9) not null constraint ck_budgets_limit_usd check (limit_usd > 0),
  thresholds integer[] not null,
  at_limit text not null constraint ck_budgets_at_limit check (at_limit in ('stop', 'ask')),
  version integer not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_budgets primary key (org_id, id),
  constraint uq_budgets_subject unique (org_id, subject, period),
  constraint ck_budgets_subject check (starts_with(subject, scope || ':'))
);
select remit_tenant('budgets');

-- One row for each budget and period that calls have touched. A budget that stands in a deployment's plan has no row in
-- `budgets`: `plan_limit_usd` and `plan_subject` say what its calls last went by. `alerted` is the highest threshold
-- told, in percent; `asked_at` when people were first asked for more.
create table budget_counters (
  org_id uuid not null constraint fk_budget_counters_org_id references organizations (id),
  budget_id uuid not null,
  period_start timestamptz not null,
  spent_usd numeric(24, 9) not null,
  reserved_usd numeric(24, 9) not null,
  alerted integer not null,
  asked_at timestamptz,
  plan_limit_usd numeric(18, 9),
  plan_subject text,
  constraint pk_budget_counters primary key (org_id, budget_id, period_start)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
select remit_tenant('budget_counters');

-- What calls on their way hold; one amount against all their budgets. A call that dies leaves its row: once it has
-- expired its amount is given back, and the row stays a while to tell a late end of the call from a second one.
create table reservations (
  org_id uuid not null constraint fk_reservations_org_id references organizations (id),
  call_id uuid not null,
  amount_usd numeric(18, 9) not null,
  budget_ids uuid[] not null,
  periods timestamptz[] not null,
  expires_at timestamptz not null,
  swept boolean not null,
  constraint pk_reservations primary key (org_id, call_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index ix_reservations_expires_at on reservations (expires_at) where not swept;
select remit_tenant('reservations');
-- The worker sees in which organisations calls have died.
create policy sweep on reservations for select
  using (not swept and (select current_setting('remit.relay', true)) = 'on');

-- Calls that wait for a person to raise a budget.
create table budget_waits (
  org_id uuid not null constraint fk_budget_waits_org_id references organizations (id),
  call_id uuid not null,
  budget_id uuid not null,
  actor jsonb not null,
  subject text not null,
  amount_usd numeric(18, 9) not null,
  since timestamptz not null,
  expires_at timestamptz not null,
  constraint pk_budget_waits primary key (org_id, call_id)
);
create index ix_budget_waits_budget_id on budget_waits (org_id, budget_id, since);
select remit_tenant('budget_waits');

-- Limits: how much in a minute, and how much at once; an empty subject is what holds for all of a scope.
create table limits (
  org_id uuid not null constraint fk_limits_org_id references organizations (id),
  id uuid not null,
  scope text not null constraint ck_limits_scope
    check (scope in ('organization', 'member', 'key', 'agent', 'deployment')),
  subject text not null,
  requests_per_minute bigint constraint ck_limits_requests check (requests_per_minute > 0),
  tokens_per_minute bigint constraint ck_limits_tokens check (tokens_per_minute > 0),
  concurrency bigint constraint ck_limits_concurrency check (concurrency > 0),
  version integer not null,
  created_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_limits primary key (org_id, id),
  constraint uq_limits_subject unique (org_id, scope, subject),
  constraint ck_limits_subject check (subject = '' or starts_with(subject, scope || ':')),
  constraint ck_limits_something
    check (num_nonnulls(requests_per_minute, tokens_per_minute, concurrency) > 0)
);
select remit_tenant('limits');

-- Which agent and which key a call was made with, beside what was called and who acted: budgets count by them.
alter table usage
  add column agent text not null default '',
  add column key text not null default '';
alter table usage no force row level security;
alter table deployments no force row level security;
alter table agent_versions no force row level security;
update usage set key = 'key:' || substr(actor, 17)
  where actor like 'service\_account:%' and created_at >= date_trunc('month', now(), 'UTC');
update usage set agent = subject where subject like 'agent:%' and created_at >= date_trunc('month', now(), 'UTC');
update usage set agent = 'agent:agent_' || remit_base32(v.agent_id)
  from deployments d join agent_versions v on v.org_id = d.org_id and v.id = d.agent_version_id
  where d.org_id = usage.org_id and d.subject = usage.subject
    and usage.created_at >= date_trunc('month', now(), 'UTC');
alter table usage force row level security;
alter table deployments force row level security;
alter table agent_versions force row level security;

-- Hold what calls may cost, for many calls at once: each against all of its budgets or none. Budgets are numbered as
-- they stand in `budgets`, which are sorted, so that processes lock counters in the same order; the budgets of call n
-- are `which[first[n]] … which[first[n + 1] - 1]`. An amount that is null is not known: it passes while there is room.
-- Returns the budgets that refused, with the number of the call; a call that is not named holds its reservation.
create function remit_reserve(
  org uuid, calls uuid[], amounts numeric[], first integer[], which integer[],
  ids uuid[], starts timestamptz[], plan_limits numeric[], plan_subjects text[], lasts interval
) returns table (call integer, budget integer, spent_usd numeric, reserved_usd numeric, limit_usd numeric)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  spent numeric[]; held numeric[]; most numeric[]; added numeric[] := array_fill(0::numeric, array[cardinality(ids)]);
  amount numeric; total numeric; fits boolean; b integer;
  passed integer[] := '{}'; done uuid[] := '{}';
begin
  perform set_config('remit.org', org::text, true);
  -- A budget in a plan may begin at any time; one of `budgets` begins with what the period's calls cost so far.
  -- All are locked as they are made: one made out of turn could have two processes wait for each other.
  if exists (select from unnest(ids, starts) n(id, period_start) where not exists (select from budget_counters k
             where k.org_id = org and k.budget_id = n.id and k.period_start = n.period_start)) then
    insert into budget_counters as k (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
      select org, n.id, n.period_start, case when n.plan_subject is null then 0 else coalesce((
          select sum(u.cost_usd) from usage u
          where u.org_id = org and u.subject = n.plan_subject and u.created_at >= n.period_start
            and u.id >= remit_first_id(n.period_start)), 0) end, 0, 0
      from unnest(ids, starts, plan_subjects) n(id, period_start, plan_subject)
      order by n.id, n.period_start
      on conflict on constraint pk_budget_counters do update set reserved_usd = k.reserved_usd;
  end if;
  select array_agg(l.spent_usd order by l.no), array_agg(l.reserved_usd order by l.no), array_agg(l.most order by l.no)
    into spent, held, most
    from (select n.no, k.spent_usd, k.reserved_usd, coalesce(s.limit_usd, n.plan_limit) as most
          from unnest(ids, starts, plan_limits) with ordinality n(id, period_start, plan_limit, no)
          join budget_counters k on k.org_id = org and k.budget_id = n.id and k.period_start = n.period_start
          left join budgets s on s.org_id = org and s.id = n.id
          order by k.budget_id, k.period_start for update of k) l;
  -- Asked again after a broken connection, which may have carried it out all the same.
  select coalesce(array_agg(r.call_id), '{}') into done from reservations r
    where r.org_id = org and r.call_id = any(calls);
  for c in 1 .. cardinality(calls) loop
    continue when calls[c] = any(done);
    amount := coalesce(amounts[c], 0);
    fits := true;
    for i in first[c] .. first[c + 1] - 1 loop
      b := which[i];
      total := spent[b] + held[b] + added[b] + amount;
      if total > most[b] or (amounts[c] is null and total >= most[b]) then
        fits := false;
        call := c; budget := b; spent_usd := spent[b]; reserved_usd := held[b] + added[b]; limit_usd := most[b];
        return next;
      end if;
    end loop;
    if fits then
      for i in first[c] .. first[c + 1] - 1 loop
        added[which[i]] := added[which[i]] + amount;
      end loop;
      passed := passed || c;
    end if;
  end loop;
  if cardinality(passed) > 0 then
    -- Far from every limit a reservation need not be on disk before the call runs: the record of the call will be, and
    -- with it everything before. Should the database crash in between, it is lost, but the call is settled all the same.
    if not exists (select from unnest(spent, held, added, most) n(s, h, a, m) where (n.s + n.h + n.a) * 2 > n.m) then
      perform set_config('synchronous_commit', 'off', true);
    end if;
    update budget_counters k set reserved_usd = k.reserved_usd + n.amount,
        plan_limit_usd = n.plan_limit, plan_subject = n.plan_subject
      from unnest(ids, starts, plan_limits, plan_subjects, added) n(id, period_start, plan_limit, plan_subject, amount)
      where k.org_id = org and k.budget_id = n.id and k.period_start = n.period_start
        and (n.amount > 0 or (k.plan_limit_usd, k.plan_subject) is distinct from (n.plan_limit, n.plan_subject));
    insert into reservations (org_id, call_id, amount_usd, budget_ids, periods, expires_at, swept)
      select org, calls[p.c], coalesce(amounts[p.c], 0), array_agg(ids[w.b]), array_agg(starts[w.b]),
             clock_timestamp() + lasts, false
      from unnest(passed) p(c) cross join unnest(which[first[p.c]: first[p.c + 1] - 1]) w(b)
      group by p.c;
  end if;
end $$;

-- The lowest UUIDv7 of a moment: an id that is not lower was made then or later.
create function remit_first_id(at timestamptz) returns uuid language sql immutable strict parallel safe as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- When a UUIDv7 was made, and never later than now.
create function remit_id_time(id uuid) returns timestamptz language sql stable strict parallel safe as $$
  select least(now(), to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0))
$$;

-- Put what calls cost in the place of what they held, in the transaction that writes their usage rows. `subjects` of a
-- call are refs with spaces between them; by them it counts for budgets that were made while it ran. A call is settled
-- once: afterwards it holds nothing, and its usage row is there. What a crash of the database took away is counted by
-- the same: `plans` are the calls' budgets that have no row. Returns the thresholds that were crossed.
create function remit_settle(calls uuid[], costs numeric[], subjects text[], plans uuid[], plan_starts timestamptz[])
returns table (org_id uuid, budget_id uuid, subject text, period text, period_start timestamptz,
               spent_usd numeric, limit_usd numeric, threshold integer, at_limit text, planned boolean)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare org uuid := remit_org(); hit record;
begin
  -- Whoever makes a budget waits for those who settle, and they for him: a call is counted by one of them.
  perform pg_advisory_xact_lock_shared(hashtextextended('budgets/' || org, 0));
  for hit in
    -- What is looked up, by whole keys and without reading tables through: the plan is made once for a connection, most
    -- often while they are small, and has to be good when they have grown.
    with ended as materialized (
      select distinct on (e.id) e.id, coalesce(e.cost, 0)::numeric(18, 9) as cost, e.subjects, e.plan, e.plan_start
      from unnest(calls, costs, subjects, plans, plan_starts) e(id, cost, subjects, plan, plan_start)
      order by e.id
    ), gone as (
      delete from reservations r where r.org_id = org and r.call_id = any(calls)
      returning r.call_id, r.amount_usd, r.swept, r.budget_ids, r.periods
    ), settled as materialized (
      select e.*, case when g.swept then 0 else g.amount_usd end as released, g.budget_ids, g.periods
      from ended e left join gone g on g.call_id = e.id
    ), held as (
      select h.id, h.period_start, s.released, s.cost
      from settled s cross join unnest(s.budget_ids, s.periods) h(id, period_start) where s.budget_ids is not null
    ), late as (
      select n.id, coalesce(n.plan_start, remit_period_start(n.period, remit_id_time(s.id))), 0::numeric, s.cost
      from settled s cross join lateral (
        select b.id, b.period, null::timestamptz as plan_start
        from unnest(string_to_array(s.subjects, ' ')) w(subject) cross join lateral (
          select b.id, b.period from budgets b where b.org_id = org and b.subject = w.subject offset 0) b
        union all select s.plan, null, s.plan_start where s.plan is not null
      ) n
      -- Whether it was recorded before is asked only for a budget that it held nothing of: most calls have none.
      where s.cost > 0 and case when n.id <> all(coalesce(s.budget_ids, '{}')) then
          (select true from usage u where u.org_id = org and u.id = s.id
           and u.xmin <> pg_current_xact_id()::xid limit 1)
        else true end is null
    ), sums as (
      select l.id, l.period_start, sum(l.released) as released, sum(l.cost) as cost
      from (select * from held union all select * from late) l group by l.id, l.period_start
    ), kept as (
      insert into budget_counters as k (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
      select org, s.id, s.period_start, s.cost, -s.released, 0 from sums s order by s.id, s.period_start
      on conflict on constraint pk_budget_counters do update
        set spent_usd = k.spent_usd + excluded.spent_usd, reserved_usd = k.reserved_usd + excluded.reserved_usd
      returning k.budget_id, k.period_start, k.spent_usd, k.alerted, k.plan_limit_usd, k.plan_subject
    )
    select k.*, coalesce(b.subject, k.plan_subject) as named, coalesce(b.period, 'hour') as length,
           coalesce(b.limit_usd, k.plan_limit_usd) as most, coalesce(b.thresholds, '{50,80,100}') as thresholds,
           coalesce(b.at_limit, 'stop') as what, b.id as stored
    from kept k left join budgets b on b.org_id = org and b.id = k.budget_id
  loop
    continue when hit.most is null;
    threshold := (select max(t) from unnest(hit.thresholds) t
                  where t > hit.alerted and hit.spent_usd * 100 >= t * hit.most);
    continue when threshold is null;
    update budget_counters k set alerted = threshold
      where k.org_id = org and k.budget_id = hit.budget_id and k.period_start = hit.period_start;
    org_id := org; budget_id := hit.budget_id; subject := hit.named; period := hit.length;
    period_start := hit.period_start; spent_usd := hit.spent_usd; limit_usd := hit.most; at_limit := hit.what; planned := hit.stored is null;
    return next;
  end loop;
end $$;

-- Give back what calls hold: those named, which were cancelled before they ran, or those that have expired.
create function remit_release(org uuid, calls uuid[]) returns integer language plpgsql as $$
declare released integer;
begin
  perform set_config('remit.org', org::text, true);
  with gone as (
    delete from reservations r where r.org_id = org and r.call_id = any(calls)
    returning r.amount_usd, r.swept, r.budget_ids, r.periods
  ), sums as (
    select h.id, h.period_start, sum(case when g.swept then 0 else g.amount_usd end) as amount
    from gone g cross join unnest(g.budget_ids, g.periods) h(id, period_start) group by h.id, h.period_start
  ), kept as (
    insert into budget_counters as k (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
    select org, s.id, s.period_start, 0, -s.amount, 0 from sums s order by s.id, s.period_start
    on conflict on constraint pk_budget_counters do update set reserved_usd = k.reserved_usd + excluded.reserved_usd
  )
  select count(*) into released from gone;
  return released;
end $$;

create function remit_sweep(org uuid, most integer) returns integer language plpgsql as $$
declare released integer;
begin
  perform set_config('remit.org', org::text, true);
  with due as (
    select r.call_id from reservations r
    where r.org_id = org and r.expires_at <= clock_timestamp() and not r.swept
    order by r.expires_at limit most for update skip locked
  ), marked as (
    update reservations r set swept = true from due where r.org_id = org and r.call_id = due.call_id
    returning r.amount_usd, r.budget_ids, r.periods
  ), sums as (
    select h.id, h.period_start, sum(m.amount_usd) as amount
    from marked m cross join unnest(m.budget_ids, m.periods) h(id, period_start) group by h.id, h.period_start
  ), kept as (
    insert into budget_counters as k (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
    select org, s.id, s.period_start, 0, -s.amount, 0 from sums s order by s.id, s.period_start
    on conflict on constraint pk_budget_counters do update set reserved_usd = k.reserved_usd + excluded.reserved_usd
  )
  select count(*) into released from marked;
  return released;
end $$;

-- What a new budget begins with: the cost of the calls of its period that are recorded, while nobody settles.
create function remit_begin_budget(org uuid, budget uuid) returns numeric language plpgsql as $$
declare b budgets; begun timestamptz; total numeric;
begin
  perform pg_advisory_xact_lock(hashtextextended('budgets/' || org, 0));
  select * into strict b from budgets s where s.org_id = org and s.id = budget;
  begun := remit_period_start(b.period, clock_timestamp());
  select coalesce(sum(u.cost_usd), 0) into total from usage u
    where u.org_id = org and u.created_at >= begun and u.id >= remit_first_id(begun)
      and case b.scope when 'organization' then true when 'member' then u.actor = b.subject
                       when 'key' then u.key = b.subject when 'agent' then u.agent = b.subject
                       else u.subject = b.subject end;
  insert into budget_counters (org_id, budget_id, period_start, spent_usd, reserved_usd, alerted)
    values (org, budget, begun, total, 0, 0);
  return total;
end $$;
