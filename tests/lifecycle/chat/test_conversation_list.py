"""The list of conversations, whom one may talk to, files, and hostile input."""

import asyncio
import json
from typing import Any

import pytest
from tests.fixtures.journey import problem
from tests.lifecycle.chat.talking import Talk

WILD = "<script>alert(1)</script> مرحبا 🦉 100%_\\ '; drop table messages; --"


async def test_conversations_are_named_found_renamed_deleted_and_restored(talk: Talk) -> None:
    await talk.agent("desk")
    first, second = await talk.begin("desk"), await talk.begin("desk")
    await talk.say(
        first, "How do I get to the harbour from here, at night, with three suitcases and a dog that bites?"
    )
    await talk.say(second, "Lunch\nat noon?")

    async def listed(q: str = "") -> list[str]:
        found = await talk.client.get("/api/conversations", params={"q": q})
        return [each["title"] for each in found.json()["items"]]

    named = await listed()
    assert named[0] == "Lunch at noon?"
    assert len(named[1]) <= 80
    assert named[1].endswith("…")
    assert await listed("SUITCASES") == [named[1]]
    assert await listed("%") == []
    path = f"/api/conversations/{second['id']}"
    assert (await talk.client.patch(path, json={"title": WILD})).json()["title"] == WILD
    assert await listed("100%_\\") == [WILD]
    assert (await talk.client.delete(path)).status_code == 204
    assert await listed() == [named[1]]
    problem(await talk.client.get(path), 404)
    problem(await talk.client.delete(path), 404)
    assert (await talk.client.post(f"{path}/restore")).json()["title"] == WILD
    assert (await talk.client.post(f"{path}/restore")).status_code == 200
    assert await listed() == [WILD, named[1]]


async def test_the_list_comes_in_pages_and_tests_stand_in_none(talk: Talk) -> None:
    await talk.agent("desk")
    begun = [(await talk.begin("desk"))["id"] for _ in range(5)]
    await talk.begin("desk", kind="test")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await talk.client.get("/api/conversations", params=params)).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == list(reversed(begun))


async def test_the_title_is_the_first_words_without_their_marks(talk: Talk) -> None:
    await talk.agent("desk")

    async def titled(content: str) -> str:
        conversation = await talk.begin("desk")
        await talk.say(conversation, content)
        found = await talk.client.get(f"/api/conversations/{conversation['id']}")
        return str(found.json()["title"])

    assert await titled("## **Why** does\n```sql\nselect 1\n```\n[this](https://x.org) fail?") == (
        "Why does select 1 this fail?"
    )
    assert await titled("***") == "***"
    assert await titled("word " * 40) == f"{'word ' * 15}word…"


async def test_the_last_test_of_a_version_is_found_again(talk: Talk) -> None:
    await talk.agent("desk")
    await talk.agent("desk", more=", description: second")
    await talk.agent("porter")

    async def begin(slug: str, version: int | None = None, kind: str = "test") -> str:
        choice = {"kind": "agent", "id": slug, "version": version}
        made = await talk.client.post("/api/conversations", json={"participants": [choice], "kind": kind})
        return str(made.json()["id"])

    async def found(**query: str | int) -> list[str]:
        answer = await talk.client.get("/api/conversations", params=query)
        return [each["id"] for each in answer.json()["items"]]

    first, second = await begin("desk", 1), await begin("desk", 2)
    later, other, chat = await begin("desk", 2), await begin("porter", 1), await begin("desk", 2, "chat")
    assert await found(kind="test", agent="desk", version=2) == [later, second]
    assert await found(kind="test", agent="desk", version=1, limit=1) == [first]
    assert await found(kind="test", agent="porter") == [other]
    assert await found(kind="test") == [other, later, second, first]
    assert await found(agent="desk") == await found() == [chat]
    for nothing in ({"agent": "nobody"}, {"agent": "desk", "version": 9}, {"agent": "x y\x01"}):
        assert await found(kind="test", **nothing) == []
    await talk.client.delete(f"/api/conversations/{later}")
    assert await found(kind="test", agent="desk", version=2, limit=1) == [second]
    problem(await talk.client.get("/api/conversations", params={"kind": "private"}), 422)
    problem(await talk.client.get("/api/conversations", params={"agent": "desk", "version": 0}), 422)


