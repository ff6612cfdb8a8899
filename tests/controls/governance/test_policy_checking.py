"""Drafts: what is wrong with them is told at the right place, and no text brings the server down."""

import time
from typing import Any

import pytest
from tests.fixtures.journey import problem
from tests.fixtures.server import Api

from remit.controls.governance.checking import MOST_LETTERS, MOST_POLICIES, checked, look_through
from remit.controls.tenancy import Role

FORBID = '@id("{id}") forbid (principal, action == Action::"agent.call", resource) when {{ {condition} }};'


def findings(text: str) -> list[tuple[int, int, str]]:
    return [(each.line, each.column, each.message) for each in look_through(text).findings]


def told(condition: str) -> str:
    (found,) = look_through(FORBID.format(id="x", condition=condition)).findings
    return f"{found.message} {found.fix}"


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('@id("a")\npermit (principal, action, resource)', 2, 36, "without a semicolon"),
        ('@id("a") permit (principal, action, resource;', 1, 17, "not closed"),
        ('@id("a") permit (principal, action resource);', 1, 36, "Unexpected token"),
        ('@id("a") allow (principal, action, resource);', 1, 10, "effect"),
        ('@id("a")\npermit (principal, action, resource) wen { true };', 2, 38, "condition"),
        ('@id("a") permit (principal, action, resource)\nwhen { principal.rol == "x" };', 2, 18, "no attribute rol"),
        ('@id("a") permit (principal, action == Action::"agent.cal", resource);', 1, 47, "no action"),
        ('@id("a") permit (principal, action, resource) when { principal.role = "x" };', 1, 69, "'='"),
        ('permit (principal, action, resource);', 1, 1, "no name"),
        ('@id permit (principal, action, resource);', 1, 1, "no name"),
        ('@id("nobody-decides-their-own") forbid (principal, action, resource);', 1, 1, "built-in"),
        ('@id("a") forbid (principal, action, resource);\n@id("a") forbid (principal, action, resource);', 2, 1, "too"),
        ('@id("a,b") forbid (principal, action, resource);', 1, 1, "comma"),
        ('@id("a") @mode("shado") forbid (principal, action, resource);', 1, 11, "@mode"),
        ('@id("a") @verdict("warn") permit (principal, action, resource);', 1, 11, "@verdict"),
        ('@id("a") @verdict("redact") forbid (principal, action == Action::"agent.call", resource);', 1, 1, "redacted"),
        ('@id("a") permit (principal == ?principal, action, resource);', 1, 31, "Templates"),
        ('@id("😀") permit (principal, action, resource) when { "abc };', 1, 54, "string"),
        ('@id("a") permit (principal, action, resource);', 1, 1, "everything to everybody"),
        ("// ok\n\x00", 2, 1, "control character"),
        ('@id("a") permit (principal, action, resource) when { ' + "(" * 5000, 1, 93, "brackets"),
        ('@id("a") permit (principal, action, resource) when { ' + "!" * 5 + "true };", 1, 54, "occurrences"),
        ('@id("a") permit (principal, action, resource) when { ' + "&&".join(["true"] * 300) + " };", 1, 1552, "250"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(text: str, line: int, column: int, said: str) -> None:
    assert any(found[:2] == (line, column) and said in found[2] for found in findings(text)), findings(text)


def test_a_finding_says_what_to_do() -> None:
    assert "Did you mean role?" in told('principal.rol == "x"')
    assert "There are: " in told("context.zzz")
    assert "say which kind you mean" not in told('resource.name == "x"')
    assert "one type" in told("context.approved == 1")


def test_each_policy_is_looked_at_whatever_is_wrong_with_the_others() -> None:
    text = 'nonsense here;\n@id("b") permit (principal, action, resource) when { principal.rol == "x" };\n('
    assert [line for line, _, _ in findings(text)] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "", "   \n", "// only a comment", "\ud800", "é", ";" * 3000, "@" * 5000, '"' * 5000, "\\" * 100, "/" * 999,
        "permit " * 20_000, "(" * 250_000, "[{" * 100_000, "-" * 200_000,
        '@id("a") permit (principal, action, resource) when { principal' + ".role" * 40_000 + " };",
        '@id("a") permit (principal, action, resource) when { principal has ' + ".".join(["a"] * 40_000) + " };",
        '@id("a") permit (principal, action, resource) ' + "when { true } " * 10_000 + ";",
        '@id("a") permit (principal, action, resource) when { ' + "if true then " * 10_000 + " };",
        '// \r' + "(" * 100_000, '"\\\n' + "(" * 100_000, '@id("a\\\n") ' + "(" * 100_000,
        '@id("a") permit (principal, action, resource) when { "\\' + '"' + "(" * 100_000,
        '@id("a") permit (principal, action, resource) when { ' + ("(" * 39 + "true" + ")" * 39 + "&&") * 2000,
        "@id(\"a\") permit (principal, action, resource) when { [" + '"x",' * 60_000 + "].contains(principal.role) };",
    ],
)  # fmt: skip
async def test_no_text_brings_the_server_down(api: Api, text: str) -> None:
    client = await api(Role.ADMIN)
    content = __import__("json").dumps({"text": text})
    answer = await client.post(
        "/api/policies/validate", content=content, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (200, 422), answer.text
    assert (await client.get("/api/policies")).status_code == 200
    if answer.status_code == 200 and not answer.json()["valid"]:
        assert answer.json()["findings"][0]["fix"]


async def test_bodies_that_are_no_drafts_are_refused(api: Api) -> None:
    client = await api(Role.ADMIN)
    bodies: list[Any] = [{}, {"text": None}, {"text": 5}, {"text": ["x"]}, {"text": "x" * 300_001}, [], "x"]
    for body in bodies:
        problem(await client.post("/api/policies/validate", json=body), 422)
    plain = {"content-type": "application/json"}
    for content in (b'{"text": "", "version": 0, "note": "\\ud800"}', b'{"text": "\xff", "version": 0}'):
        answer = await client.post("/api/policies/apply", content=content, headers=plain)
        assert answer.status_code in (400, 422)
    for more in (
        {"version": -1},
        {"version": 2**40},
        {"note": "x" * 2000},
        {"note": "\x00"},
        {"surprise": 1},
    ):
        body = {"text": "", "version": 0, **more}
        problem(await client.post("/api/policies/apply", json=body), 422)
    problem(await client.post("/api/policies/apply", json={"text": "", "version": 0, "restores": 7}), 409)


def test_a_text_may_be_so_long_and_no_longer() -> None:
    line = FORBID.format(id="a", condition="context.approved") + "\n"
    assert look_through(line + "//" + "é" * ((MOST_LETTERS - len(line)) // 2 - 2)).valid
    assert not look_through(line + "//" + "é" * MOST_LETTERS).valid


@pytest.mark.parametrize(
    "text",
    [
        "permit(principal,action,resource);" * 7_000,
        "a;" * 120_000,
        '@id("a") permit (principal, action, resource) when { "\\q' + "`a" * 120_000 + '" };',
        '@id("a") permit (principal, action, resource) when { ' + "if true then " * 249 + "1" + " else 1" * 249,
        '@id("a") permit (principal, action, resource) when { ' + "!(" * 39 + "true" + ")" * 39 + " };",
        '@id("a") permit (principal, action, resource) when { ' + "{a: [" * 19 + "1" + "]}" * 19 + " == 1 };",
        '@id("a") permit (principal, action, resource) when { ' + " && ".join(["(true || true)"] * 120) + " };",
    ],
)  # fmt: skip
async def test_what_is_as_long_or_as_deep_as_may_be_is_looked_at_in_time(text: str) -> None:
    began = time.process_time()
    found = await checked(text)
    assert time.process_time() - began < 8  # about 1 on an idle machine
    assert len(found.findings) <= 100


def test_a_thousand_policies_are_enough() -> None:
    many = [FORBID.format(id=f"p{at}", condition="context.approved") for at in range(MOST_POLICIES + 1)]
    assert look_through("\n".join(many[1:])).valid
    found = look_through("\n".join(many))
    assert [(each.line, each.message) for each in found.findings] == [
        (1001, "There are more than 1000 policies.")
    ]


async def test_what_is_not_valid_is_not_applied(api: Api) -> None:
    client = await api(Role.ADMIN)
    body = {"text": '@id("a") permit (principal, action, resource) when { principal.rol };', "version": 0}
    told = problem(await client.post("/api/policies/apply", json=body), 422)
    assert told["type"] == "/problems/policy-refused"
    assert told["detail"].startswith("Line 1: Principal has no attribute rol.")
    assert told["findings"][0]["column"] == 64
    assert (await client.get("/api/policies")).json()["version"] == 0
