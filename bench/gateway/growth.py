"""Whether a call costs the same with many keys, policies, processes, and calls before it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bench.figures import Figure
from bench.gateway.governed import Governed, governed
from bench.gateway.race import Runner, Seen, compared, in_turn

_FEW_KEYS, _MANY_KEYS = 10, 10_000
_FEW_POLICIES, _MANY_POLICIES = 10, 1_000
_UNCHANGED = 0.9
_ACTIONS = (
    "agent.call",
    "text.pass",
    "tool.use",
    "agent.write",
    "agent.promote",
    "deployment.deploy",
    "deployment.pause",
    "deployment.scale",
    "deployment.update",
    "deployment.delete",
)
# A month of calls by a thousand deployments, one in ten of them by the one that is measured.
_CALLS = """
insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens, cost_usd, price_as_of,
                   outcome, error, first_token_ms, duration_ms, request_id, created_at)
select o.id, uuidv7(ago), subject, 'member:bench', 'stub-1', 'stub', 100, 20, 0.0001, current_date,
  'answered', null, 80, 100 + n %% 900, 'bench-' || n, now() + ago
from organizations o, generate_series(1, %(rows)s::int) n,
  lateral (select (n::float8 / %(rows)s - 1) * interval '30 days' as ago,
    case when n %% 10 = 0 then %(subject)s else 'deployment:dep_' || (n %% 1000) end as subject) made
"""


def growth(remit: Governed, held: Runner, url: str, folder: Path, rows: int) -> Iterator[Figure]:
    """Measure few and many in turn; a second Remit beside the first is the one with many calls."""
    yield _keys(remit)
    yield _policies(remit, held)
    with governed(folder / "two", url, processes=2) as two:
        yield _processes(held, two)
        yield two.reconcile()
    with governed(folder / "grown", url) as grown:
        yield _calls(held, grown, rows)
        yield grown.reconcile()


def _few_and_many(what: str, few: Callable[[], Seen], many: Callable[[], Seen]) -> Figure:
    seen = in_turn({"few": few, "many": many})
    return compared(what, seen["many"], seen["few"], "", at_least=_UNCHANGED)


def _keys(remit: Governed) -> Figure:
    tokens = remit.more_keys(_MANY_KEYS)
    few, many = (remit.runner("held", keys) for keys in (tokens[:_FEW_KEYS], tokens))
    many.saturate(warm_calls=_MANY_KEYS, cpu=0.5)  # each is read once
    return _few_and_many(f"with {_MANY_KEYS:,} keys instead of {_FEW_KEYS}", few.saturate, many.saturate)


def _policies(remit: Governed, held: Runner) -> Figure:
    def under(number: int) -> Callable[[], Seen]:
        def turn() -> Seen:
            remit.apply("\n".join(map(_policy, range(number))))
            return held.saturate()

        return turn

    what = f"with {_MANY_POLICIES:,} own policies instead of {_FEW_POLICIES}"
    return _few_and_many(what, under(_FEW_POLICIES), under(_MANY_POLICIES))


def _policy(number: int) -> str:
    action = _ACTIONS[number % len(_ACTIONS)]
    return (
        f'@id("bench-{number}")\nforbid (principal, action == Action::"{action}", resource)\n'
        f'when {{ principal.person == "nobody-{number}" }};'
    )


def _processes(held: Runner, two: Governed) -> Figure:
    """Two do 1.7 times as much as one where each does 0.85 of it with the same CPU, whatever cores there are."""
    other = two.runner("held")
    other.saturate(cpu=1)
    seen = in_turn({"one": held.saturate, "two": other.saturate})
    return compared("with two processes instead of one", seen["two"], seen["one"], "", at_least=0.85)


def _calls(held: Runner, grown: Governed, rows: int) -> Figure:
    with psycopg.connect(grown.address, autocommit=True) as database:
        subject = f"deployment:{grown.callees['held'].id}"
        database.execute(_CALLS, {"rows": rows, "subject": subject})
        database.execute("vacuum analyze usage")
        database.execute("checkpoint")
    what = f"with {rows:,} calls on record instead of those of this run"
    other = grown.runner("held")
    other.saturate(cpu=1)  # a Remit just started opens its connections first
    return _few_and_many(what, held.saturate, other.saturate)
