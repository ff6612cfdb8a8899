"""Conversations: who answers, what is kept, and what nobody else sees."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.fixtures.journey import problem
from tests.fixtures.people import Found, Token
from tests.lifecycle.chat.conftest import at
from tests.lifecycle.chat.talking import SSE, Talk, events_of, read_until
from tests.stubs.openai_server import WORDS, OpenAIStub
from tests.stubs.waiting import until

from remit.controls.tenancy import Role
from remit.engines.models import LABEL


async def rows(talk: Talk, query: str) -> list[dict[str, Any]]:
    async with talk.database.transaction(talk.organization.id) as session:
        return [dict(row) for row in (await session.execute(text(query))).mappings()]


async def test_a_person_talks_to_a_deployed_agent_by_the_governed_call(talk: Talk) -> None:
    deployed = await talk.deployed("desk")
    conversation = await talk.begin(deployed)
    assert [p["handle"] for p in conversation["participants"]] == ["desk-dev"]
    events = await talk.say(conversation, "Where is parking?")
    kinds = list(dict.fromkeys(event["type"] for event in events))
    assert kinds == [
        "CUSTOM",
        "RUN_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "RUN_FINISHED",
    ]
    turn, last = events[0]["value"], events[-1]["result"]
    assert turn["question"]["content"] == "Where is parking?"
    assert "".join(event.get("delta", "") for event in events) == last["content"]
    assert last["content"].endswith(LABEL)
    assert (last["status"], last["demo"], last["agent"], last["cost_usd"]) == (
        "complete",
        True,
        "desk@1",
        "0",
    )
    assert await talk.thread(conversation) == [turn["question"], last]
    (used,) = await rows(talk, "select * from usage")
    assert (used["subject"], used["request_id"]) == (f"deployment:{deployed}", last["request_id"])
    (entry,) = await rows(talk, "select * from audit_entries where type like 'call.%'")
    assert entry["subject"] == f"deployment:{deployed}"
    assert entry["actor"].startswith("service_account:key_")


async def test_an_agent_on_trial_is_no_call_of_a_deployment(talk: Talk) -> None:
    await talk.agent("drafted")
    conversation = await talk.begin("drafted")
    last = (await talk.say(conversation, "Where is parking?"))[-1]["result"]
    assert (last["status"], last["agent"]) == ("complete", "drafted@1")
    (used,) = await rows(talk, "select subject from usage")
    assert used["subject"] == f"agent:{conversation['participants'][0]['ref']}"
    (payload,) = await rows(
        talk,
        "select payload from audit_payloads join audit_entries using (org_id, seq) where type = 'call.answered'",
    )
    assert payload["payload"]["test"] is True
    assert payload["payload"]["decision"]["policies"] == ["people-talk-to-agents"]


async def test_a_trial_takes_the_newest_version_unless_one_is_named(talk: Talk) -> None:
    await talk.agent("grown")
    newest, first = await talk.begin("grown"), await talk.begin("grown")
    path = f"/api/conversations/{first['id']}/participants"
    pinned = await talk.client.post(path, json={"kind": "agent", "id": "grown", "version": 1})
    assert pinned.json()["participants"][0]["version"] == 1
    await talk.agent("grown", more=", tags: [changed]")
    assert (await talk.say(newest, "Hello"))[-1]["result"]["agent"] == "grown@2"
    assert (await talk.say(first, "Hello"))[-1]["result"]["agent"] == "grown@1"
    missing = await talk.client.post(path, json={"kind": "agent", "id": "grown", "version": 9})
    assert "no version 9" in problem(missing, 404)["detail"]


async def test_several_answer_side_by_side_and_a_mention_chooses(talk: Talk) -> None:
    await talk.agent("one")
    await talk.agent("two")
    conversation = await talk.begin("one", "two")
    first, second = (p["id"] for p in conversation["participants"])
    events = await talk.say(conversation, "Where is parking?", to=[first, second])
    assert {event["agentId"] for event in events if "agentId" in event} == {first, second}
    assert sum(event["type"] == "RUN_FINISHED" for event in events) == 2
    question, one, two = await talk.thread(conversation)
    assert question["to"] == [first, second]
    assert (one["participant_id"], one["on_branch"]) == (first, True)
    assert (two["participant_id"], two["on_branch"]) == (second, False)
    assert one["parent_id"] == two["parent_id"] == question["id"]
    mentioned = await talk.say(conversation, "And you, @Two, what of lunch at me@one.org?", to=[first])
    assert [a["participant_id"] for a in mentioned[0]["value"]["answers"]] == [second]
    last = await talk.say(conversation, "Thanks.")
    assert [a["participant_id"] for a in last[0]["value"]["answers"]] == [second]


async def test_each_is_told_what_the_others_said_by_name(talk: Talk, stub: OpenAIStub) -> None:
    await talk.agent("one", "openai:stub-1")
    await talk.agent("two", "openai:stub-1")
    conversation = await talk.begin("one", "two")
    await talk.say(conversation, "Hello", to=[p["id"] for p in conversation["participants"]])
    await talk.say(conversation, "@two Which capital?")
    told = [(m["role"], m["content"]) for m in stub.requests[-1]["messages"] if m["role"] != "system"]
    said = "".join(WORDS)
    assert ("assistant", said) in told
    assert any(role == "user" and f"@one answered:\n{said}" in content for role, content in told)
    assert told[-1] == ("user", "@two Which capital?")


async def test_edit_and_regenerate_make_branches_that_can_be_shown_again(talk: Talk) -> None:
    await talk.agent("tree")
    conversation = await talk.begin("tree")
    await talk.say(conversation, "First")
    await talk.say(conversation, "Second")
    question, answer, *rest = await talk.thread(conversation)
    edited = (await talk.say(conversation, "First, edited", parent_id=None))[0]["value"]
    assert edited["question"]["alternatives"] == [question["id"], edited["question"]["id"]]
    assert (await talk.thread(conversation))[0]["content"] == "First, edited"
    path = f"/api/conversations/{conversation['id']}"
    assert (await talk.client.patch(path, json={"shown": question["id"]})).status_code == 200
    assert [m["id"] for m in await talk.thread(conversation)] == [
        question["id"],
        answer["id"],
        *(m["id"] for m in rest),
    ]
    again = (await talk.again(conversation, answer["id"]))[-1]["result"]
    assert again["alternatives"] == [answer["id"], again["id"]]
    assert [m["id"] for m in await talk.thread(conversation)] == [question["id"], again["id"]]
    await talk.client.patch(path, json={"shown": answer["id"]})
    assert len(await talk.thread(conversation)) == 4


async def test_an_answer_beside_the_branch_is_asked_for_again_in_its_place(talk: Talk) -> None:
    await talk.agent("one")
    await talk.agent("two")
    conversation = await talk.begin("one", "two")
    await talk.say(conversation, "Hello", to=[p["id"] for p in conversation["participants"]])
    await talk.say(conversation, "More")
    beside = (await talk.thread(conversation))[2]
    again = (await talk.again(conversation, beside["id"]))[-1]["result"]
    thread = await talk.thread(conversation)
    assert thread[2]["id"] == again["id"]
    assert thread[2]["alternatives"] == [beside["id"], again["id"]]
    assert len(thread) == 5
    one = await talk.client.get(f"/api/conversations/{conversation['id']}/messages/{beside['id']}")
    assert one.json()["content"] == beside["content"]


async def test_a_long_conversation_comes_in_pages_newest_first(talk: Talk) -> None:
    await talk.agent("long")
    conversation = await talk.begin("long")
    for number in range(4):
        await talk.say(conversation, f"Message {number}")
    path = f"/api/conversations/{conversation['id']}/messages"
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = (await talk.client.get(path, params=params)).json()
        seen = [m["id"] for m in page["items"]] + seen
        cursor = page["next"]
    assert cursor is None
    assert seen == [m["id"] for m in await talk.thread(conversation, limit=200)]
    assert len(seen) == 8
    problem(await talk.client.get(path, params={"cursor": "nonsense"}), 422)
    problem(await talk.client.get(path, params={"cursor": "msg_" + "0" * 26}), 422)


async def test_leaving_stops_the_model_and_keeps_what_was_said(talk: Talk, stub: OpenAIStub) -> None:
    stub.fault = "hang_midway"
    await talk.agent("slow", "openai:stub-1")
    conversation = await talk.begin("slow")
    async with talk.saying(conversation, "Which capital?") as answer:
        await read_until(answer, "TEXT_MESSAGE_CONTENT")
    await until(lambda: stub.gone)

    async def stopped() -> bool:
        return str((await talk.thread(conversation))[-1]["status"]) == "stopped"

    await until(stopped)
    last = (await talk.thread(conversation))[-1]
    assert last["content"].startswith(WORDS[0])
    assert last["output_tokens"] > 0
    assert [row["outcome"] for row in await rows(talk, "select outcome from usage")] == ["cancelled"]
    stub.fault = "none"
    assert (await talk.again(conversation, last["id"]))[-1]["result"]["status"] == "complete"


async def marked_as_being_written(talk: Talk, ago: str) -> None:
    """Leave the answers as another process would that is writing them, or was."""
    written = "update messages set status = 'streaming', content = 'Half'"
    async with talk.database.transaction(talk.organization.id) as session:
        since = f"updated_at = now() - interval '{ago}' where role = 'assistant'"
        await session.execute(text(f"{written}, {since}"))


async def test_while_an_answer_is_written_the_next_message_waits(talk: Talk) -> None:
    await talk.agent("busy")
    conversation = await talk.begin("busy")
    last = (await talk.say(conversation, "Hello"))[-1]["result"]
    await marked_as_being_written(talk, "1 second")
    path = f"/api/conversations/{conversation['id']}/messages"
    told = problem(await talk.client.post(path, json={"content": "Well?"}), 409)
    assert told["type"] == "/problems/still-answering"
    assert (await talk.thread(conversation))[-1]["status"] == "streaming"
    again = await talk.client.post(f"{path}/{last['id']}/regenerate")
    assert problem(again, 409)["type"] == "/problems/still-answering"


async def test_an_answer_whose_process_is_gone_has_failed_and_can_be_asked_for_again(talk: Talk) -> None:
    await talk.agent("lost")
    conversation = await talk.begin("lost")
    last = (await talk.say(conversation, "Hello"))[-1]["result"]
    await marked_as_being_written(talk, "1 minute")
    shown = (await talk.thread(conversation))[-1]
    assert (shown["status"], shown["content"]) == ("failed", "Half")
    assert shown["problem"]["type"] == "answer-cut-off"
    assert (await talk.again(conversation, last["id"]))[-1]["result"]["status"] == "complete"
    assert (await talk.say(conversation, "Next"))[-1]["result"]["status"] == "complete"


@pytest.mark.parametrize(("fault", "type"), [("500", "model-failed"), ("429", "model-unavailable")])
async def test_a_model_that_fails_is_said_and_kept(
    talk: Talk, stub: OpenAIStub, fault: Any, type: str
) -> None:
    stub.fault = fault
    await talk.agent("failing", "openai:stub-1")
    conversation = await talk.begin("failing")
    last = (await talk.say(conversation, "Hello"))[-1]
    assert (last["type"], last["code"]) == ("RUN_ERROR", type)
    kept = (await talk.thread(conversation))[-1]
    assert kept == last["result"]
    assert (kept["status"], kept["problem"]["type"]) == ("failed", type)


async def test_a_paused_deployment_refuses_and_says_so(talk: Talk) -> None:
    deployed = await talk.deployed("resting")
    conversation = await talk.begin(deployed)
    assert (await talk.admin.post(f"/api/deployments/{deployed}/pause")).is_success
    path = f"/api/conversations/{conversation['id']}"
    (participant,) = (await talk.client.get(path)).json()["participants"]
    assert (participant["status"], participant["answers"]) == ("paused", False)
    last = (await talk.say(conversation, "Hello"))[-1]
    assert (last["type"], last["code"]) == ("RUN_ERROR", "not-deployed")
    assert last["result"]["status"] == "refused"
    assert "paused" in last["result"]["problem"]["detail"]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.VIEWER])
async def test_who_may_not_call_is_told_which_role_it_needs(talk: Talk, token: Token, role: Role) -> None:
    await talk.agent("closed")
    url = str(talk.client.base_url)
    async with at(url, await token(talk.organization, role)) as other:
        found = (await other.get("/api/chat/participants")).json()
        assert (found["deployed"], found["test"]) == ([], [])
        assert f"The role {role.value} does not allow testing agents" in found["refusal"]
        body = {"participants": [{"kind": "agent", "id": "closed"}]}
        assert problem(await other.post("/api/conversations", json=body), 403)["type"].endswith(
            "policy-forbids"
        )


async def test_a_conversation_is_its_persons_alone(talk: Talk, token: Token, found: Found) -> None:
    await talk.agent("private")
    conversation = await talk.begin("private", title="swordfish")
    last = (await talk.say(conversation, "The word is swordfish"))[-1]["result"]
    path = f"/api/conversations/{conversation['id']}"
    url = str(talk.client.base_url)
    elsewhere = await found()
    for organization in (talk.organization, elsewhere):
        async with at(url, await token(organization, Role.OWNER)) as other:
            assert "swordfish" not in (await other.get("/api/conversations", params={"q": "swordfish"})).text
            for answer in await every_way_in(other, path, last["id"], conversation["participants"][0]["id"]):
                problem(answer, 404)
    assert [m["status"] for m in await talk.thread(conversation)] == ["complete", "complete"]
    listed = (await talk.client.get("/api/conversations")).json()["items"]
    assert [(each["title"], each["handles"]) for each in listed] == [("swordfish", ["private"])]


async def every_way_in(
    other: httpx.AsyncClient, path: str, message: str, participant: str
) -> list[httpx.Response]:
    return await asyncio.gather(
        other.get(path),
        other.patch(path, json={"title": "mine"}),
        other.patch(path, json={"shown": message}),
        other.delete(path),
        other.post(f"{path}/restore"),
        other.get(f"{path}/export"),
        other.get(f"{path}/messages"),
        other.get(f"{path}/messages/{message}"),
        other.post(f"{path}/messages", json={"content": "hello"}),
        other.post(f"{path}/messages/{message}/regenerate", headers=SSE),
        other.post(f"{path}/participants", json={"kind": "agent", "id": "private"}),
        other.delete(f"{path}/participants/{participant}"),
    )


async def test_the_same_message_sent_twice_is_said_once(talk: Talk) -> None:
    await talk.agent("desk")
    conversation = await talk.begin("desk", client=talk.admin)
    path = f"/api/conversations/{conversation['id']}/messages"
    headers = {"Idempotency-Key": "once"}
    first = await talk.admin.post(path, json={"content": "Hello"}, headers=headers)
    assert events_of(first.text)[-1]["type"] == "RUN_FINISHED"
    again = await talk.admin.post(path, json={"content": "Hello"}, headers=headers)
    assert (again.text, again.headers["idempotency-replayed"]) == (first.text, "true")
    assert len((await talk.admin.get(path)).json()["items"]) == 2
