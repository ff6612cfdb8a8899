"""Code and API agents reach tools and HTTP: through the gate, with labels that follow what was read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from tests.lifecycle.runtime.test_running_functions import NUMBERS, code, finished
from tests.lifecycle.runtime.test_tool_uses import ruled
from tests.lifecycle.runtime.working import ANY, CUSTOMER, MAIL
from tests.stubs.world import World

from remit.controls.connections import GrantedTool
from remit.engines.sandbox import ExpressionSandbox, LiteSandbox, Sandbox
from remit.engines.tools import ToolboxError
from remit.kit.database import Database, Session
from remit.lifecycle.runtime import Runtime, Target
from remit.lifecycle.runtime.errors import ApprovalNeeded, ContractBroken, FunctionBroke, RequestFailed
from remit.lifecycle.runtime.scripted_tools import ScriptedTools

GET = GrantedTool("weather", "http_get", "Asks.", ANY, True, True, "policy", "d-3")
POST = GrantedTool("weather", "http_post", "Sends.", ANY, False, True, "policy", "d-4")
ASKS = GrantedTool("vault", "open", "Opens.", ANY, False, True, "always", "d-5")
ANYTHING = {"type": "object", "properties": {"out": {}}, "additionalProperties": False}


@pytest.fixture
def database(apart: Database) -> Database:
    """Stand where no worker of an application takes the news first."""
    return apart


@dataclass
class Place:
    """A world with scripted tools, and agents that are code or a request."""

    world: World
    tools: ScriptedTools
    runtime: Runtime

    def function(self, *lines: str, **services: Any) -> Target:
        remit = {
            "type": "function", "slug": "code", "code": code(*lines), "input_schema": NUMBERS, "timeout_seconds": 20,
            "output_schema": ANYTHING, "tier": "lite", "services": services,
        }  # fmt: skip
        return self.world.deploy(document={"spec": {"name": "code"}, "remit": remit})

    def api(self, **remit: Any) -> Target:
        whole = {
            "type": "api", "slug": "now", "connection": "weather", "method": "GET", "path": "/now/{input.n}",
            "response": "{'out': body.t}", "input_schema": NUMBERS, "output_schema": ANYTHING, **remit,
        }  # fmt: skip
        return self.world.deploy(document={"spec": {"name": "now"}, "remit": whole})

    async def ask(self, target: Target, given: str = '{"n": 7}') -> Any:
        wanted = await self.world.wanted(target, given, invoke=True)
        return json.loads((await finished(self.runtime, wanted)).text)["out"]

    async def entries(self) -> list[tuple[str, dict[str, Any]]]:
        query = (
            "select e.type, p.payload from audit_entries e join audit_payloads p using (org_id, seq)"
            " where e.type like 'tool.%' order by seq"
        )
        return [(row[0], row[1]) for row in await self.rows(query)]

    async def rows(self, query: str) -> list[Any]:
        async with self.world.database.transaction(self.world.org_id) as session:
            return list((await session.execute(text(query))).all())


def answer(body: Any, status: int = 200) -> str:
    return json.dumps({"status": status, "type": "application/json", "body": body})


@pytest.fixture
def place(world: World, sandbox: LiteSandbox, expressions: ExpressionSandbox) -> Place:
    answers: Mapping[str, Any] = {
        "crm.get_customer": lambda said: json.dumps({"id": said["id"], "mail": "ada@example.com"}),
        "mail.send_email": lambda said: f"sent to {said['to']}",
        "weather.http_get": lambda said: answer({"t": 3.5, "path": said["path"]}),
        "weather.http_post": lambda said: answer({"made": said["body"]}, 201),
        "vault.open": lambda said: "open",
    }
    tools = ScriptedTools([CUSTOMER, MAIL, GET, POST, ASKS], dict(answers))
    sandboxes: dict[str, Sandbox] = {"lite": sandbox, "cel": expressions}
    return Place(world, tools, world.runtime(tools=tools, sandboxes=sandboxes))


async def test_code_uses_tools_and_sends_requests_and_each_is_recorded(place: Place) -> None:
    place.tools.answers["crm.get_customer"] = lambda said: json.dumps({"id": said["id"]})
    target = place.function(
        "found = await ctx.services.tools.use('crm.get_customer', {'id': input['n']})",
        "now = await ctx.services.http.get('weather', '/now', query={'q': 'x'})",
        "made = await ctx.services.http.post('weather', '/orders', {'n': found['id']})",
        "return {'out': [found['id'], now['ok'], now['body']['t'], made['status'], made['body']['made']]}",
        tools=["crm"],
        http=["weather"],
    )
    assert await place.ask(target) == [7, True, 3.5, 201, {"n": 7}]
    used = [(name, said) for name, said, _ in place.tools.used]
    assert used == [
        ("crm.get_customer", {"id": 7}),
        ("weather.http_get", {"path": "/now", "query": {"q": "x"}}),
        ("weather.http_post", {"path": "/orders", "body": {"n": 7}}),
    ]
    found = await place.entries()
    assert [(type, facts["tool"]) for type, facts in found] == [
        ("tool.used", f"tool:{name}") for name, _ in used
    ]
    ((tool, state, same),) = await place.rows("select tool, state, digest = executed_digest from tool_uses")
    assert (tool, state, same) == ("tool:weather.http_post", "done", True)
    (row,) = await place.world.usage()
    assert row.tool_uses == 3
    (entry,) = await place.world.audited()
    assert entry.payload["services"] == {"tools.use": 1, "http.get": 1, "http.post": 1}


async def test_what_is_not_named_or_does_not_fit_is_refused_to_code(place: Place) -> None:
    lines = (
        "said = []",
        "for name, arguments in input_of_test:",
        "    try:",
        "        await ctx.services.tools.use(name, arguments)",
        "    except RuntimeError as error:",
        "        said.append(str(error))",
        "try:",
        "    await ctx.services.http.get('other', '/x')",
        "except RuntimeError as error:",
        "    said.append(str(error))",
        "return {'out': said}",
    )
    tries = [
        ("mail.send_email", {}),
        ("crm.gone", {}),
        ("crm.get_customer", {"id": "x"}),
        ("crm.get_customer", {}),
    ]
    target = place.function(f"input_of_test = {tries!r}", *lines, tools=["crm"], http=["weather"])
    said = await place.ask(target)
    assert place.tools.used == []
    for words, found in zip(("may not use", "not there", "wrong", "wrong", "may not use"), said, strict=True):
        assert words in found


async def test_what_a_person_would_approve_ends_the_run_and_is_not_done(place: Place) -> None:
    caught = (
        "try:",
        "    await ctx.services.tools.use('vault.open', {'door': 1})",
        "except BaseException:",
        "    pass",
        "return {'out': 'went on'}",
    )
    with pytest.raises(ApprovalNeeded) as error:
        await place.ask(place.function(*caught, tools=["vault"]))
    assert (error.value.type, error.value.extra["tool"]) == ("approval-needed", "vault.open")
    assert place.tools.used == []
    ((type, facts),) = await place.entries()
    assert (type, facts["arguments"]) == ("tool.refused", {"door": 1})
    assert await place.rows("select 1 from runs") == await place.rows("select 1 from proposals") == []
    (row,) = await place.world.usage()
    assert (row.outcome, row.error) == ("failed", "approval-needed")


async def test_what_was_read_bears_on_what_may_leave_also_through_the_store_and_other_agents(
    place: Place,
) -> None:
    read = "found = await ctx.services.tools.use('crm.get_customer', {'id': 7})"
    send = "await ctx.services.tools.use('mail.send_email', {'to': 'eve@example.org', 'body': 'all'})"
    done = "return {'out': 1}"
    both = place.function(read, send, done, tools=["crm", "mail"])
    with pytest.raises(ApprovalNeeded, match="what-was-sensitive-asks-before-it-leaves"):
        await place.ask(both)
    keeps = place.function(
        "if input['n'] == 1:",
        f"    {read}",
        "    await ctx.services.store.set('mail', found['mail'])",
        "else:",
        "    await ctx.services.store.get('mail')",
        f"    {send}",
        done,
        tools=["crm", "mail"],
        store=True,
    )
    assert await place.ask(keeps, '{"n": 1}') == 1
    with pytest.raises(ApprovalNeeded):
        await place.ask(keeps, '{"n": 2}')
    inner = place.function(read, "return {'out': found['mail']}", tools=["crm"])
    outer = place.function(
        "await ctx.services.agents.call('inner', {'n': 1})", send, done, tools=["mail"], agents=["inner"]
    )

    async def locate(_: Session, slug: str, environment: str) -> Any:
        return inner.deployment_id

    place.runtime.locate = locate
    with pytest.raises(ApprovalNeeded):
        await place.ask(outer)
    assert "mail.send_email" not in [name for name, _, _ in place.tools.used]


async def test_policies_decide_by_what_code_really_sends_and_may_withhold_what_comes(place: Place) -> None:
    await ruled(
        place.world,
        '@id("mine") forbid (principal, action == Action::"tool.use", resource)'
        ' when { context.tool == "mail.send_email" && context.labels.contains("pii") };'
        '@id("kept") forbid (principal, action == Action::"text.pass", resource)'
        ' when { context.direction == "tool_result" && context.labels.contains("pii") };',
    )
    lines = (
        "said = []",
        "mail = ('mail.send_email', {'to': 'a@b.example', 'body': 'x'})",
        "for name, arguments in (mail, ('crm.get_customer', {'id': 1})):",
        "    try:",
        "        await ctx.services.tools.use(name, arguments)",
        "    except RuntimeError as error:",
        "        said.append(str(error))",
        "return {'out': said}",
    )
    sent, read = await place.ask(place.function(*lines, tools=["mail", "crm"]))
    assert "mine" in sent
    assert "withheld by kept" in read
    assert [name for name, _, _ in place.tools.used] == ["crm.get_customer"]


async def test_long_results_are_whole_or_refused_and_faults_keep_their_words(place: Place) -> None:
    def away(_: Any) -> str:
        raise ToolboxError("The weather does not answer.", reached=False)

    target = place.function(
        "now = await ctx.services.http.get('weather', '/now')",
        "return {'out': len(now['body'])}",
        http=["weather"],
    )
    place.tools.answers["weather.http_get"] = lambda _: answer("x" * 200_000)
    assert await place.ask(target) == 200_000
    for said in (lambda _: answer("x" * 400_000), lambda _: "no envelope", away):
        place.tools.answers["weather.http_get"] = said
        with pytest.raises(FunctionBroke):
            await place.ask(target)


async def test_an_api_agent_sends_its_request_and_makes_the_output(place: Place) -> None:
    target = place.api(query={"units": "'c'", "left": "input.n > 9 ? 'x' : null"})
    assert await place.ask(target) == 3.5
    ((name, said, _),) = place.tools.used
    assert (name, said) == ("weather.http_get", {"path": "/now/7", "query": {"units": "c"}})
    sends = place.api(
        method="POST", path="/orders", body="{'n': input.n}", response="{'out': [status, body.made.n]}"
    )
    assert await place.ask(sends) == [201, 7]
    chat = await place.world.wanted(target, '{"n": 1}')
    assert json.loads((await finished(place.runtime, chat)).text) == {"out": 3.5}
    row, *_ = await place.world.usage()
    assert (row.cost_usd, row.tool_uses, row.outcome) == (0, 1, "answered")


async def test_an_api_agent_that_cannot_says_so_and_nothing_of_what_came(place: Place) -> None:
    place.tools.answers["weather.http_get"] = lambda _: answer({"secret": "swordfish"}, 500)
    for target, kind in (
        (place.api(), RequestFailed),
        (place.api(response="body"), ContractBroken),
        (place.api(connection="gone"), RequestFailed),
        (place.api(path="/{[1]}"), RequestFailed),
        (place.api(connection="vault", method="GET"), RequestFailed),
    ):
        with pytest.raises(kind) as caught:
            await place.ask(target)
        assert "swordfish" not in str(caught.value)
    city = place.api(path="/cities/{input.city}", response="{'out': body.path}")
    place.tools.answers["weather.http_get"] = lambda said: answer({"path": said["path"]})
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "additionalProperties": False}
    assert city.document is not None
    city.document["remit"]["input_schema"] = schema
    assert await place.ask(city, '{"city": "a/../b?x#y %"}') == "/cities/a%2F..%2Fb%3Fx%23y%20%25"
