"""What `look` sees in a text, where, and how it speaks of it."""

import base64
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.engines.guardrails.samples import CANARY, FOUND, HARMLESS, letters
from tests.fixtures.people import Found

from remit.controls import tenancy
from remit.controls.tenancy import Role
from remit.engines.guardrails import Embedded, Label, canary, look, look_again, redact
from remit.engines.guardrails.credentials import BEGINNINGS
from remit.kit.database import Database
from remit.kit.secret_key import SecretKey


@pytest.mark.parametrize(
    ("name", "around", "what"), FOUND, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(FOUND)]
)
def test_it_finds_what_is_there_and_where(name: str, around: str, what: str) -> None:
    text = around.format(what)
    labels = [label for label in look(text) if label.name == name]
    assert [text[label.start : label.end] for label in labels] == [what]
    assert all(0 < label.score <= 1 for label in labels)


@pytest.mark.parametrize(
    ("name", "around", "what"), FOUND, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(FOUND)]
)
def test_a_text_that_held_nothing_is_known_again_and_one_that_holds_something_is_looked_at_each_time(
    name: str, around: str, what: str
) -> None:
    before = (
        "What was said before, and said again with each turn of the conversation that it is a part of. " * 2
    )
    text = f"{before}{around.format(what)}"
    assert [look_again(each) for each in (before, before, text, text)] == [(), (), look(text), look(text)]
    assert name in {label.name for label in look_again(text)}


@pytest.mark.parametrize("text", HARMLESS)
def test_it_leaves_daily_life_alone(text: str) -> None:
    assert look(text) == ()


@pytest.mark.parametrize(
    ("name", "around", "what"), FOUND, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(FOUND)]
)
def test_evidence_never_repeats_a_secret_or_a_persons_number(name: str, around: str, what: str) -> None:
    if name.startswith(("secret", "pii")):
        for label in look(around.format(what)):
            hidden = re.sub(r"-----[A-Z ]+-----|hooks.slack.com/services/", "", what)
            plain = "".join(filter(str.isalnum, hidden))[4:]
            said = "".join(filter(str.isalnum, label.evidence))
            assert not any(plain[at : at + 8] in said for at in range(len(plain) - 7)), label.evidence


async def test_a_real_key_of_remit_is_one_and_a_mistyped_one_is_not(
    database: Database, secret_key: SecretKey, found: Found
) -> None:
    where = await found()
    async with database.transaction(where.id) as session:
        made = await tenancy.create(
            session, secret_key, org_id=where.id, name="k", role=Role.VIEWER, created_by="test"
        )
    key = made.token
    assert [(label.name, label.evidence) for label in look(f"use {key} now")] == [
        ("secret.remit", "remit_… (42 characters)")
    ]
    other = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert look(f"use {other} now") == ()


def test_a_surer_finding_hides_the_vaguer_one_around_it() -> None:
    text = f"api_key = sk-ant-api03-{letters(90)}"
    assert [label.name for label in look(text)] == ["secret.anthropic"]


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        CANARY.upper(),
        CANARY[::-1],
        CANARY.encode().hex(),
        base64.b64encode(f"the word is {CANARY}, ok".encode()).decode(),
        CANARY[:7] + "\u200b" + CANARY[7:],
    ],
)
def test_a_canary_is_known_in_its_disguises(form: str) -> None:
    assert "canary" in [label.name for label in look(f"it says {form} there", canaries=(CANARY,))]
    assert "canary" not in [label.name for label in look(f"it says {form} there")]


def test_each_deployment_has_a_canary_that_only_its_installation_can_make() -> None:
    made = {canary(secret, id) for secret in (b"a" * 32, b"b" * 32) for id in ("dep_1", "dep_2")}
    assert len(made) == 4
    assert canary(b"a" * 32, "dep_1") in made
    assert all(len(word) == 20 and word.isalnum() for word in made)