async def test_participants_come_and_go(talk: Talk) -> None:
    deployed = await talk.deployed("desk")
    await talk.agent("desk-dev")
    conversation = await talk.begin(deployed, "desk-dev")
    assert [p["handle"] for p in conversation["participants"]] == ["desk-dev", "desk-dev-2"]
    path = f"/api/conversations/{conversation['id']}/participants"
    first, second = (p["id"] for p in conversation["participants"])
    gone = (await talk.client.delete(f"{path}/{first}")).json()
    assert [p["removed"] for p in gone["participants"]] == [True, False]
    problem(await talk.client.delete(f"{path}/{first}"), 404)
    send = f"/api/conversations/{conversation['id']}/messages"
    problem(await talk.client.post(send, json={"content": "hi", "to": [first]}), 404)
    await talk.client.delete(f"{path}/{second}")
    assert problem(await talk.client.post(send, json={"content": "hi"}), 409)["type"].endswith("nobody-asked")
    back = (await talk.client.post(path, json={"kind": "deployment", "id": deployed})).json()
    assert [(p["id"], p["removed"]) for p in back["participants"]] == [(first, False), (second, True)]


async def test_a_conversation_has_room_for_eight(talk: Talk) -> None:
    for number in range(9):
        await talk.agent(f"agent-{number}")
    conversation = await talk.begin(*(f"agent-{number}" for number in range(8)))
    path = f"/api/conversations/{conversation['id']}/participants"
    told = problem(await talk.client.post(path, json={"kind": "agent", "id": "agent-8"}), 409)
    assert told["type"] == "/problems/too-many-participants"


async def test_whom_one_may_talk_to_comes_in_two_sections_and_is_searched(talk: Talk) -> None:
    deployed = await talk.deployed("harbour")
    await talk.agent("lunch")
    found = (await talk.client.get("/api/chat/participants")).json()
    (live,) = found["deployed"]
    assert (live["ref"], live["status"], live["answers"], live["agent"]) == (
        deployed,
        "deployed",
        True,
        "harbour@1",
    )
    assert [(each["name"], each["version"]) for each in found["test"]] == [("harbour", 1), ("lunch", 1)]
    searched = (await talk.client.get("/api/chat/participants", params={"q": "LUN"})).json()
    assert (searched["deployed"], [each["name"] for each in searched["test"]]) == ([], ["lunch"])
    assert (live["handle"], found["test"][0]["handle"]) == ("harbour-dev", "harbour")
    for each in (live, found["test"][1]):
        by_id = (await talk.client.get("/api/chat/participants", params={"q": each["ref"]})).json()
        assert [found["ref"] for found in by_id["deployed"] + by_id["test"]] == [each["ref"]]
    one = (await talk.client.get("/api/chat/participants", params={"limit": 1})).json()
    assert (one["more_deployed"], one["more_test"]) == (False, True)


async def test_a_conversation_is_exported_for_people_and_for_programs(talk: Talk) -> None:
    await talk.agent("one")
    await talk.agent("two")
    conversation = await talk.begin("one", "two", title=f"Füße {WILD}")
    await talk.say(conversation, WILD, to=[p["id"] for p in conversation["participants"]])
    answer = (await talk.thread(conversation))[1]
    await talk.again(conversation, answer["id"])
    path = f"/api/conversations/{conversation['id']}/export"
    markdown = await talk.client.get(path)
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert 'filename="fu' in markdown.headers["content-disposition"]
    for part in (WILD, "## You", "## @one", "## @two", "demo model"):
        assert part in markdown.text
    whole = (await talk.client.get(path, params={"format": "json"})).json()
    assert len(whole["messages"]) == 4
    assert [m["on_branch"] for m in whole["messages"]] == [True, False, False, True]
    problem(await talk.client.get(path, params={"format": "pdf"}), 422)


