"""From a file to a dataset, from a dataset to a score, from a score to a promotion."""

from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.evaluations.measuring import NUMERIC, adder, ended, lines, made, measured

from remit.controls.tenancy import Organization, Role


async def test_an_agent_is_measured_on_a_file_and_its_versions_are_compared(api: Api, found: Found) -> None:
    builder = await api(Role.BUILDER)
    await made(builder, "/api/admin/agents", adder())
    dataset = await made(builder, "/api/datasets", {"slug": "sums", "content": lines(12)})
    assert (dataset["version"]["number"], dataset["version"]["cases"]) == (1, 12)

    wish = {"agent": "adder", "dataset": "sums", "scorers": NUMERIC, "threshold": 0.9}
    forecast = await made(builder, "/api/evaluations/estimate", wish, 200)
    assert (forecast["cases"], forecast["calls"], forecast["cost_usd"]) == (12, 0, "0")
    good = await ended(builder, (await made(builder, "/api/evaluations", wish))["id"])
    assert (good["status"], good["score"], good["passed"], good["done"]) == ("finished", 1, True, 12), good
    low, high = good["summary"]["interval"]
    assert 0.7 < low < 0.8
    assert high == 1
    assert good["summary"]["latency_ms"]["p95"] > 0

    await made(builder, "/api/admin/agents", adder(" + (1 if input['a'] > 5 else 0)"))
    bad = await measured(builder, threshold=0.9)
    assert (bad["version"], bad["score"], bad["passed"]) == (2, 0.5, False)
    path = f"/api/evaluations/{bad['id']}/compare"
    compared = (await builder.get(path, params={"before": good["id"]})).json()
    assert compared["counts"] == {"all": 12, "better": 0, "worse": 6, "same": 6}
    assert compared["overall"]["verdict"] == "worse"
    assert compared["overall"]["interval"][1] < 0
    worst = compared["items"][0]
    assert (worst["change"], worst["before"]["output"], worst["after"]["output"]) == (
        "worse",
        '{"sum": 7}',
        '{"sum": 8}',
    )
    only = await builder.get(path, params={"before": good["id"], "only": "same", "limit": 4})
    assert [each["change"] for each in only.json()["items"]] == ["same"] * 4
    assert only.json()["next"]
    await nobody_else_sees(api, await found(), bad["id"])

    results = (await builder.get(f"/api/evaluations/{bad['id']}/results", params={"only": "failed"})).json()
    assert [each["place"] for each in results["items"]] == [6, 7, 8, 9, 10, 11]
    assert "8 is 1 away from 7" in results["items"][0]["scores"][0]["reason"]


async def nobody_else_sees(api: Api, elsewhere: Organization, id: str) -> None:
    stranger = await api(Role.OWNER, elsewhere)
    for hidden in (
        f"/api/evaluations/{id}",
        f"/api/evaluations/{id}/compare?before={id}",
        "/api/datasets/sums",
    ):
        assert (await stranger.get(hidden)).status_code == 404
    assert (await stranger.post(f"/api/evaluations/{id}/cancel")).status_code == 404
    viewer, wish = await api(Role.VIEWER), {"agent": "adder", "dataset": "sums", "scorers": NUMERIC}
    assert (await viewer.get(f"/api/evaluations/{id}")).json()["may_cancel"] is False
    assert (await viewer.post("/api/evaluations", json=wish)).status_code == 403
    assert (await viewer.post("/api/datasets", json={"slug": "x", "content": lines(1)})).status_code == 403


async def test_a_version_is_promoted_only_with_the_score_that_is_asked_for(api: Api) -> None:
    admin = await api(Role.ADMIN)
    await made(admin, "/api/datasets", {"slug": "sums", "content": lines(6)})
    asked = [{"dataset": "sums", "scorers": NUMERIC, "threshold": 0.9}]
    await made(admin, "/api/admin/agents", adder(" + 1", evaluations=asked))
    missing = (await admin.get("/api/admin/agents/adder/promotion-requirements")).json()
    (never,) = [each for each in missing["items"] if each["code"] == "evaluated:sums"]
    assert not never["met"]
    assert "was not evaluated on sums version 1 as it is" in never["message"]
    refused = await admin.post("/api/admin/agents/adder/promote")
    assert (refused.status_code, "was not evaluated" in refused.json()["detail"]) == (409, True)

    off = await measured(admin, scorers=[])
    assert (off["threshold"], off["score"], off["passed"]) == (0.9, 0, False)
    missing = (await admin.get("/api/admin/agents/adder/promotion-requirements")).json()
    assert "scores 0.00" in str(missing["items"])

    await made(admin, "/api/admin/agents", adder(evaluations=asked))
    await measured(admin, scorers=[])
    promoted = await made(admin, "/api/admin/agents/adder/promote", {}, 200)
    proposal = (await admin.get(f"/api/proposals/{promoted['proposal_id']}")).json()
    assert "It scores 1.00" in str(proposal)

    rule = {"dataset": "sums", "scorers": [{"type": "exact"}], "threshold": 1, "tag": "money"}
    ruled = await made(admin, "/api/evaluation-rules", rule)
    assert (await admin.post("/api/datasets/sums/archive")).status_code == 409
    body = adder(evaluations=asked, tags=["money"])
    refused = await admin.post("/api/admin/agents", json={**body, "promote": True})
    assert (refused.status_code, "sums version 1" in refused.json()["detail"]) == (409, True)
    await made(admin, "/api/datasets/sums/versions", {"cases": [{"input": {"a": 9, "b": 9}}]}, 200)
    needed = (await admin.get("/api/admin/agents/adder/promotion-requirements")).json()
    assert "sums version 2" in str(needed["items"])
    assert (await admin.delete(f"/api/evaluation-rules/{ruled['id']}")).status_code == 204
    assert (await (await api(Role.BUILDER)).post("/api/evaluation-rules", json=rule)).status_code == 403