def test_links_to_trusted_hosts_may_carry_data() -> None:
    text = "![x](https://cdn.example.com/p.png?d=SGVsbG8gdGhpcyBpcyBzZWNyZXQ)"
    assert look(text) != ()
    assert look(text, trusted=("example.com",)) == ()
    assert look(text, trusted=("ample.com",)) != ()


def test_redaction_puts_names_in_the_place_of_findings() -> None:
    text = "mail a.b@example.com or card 4111 1111 1111 1111, thanks"
    assert redact(text, look(text)) == "mail [pii.email] or card [pii.card], thanks"


def test_overlapping_labels_are_replaced_as_one_by_the_surest_name() -> None:
    labels = [
        Label("a", 0.5, 2, 6, ""),
        Label("b", 0.9, 4, 8, ""),
        Label("c", 1.0, 8, 9, ""),
        Label("d", 1, 50, 60, ""),
    ]
    assert redact("0123456789", labels) == "01[b][c]9"


async def test_the_embedded_annotator_looks_at_every_direction() -> None:
    assert await Embedded().annotate("mail a@example.com", "tool_result") == look("mail a@example.com")


_ANY = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [*(around.format(what) for _, around, what in FOUND), *BEGINNINGS, "@", "://", "[", "](//", "\u200d"]
    ),
    max_size=6,
).map("".join)


@given(_ANY)
@example("\u0130" * 3 + "password=\u0130bcdef1")
@example("\ud800@example.com \udfff")
@example("-----BEGIN PRIVATE KEY-----" * 3)
def test_any_text_can_be_looked_at_and_redacted(text: str) -> None:
    labels = look(text, canaries=(CANARY,))
    assert all(0 <= label.start < label.end <= len(text) for label in labels)
    assert [label.start for label in labels] == sorted(label.start for label in labels)
    assert look(text, canaries=(CANARY,)) == labels
    redact(text, labels)


@given(st.sampled_from([sample for sample in FOUND if sample[0].startswith("secret")]), st.text(max_size=40))
def test_a_secret_is_not_there_any_more_after_redaction(sample: tuple[str, str, str], after: str) -> None:
    _, around, what = sample
    text = around.format(what) + " " + after
    assert what not in redact(text, look(text))


HOSTILE: dict[str, str] = {
    **{prefix: prefix for prefix in BEGINNINGS},
    "all beginnings": "".join(BEGINNINGS),
    "heads of tokens": "eyJ" * 130 + ".eyJ" + "a" * 500 + " ",
    "at signs": "a@", "labels": "a@" + "a." * 50, "addresses": "a@b.co ", "digits": "1 ", "cards": "4444 ",
    "accounts": "DE12 3456 ", "heads": "-----BEGIN PRIVATE KEY-----", "half heads": "-----BEGIN RSA ",
    "names": "password is ", "assignments": "password='\"` ", "hosts": "://a:", "brackets": "[", "links": "](//abcdef",
    "images": "![a](https://e.x/?q=abcdefghijklmnopqrstuv)", "tags": "src=//aaa?b=c ", "queries": "](//h/?a=1&a=2&",
    "verbs": "ignore ", "nearly": "ignore previous ", "instructions": "ignore all instructions ", "hidden": "a\u200b",
    "emoji": "❤️", "joined": "👩\u200d", "turned": "\u202ea", "wide": "１", "bold": "𝐚", "phones": "+49 30 12",
    "spaces": " ", "NUL": "\0", "values": "secret=" + "a" * 256, "documents": "passport L01X00T47",
}  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(unit: str) -> None:
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    began = time.process_time()
    look(text)
    # A quarter is usual; this is for machines that are slow and busy. What is not linear takes minutes.
    assert time.process_time() - began < 2.0


def test_a_text_with_nothing_in_it_costs_next_to_nothing() -> None:
    text = (
        "The agent sums up what the team decided, and lists the open questions for the next meeting. " * 9
    )[:800]
    assert look(text) == ()
    times = []
    for _ in range(200):
        began = time.perf_counter()
        look(text)
        times.append(time.perf_counter() - began)
    assert min(times) < 200e-6