async def test_a_message_that_is_too_long_is_told_the_limit(talk: Talk) -> None:
    await talk.agent("desk")
    conversation = await talk.begin("desk")
    assert conversation["longest_message"] == 100_000
    path = f"/api/conversations/{conversation['id']}/messages"
    told = problem(await talk.client.post(path, json={"content": "x" * 200_000}), 422)
    assert "at most 100,000 characters, this one has 200,000" in told["detail"]
    assert (await talk.say(conversation, "ü" * 100_000))[-1]["type"] == "RUN_FINISHED"
    assert len((await talk.thread(conversation))[0]["content"]) == 100_000


BAD: list[dict[str, Any]] = [
    {"content": ""},
    {"content": "   "},
    {"content": None},
    {"content": 7},
    {},
    {"content": "a\x00b"},
    {"content": "\ud800"},
    {"content": "hi", "to": "all"},
    {"content": "hi", "to": [None]},
    {"content": "hi", "to": ["part_x"] * 9},
    {"content": "hi", "extra": 1},
]


@pytest.mark.parametrize("body", BAD, ids=repr)
async def test_a_message_that_is_none_changes_nothing(talk: Talk, body: dict[str, Any]) -> None:
    await talk.agent("desk")
    conversation = await talk.begin("desk")
    path = f"/api/conversations/{conversation['id']}/messages"
    headers = {"content-type": "application/json"}
    problem(await talk.client.post(path, content=json.dumps(body), headers=headers), 422)
    assert await talk.thread(conversation) == []


async def test_a_message_cannot_stand_where_none_is(talk: Talk) -> None:
    await talk.agent("desk")
    conversation, other = await talk.begin("desk"), await talk.begin("desk")
    foreign = (await talk.say(other, "Hello"))[-1]["result"]["id"]
    await talk.say(conversation, "Hello")
    question = (await talk.thread(conversation))[0]["id"]
    path = f"/api/conversations/{conversation['id']}"
    for parent, status in ((foreign, 404), ("msg_x", 404), ("", 404), (question, 422)):
        problem(
            await talk.client.post(f"{path}/messages", json={"content": "x", "parent_id": parent}), status
        )
    problem(
        await talk.client.post(f"{path}/messages", json={"content": "x", "to": ["part_" + "0" * 26]}), 404
    )
    problem(await talk.client.post(f"{path}/messages/{question}/regenerate"), 422)
    problem(await talk.client.post(f"{path}/messages/{foreign}/regenerate"), 404)
    problem(await talk.client.patch(path, json={"shown": foreign}), 404)
    for title in ("", " ", "x" * 201, "a\x00"):
        problem(await talk.client.patch(path, json={"title": title}), 422)


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        ({"kind": "agent", "id": "nobody"}, 404),
        ({"kind": "agent", "id": "agent_" + "0" * 26}, 404),
        ({"kind": "agent", "id": "a\x00"}, 422),
        ({"kind": "deployment", "id": "dep_" + "0" * 26}, 404),
        ({"kind": "deployment", "id": "desk"}, 404),
        ({"kind": "model", "id": "desk"}, 422),
        ({"kind": "agent", "id": "desk", "version": 0}, 422),
        ({"kind": "agent", "id": "desk", "version": 10**12}, 422),
    ],
)
async def test_who_is_not_there_takes_no_part(talk: Talk, choice: dict[str, Any], status: int) -> None:
    await talk.agent("desk")
    problem(await talk.client.post("/api/conversations", json={"participants": [choice]}), status)
    assert (await talk.client.get("/api/conversations")).json()["items"] == []


async def test_two_tabs_that_say_something_at_once_both_find_it_again(talk: Talk) -> None:
    await talk.agent("desk")
    conversation = await talk.begin("desk")
    await talk.say(conversation, "Hello")
    parent = (await talk.thread(conversation))[-1]["id"]
    await asyncio.gather(*(talk.say(conversation, f"Tab {n}", parent_id=parent) for n in range(4)))
    thread = await talk.thread(conversation)
    assert len(thread) == 4
    assert len(thread[2]["alternatives"]) == 4
