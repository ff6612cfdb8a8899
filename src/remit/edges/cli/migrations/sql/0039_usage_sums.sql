-- What the calls of past hours and days add up to, by everything that somebody may ask for them by, so that a question
-- about a quarter reads no call of it. Up to where that is done stands in `usage_marks`; what came later is read as it is.

-- The time of a call, as one of the steps that its hour is told by: each is 4 % longer than the one before.
create function remit_time_step(ms double precision) returns int language sql immutable
  as $$ select floor(ln(case when ms < 0.001 then 0.001 else ms end) / ln(1.04::double precision))::int $$;

create table usage_sums (
  org_id uuid not null constraint fk_usage_sums_org_id references organizations (id),
  grain text not null constraint ck_usage_sums_grain check (grain in ('hour', 'day')),
  dimension text not null constraint ck_usage_sums_dimension
    check (dimension in ('model', 'provider', 'subject', 'agent', 'key', 'actor')),
  at timestamptz not null,
  name text not null,
  provider text not null,  -- of models, which it tells apart; else empty
  calls bigint not null,
  errors bigint not null,
  refused bigint not null,
  unpriced bigint not null,
  input_tokens bigint not null,
  cached_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost_usd numeric(24, 9) not null,
  -- How many answered calls took so long, by steps, and to how many of all calls the first words came so soon.
  time_steps int[] not null,
  time_counts bigint[] not null,
  first_steps int[] not null,
  first_counts bigint[] not null,
  constraint pk_usage_sums primary key (org_id, dimension, grain, at, name, provider)
);
select remit_tenant('usage_sums');
revoke update, delete, truncate on usage_sums from remit_app;

-- Everything before `until` is added up: hours up to it, days up to its midnight. Who was never called has no mark.
create table usage_marks (
  org_id uuid constraint pk_usage_marks primary key constraint fk_usage_marks_org_id references organizations (id),
  until timestamptz not null
);
select remit_tenant('usage_marks');
revoke delete, truncate on usage_marks from remit_app;
create policy relay on organizations for select using ((select current_setting('remit.relay', true)) = 'on');

-- Add up what one organisation's calls used from its mark to an hour, a few hours at a time, and move the mark.
-- The first step sets the mark, before the first call. Returns whether there may be more to do. Nothing may be written
-- before that hour any more.
create function remit_sum_usage(org uuid, upto timestamptz) returns boolean language plpgsql as $$
declare since timestamptz; midnight timestamptz;
begin
  perform set_config('remit.org', org::text, true);
  select m.until into since from usage_marks m where m.org_id = org for update;
  if since is null then
    select date_trunc('hour', min(u.created_at), 'UTC') into since from usage u where u.created_at < upto;
    insert into usage_marks (org_id, until) select org, since where since is not null on conflict do nothing;
    return found;
  end if;
  if since >= upto then
    return false;
  end if;
  midnight := date_trunc('day', since, 'UTC') + interval '24 hours';
  upto := least(upto, midnight, since + interval '6 hours');
  perform remit_sum_hours(org, since, upto);
  if upto = midnight then
    perform remit_sum_day(org, midnight - interval '24 hours');
  end if;
  update usage_marks m set until = upto where m.org_id = org;
  return true;
end $$;

