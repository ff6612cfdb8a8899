-- The record of calls in two statements: all that can be written at once, then the audit log, whose entries are hashed
-- in between. They are functions so that each connection plans what is in them once.

-- Write usage rows and violations of calls of one organisation, settle those that are new, and lock the audit log.
-- `parts` are calls without a usage row of their own. Returns the ids of the usage rows and violations that were not
-- there before, the thresholds of budgets that were crossed, as JSON, and where the log's tree stands.
create function remit_record(
  org uuid, rows jsonb, breaches jsonb, parts uuid[],
  calls uuid[], costs numeric[], subjects text[], plans uuid[], plan_starts timestamptz[]
) returns table (written uuid[], breached uuid[], crossed text, frontier bytea) language plpgsql as $$
begin
  perform set_config('remit.org', org::text, true);
  with fresh as (
    insert into usage select * from jsonb_populate_recordset(null::usage, rows) on conflict do nothing returning id
  ) select coalesce(array_agg(id), '{}') into written from fresh;
  if cardinality(calls) > 0 then
    -- One that is there already, since its commit was not heard of, is settled already.
    if not calls <@ (written || parts) then
      select coalesce(array_agg(e.id), '{}'), array_agg(e.cost), array_agg(e.subjects), array_agg(e.plan),
             array_agg(e.plan_start)
        into calls, costs, subjects, plans, plan_starts
        from unnest(calls, costs, subjects, plans, plan_starts) e(id, cost, subjects, plan, plan_start)
        where e.id = any(written || parts);
    end if;
    select jsonb_agg(to_jsonb(s))::text into crossed from remit_settle(calls, costs, subjects, plans, plan_starts) s;
  end if;
  if breaches is not null then
    with fresh as (
      insert into violations select * from jsonb_populate_recordset(null::violations, breaches)
        on conflict do nothing returning id
    ) select coalesce(array_agg(id), '{}') into breached from fresh;
  end if;
  frontier := remit_audit_head(org);
  return next;
end $$;

-- Lock an organisation's audit log until the transaction ends; return where its tree stands, which is begun if there is none.
create function remit_audit_head(org uuid) returns bytea language plpgsql as $$
declare stands bytea;
begin
  select h.frontier into stands from audit_heads h where h.org_id = org for update;
  if stands is null then
    insert into audit_heads (org_id, size, frontier) values (org, 0, decode('0000000000000000', 'hex'))
      on conflict do nothing;
    select h.frontier into stands from audit_heads h where h.org_id = org for update;
  end if;
  return stands;
end $$;

-- Append entries with their payloads to the log, and move its head; write news beside them.
create function remit_append(org uuid, entries jsonb, size bigint, frontier bytea, news jsonb) returns void
language plpgsql as $$
begin
  perform set_config('remit.org', org::text, true);
  with entry as (
    insert into audit_entries (org_id, seq, id, type, subject, actor, time, body, leaf_hash)
    select org, e.seq, e.id, e.type, e.subject, e.actor, e.time, e.body, decode(e.leaf, 'hex')
    from jsonb_to_recordset(entries) as e (
      seq bigint, id uuid, type text, subject text, actor text, time timestamptz, body text, leaf text)
  ), detail as (
    insert into audit_payloads (org_id, seq, payload)
    select org, e.seq, e.payload from jsonb_to_recordset(entries) as e (seq bigint, payload jsonb)
  )
  update audit_heads h set size = remit_append.size, frontier = remit_append.frontier where h.org_id = org;
  if news is not null then
    insert into events (org_id, kind, ref, data, created_at)
    select org, n.kind, n.ref, n.data, n.created_at
    from jsonb_to_recordset(news) as n (kind text, ref text, data jsonb, created_at timestamptz);
  end if;
end $$;