async def test_datasets_change_by_versions_and_tell_who_was_first(api: Api) -> None:
    builder = await api(Role.BUILDER)
    first = [{"input": "a", "expected": "1", "tags": ["x"]}, {"input": "b"}]
    await made(builder, "/api/datasets", {"slug": "words", "cases": first})
    assert (await builder.post("/api/datasets", json={"slug": "words", "cases": first})).status_code == 409
    page = (await builder.get("/api/datasets/words/cases", params={"limit": 1})).json()
    assert (page["matching"], page["next"], page["items"][0]["input"]) == (2, "1", "a")
    edit = {
        "base_version": 1,
        "replace": [{"id": page["items"][0]["id"], "case": {"input": "a", "expected": "2"}}],
        "cases": [{"input": "c"}, {"input": "b"}],
    }
    second = await made(builder, "/api/datasets/words/versions", edit, 200)
    assert (second["version"]["number"], second["version"]["cases"], second["unchanged"]) == (2, 3, False)
    late = await builder.post("/api/datasets/words/versions", json=edit)
    assert (late.status_code, late.json()["newest"]) == (409, 2)
    same = await made(builder, "/api/datasets/words/versions", {"cases": [{"input": "c"}]}, 200)
    assert (same["unchanged"], same["version"]["number"]) == (True, 2)
    old = await builder.get("/api/datasets/words/export", params={"version": 1, "format": "yaml"})
    assert old.headers["content-disposition"] == 'attachment; filename="words-1.yaml"'
    again = await made(builder, "/api/datasets", {"slug": "again", "content": old.text, "format": "yaml"})
    assert (
        again["version"]["digest"]
        == (await builder.get("/api/datasets/words")).json()["versions"][1]["digest"]
    )
    found = (await builder.get("/api/datasets/words/cases", params={"tag": "x", "version": 1})).json()
    assert found["matching"] == 1
    for path in ("cases?version=9", "cases?cursor=x", "export?format=doc"):
        assert (await builder.get(f"/api/datasets/words/{path}")).status_code in (404, 422)
    wrong = await builder.post("/api/datasets", json={"slug": "bad", "content": '{"input": "a"}\nb'})
    assert (wrong.status_code, wrong.json()["errors"][0]["line"]) == (422, 2)
    assert (await builder.get("/api/datasets/bad")).status_code == 404
    await made(builder, "/api/datasets/words/archive", {}, 200)
    asked = {"agent": "adder", "dataset": "words", "scorers": [{"type": "exact"}]}
    assert (await builder.post("/api/evaluations", json=asked)).status_code in (404, 409)
    await made(builder, "/api/datasets/words/restore", {}, 200)


async def test_answers_in_my_conversations_become_cases(api: Api) -> None:
    builder, other = await api(Role.BUILDER), await api(Role.BUILDER)
    text = "name: Desk\ninstructions: Parking is behind the building.\nremit: {type: context, slug: desk}\n"
    await made(builder, "/api/admin/agents", {"source": text, "promote": False})
    with_desk = {"participants": [{"kind": "agent", "id": "desk"}], "kind": "test"}
    conversation = await made(builder, "/api/conversations", with_desk)
    said = f"/api/conversations/{conversation['id']}/messages"
    for question in ("Where is parking?", "And behind what?"):
        answer = await builder.post(said, json={"content": question}, headers={"Accept": "text/event-stream"})
        assert answer.status_code == 200, answer.text
    turns = (await builder.get("/api/datasets/turns", params={"agent": "desk"})).json()["items"]
    assert [turn["question"] for turn in turns] == ["And behind what?", "Where is parking?"]
    assert (await other.get("/api/datasets/turns")).json()["items"] == []
    ids = [turn["id"] for turn in turns]
    assert (await other.post("/api/datasets", json={"slug": "mine", "messages": ids})).status_code == 404
    await made(builder, "/api/datasets", {"slug": "mine", "messages": ids})
    late, early = (await builder.get("/api/datasets/mine/cases")).json()["items"]
    assert (early["input"], early["expected"]) == ("Where is parking?", turns[1]["answer"])
    roles = [each["role"] for each in late["input"]["messages"]]
    assert roles == ["user", "assistant", "user"]
    scorers = [{"type": "similarity"}]
    done = await measured(builder, agent="desk", dataset="mine", scorers=scorers)
    assert (done["status"], done["done"], done["errors"]) == ("finished", 2, 0)
    expect = {"evaluation": done["id"], "places": [0]}
    edited = await made(builder, "/api/datasets/mine/versions", {"expect": expect}, 200)
    assert edited["version"]["cases"] == 2