-- Each of the dimensions is a way of grouping; which one a row is of shows in what it was not grouped by.
create function remit_sum_hours(org uuid, since timestamptz, upto timestamptz) returns void language sql as $$
  with made as materialized (
    select date_trunc('hour', created_at, 'UTC') as at, provider, model, subject, agent, key, actor, outcome, cost_usd,
      input_tokens, cached_tokens, output_tokens, reasoning_tokens,
      case outcome when 'answered' then remit_time_step(duration_ms) end as time, remit_time_step(first_token_ms) as first
    from usage where created_at >= since and created_at < upto
  ), sums as (
    select at, grouping(provider, model, subject, agent, key, actor) as by,
      coalesce(model, subject, agent, key, actor, provider) as name,
      case grouping(model) when 0 then provider else '' end as provider,
      count(*) filter (where outcome <> 'refused') as calls,
      count(*) filter (where outcome = 'failed') as errors,
      count(*) filter (where outcome = 'refused') as refused,
      count(*) filter (where outcome <> 'refused' and cost_usd is null) as unpriced,
      sum(input_tokens) as input_tokens, sum(cached_tokens) as cached_tokens,
      sum(output_tokens) as output_tokens, sum(reasoning_tokens) as reasoning_tokens, coalesce(sum(cost_usd), 0) as cost_usd
    from made group by at, grouping sets ((provider, model), (provider), (subject), (agent), (key), (actor))
  ), times as (
    select at, by, name, provider, array_agg(time order by time) as steps, array_agg(n order by time) as counts from (
      select at, grouping(provider, model, subject, agent, key, actor) as by,
        coalesce(model, subject, agent, key, actor, provider) as name,
        case grouping(model) when 0 then provider else '' end as provider, time, count(*) as n
      from made where time is not null
      group by at, time, grouping sets ((provider, model), (provider), (subject), (agent), (key), (actor))
    ) t group by 1, 2, 3, 4
  ), firsts as (
    select at, by, name, provider, array_agg(first order by first) as steps, array_agg(n order by first) as counts from (
      select at, grouping(provider, model, subject, agent, key, actor) as by,
        coalesce(model, subject, agent, key, actor, provider) as name,
        case grouping(model) when 0 then provider else '' end as provider, first, count(*) as n
      from made where first is not null
      group by at, first, grouping sets ((provider, model), (provider), (subject), (agent), (key), (actor))
    ) f group by 1, 2, 3, 4
  )
  insert into usage_sums
  select org, 'hour', d.dimension, s.at, s.name, s.provider, s.calls, s.errors, s.refused, s.unpriced, s.input_tokens,
    s.cached_tokens, s.output_tokens, s.reasoning_tokens, s.cost_usd,
    coalesce(t.steps, '{}'), coalesce(t.counts, '{}'), coalesce(f.steps, '{}'), coalesce(f.counts, '{}')
  from sums s
  join (values ('model', 15), ('provider', 31), ('subject', 55), ('agent', 59), ('key', 61), ('actor', 62)) d (dimension, by)
    using (by)
  left join times t using (at, by, name, provider) left join firsts f using (at, by, name, provider)
  order by d.dimension, s.at, s.name, s.provider
$$;

create function remit_sum_day(org uuid, day timestamptz) returns void language sql as $$
  with hours as materialized (
    select * from usage_sums where grain = 'hour' and at >= day and at < day + interval '24 hours'
  ), times as (
    select dimension, name, provider, array_agg(step order by step) as steps, array_agg(n order by step) as counts
    from (select dimension, name, provider, e.step, sum(e.n)::bigint as n
          from hours, unnest(time_steps, time_counts) e (step, n) group by 1, 2, 3, 4) t
    group by 1, 2, 3
  ), firsts as (
    select dimension, name, provider, array_agg(step order by step) as steps, array_agg(n order by step) as counts
    from (select dimension, name, provider, e.step, sum(e.n)::bigint as n
          from hours, unnest(first_steps, first_counts) e (step, n) group by 1, 2, 3, 4) f
    group by 1, 2, 3
  ), sums as (
    select dimension, name, provider, sum(calls) as calls, sum(errors) as errors, sum(refused) as refused,
      sum(unpriced) as unpriced, sum(input_tokens) as input_tokens, sum(cached_tokens) as cached_tokens,
      sum(output_tokens) as output_tokens, sum(reasoning_tokens) as reasoning_tokens, sum(cost_usd) as cost_usd
    from hours group by 1, 2, 3
  )
  insert into usage_sums
  select org, 'day', s.dimension, day, s.name, s.provider, s.calls, s.errors, s.refused, s.unpriced, s.input_tokens,
    s.cached_tokens, s.output_tokens, s.reasoning_tokens, s.cost_usd,
    coalesce(t.steps, '{}'), coalesce(t.counts, '{}'), coalesce(f.steps, '{}'), coalesce(f.counts, '{}')
  from sums s left join times t using (dimension, name, provider) left join firsts f using (dimension, name, provider)
  order by s.dimension, s.name, s.provider
$$;

-- A request's id finds what it left behind: its calls, and its entries in the audit log.
create index ix_usage_request_id on usage (org_id, request_id);
alter table audit_entries add column correlation_id text not null
  generated always as (split_part(split_part(body, '"correlation_id":"', 2), '"', 1)) stored;
create index ix_audit_entries_correlation_id on audit_entries (org_id, correlation_id, seq desc);
