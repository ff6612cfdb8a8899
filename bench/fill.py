"""Fills a database as a large organisation would: 10,000 deployments, 1,000 agents, 1,000,000 calls in a month."""

import time
from typing import Any

import httpx
import psycopg

from bench.server import Server
from remit.lifecycle.runtime import DEPLOYMENT

DEPLOYMENTS, AGENTS, CALLS = 10_000, 1_000, 1_000_000
_SENTENCE = "deploy llama-3.1 8B for bench with budget $20 per hour"
_AGENT = "name: bench\ninstructions: Answer in one sentence.\nremit:\n  type: context\n  slug: bench\n"

_COPIES = {
    "deployments": """
insert into deployments (org_id, id, name, kind, host, dry_run, command, plan, agent_version_id, revision, serving,
  requested_by, claimed_user, environment, status, created_at, updated_at, metered_since, usd_per_hour)
select org_id, uuidv7(), 'copy-' || n, kind, host, dry_run, command, plan, agent_version_id, revision, serving,
  requested_by, claimed_user, (array['dev', 'staging', 'prod'])[1 + n %% 3],
  (array['deployed', 'deployed', 'deployed', 'paused', 'failed'])[1 + n %% 5],
  now() - n * interval '90 seconds', now() - n * interval '60 seconds', metered_since, usd_per_hour
from (select * from deployments order by id limit 1) d, generate_series(2, %(n)s::int) n""",
    "transitions": """
insert into transitions select (jsonb_populate_record(null::transitions, to_jsonb(t) || jsonb_build_object(
  'id', uuidv7(), 'deployment_id', d.id, 'from_status', s.was, 'to_status', s.becomes,
  'created_at', d.created_at + s.after * interval '2 seconds'))).*
from (select * from transitions order by id limit 1) t, deployments d,
  (values (1, 'planned', 'approved'), (2, 'approved', 'deploying'), (3, 'deploying', 'deployed')) s(after, was, becomes)
where d.name like 'copy-%%'""",
    "agents": """
with made as (
  insert into agents select (jsonb_populate_record(null::agents, to_jsonb(a) || jsonb_build_object(
    'id', uuidv7(), 'slug', 'agent-' || n, 'updated_at', now() - n * interval '1 minute'))).*
  from (select * from agents order by id limit 1) a, generate_series(2, %(n)s::int) n returning id)
insert into agent_versions select (jsonb_populate_record(null::agent_versions, to_jsonb(v) || jsonb_build_object(
  'id', uuidv7(), 'agent_id', made.id))).* from made, (select * from agent_versions order by id limit 1) v""",
    "usage": """
insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens, cost_usd, price_as_of,
                   outcome, error, first_token_ms, duration_ms, request_id, created_at)
select d.org_id, uuidv7(), 'deployment:' || d.shown, 'member:bench', 'stub-1', 'stub', 100, 20, 0.0001, current_date,
  case when n %% 50 = 0 then 'failed' else 'answered' end, null, 80, 100 + n %% 900, 'req-' || n,
  now() - (n::float8 / %(n)s) * interval '30 days'
from generate_series(1, %(n)s::int) n
join (select org_id, row_number() over () - 1 as at, shown from bench_subjects) d on d.at = n %% 1000""",
}


def fill(server: Server, key: str) -> None:
    """Make one of each over HTTP, then copy the rows until there are as many as a large organisation has."""
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=30) as client:
        made = client.post("/api/agent/command", json={"command": _SENTENCE}).raise_for_status().json()
        while client.get(f"/api/deployments/{made['command_id']}").json()["status"] != "deployed":
            time.sleep(0.2)
        client.post("/api/agents", json={"source": _AGENT}).raise_for_status()
    address = server.database
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(_COPIES["deployments"], {"n": DEPLOYMENTS})
        database.execute(_COPIES["transitions"], {})
        database.execute(_COPIES["agents"], {"n": AGENTS})
        _subjects(database)
        database.execute(_COPIES["usage"], {"n": CALLS})
        database.execute("drop table bench_subjects")
        database.execute("vacuum analyze")
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=120) as client:
        client.get("/api/insights/costs").raise_for_status()  # the first to ask closes the days that are over


def _subjects(database: psycopg.Connection[Any]) -> None:
    """Write down how the first thousand deployments are called in the records."""
    database.execute("create table bench_subjects (org_id uuid, shown text)")
    rows = database.execute(
        "select org_id, id from deployments order by created_at desc limit 1000"
    ).fetchall()
    with database.cursor().copy("copy bench_subjects from stdin") as copy:
        for org_id, id in rows:
            copy.write_row((org_id, DEPLOYMENT.show(id)))
