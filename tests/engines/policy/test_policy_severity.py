"""Of several policies that hold the most severe decides; those on trial never do; slices change no answer."""

import random
from collections.abc import Sequence

import pytest

from remit.engines.policy import CedarEngine, Entity, PolicyRefused, Question, Schema, Verdict

SCHEMA = Schema("""
entity User { age: Long, name: String };
entity Door; entity Window;
action "open", "paint", "break", "look" appliesTo {
  principal: [User], resource: [Door, Window], context: { alarm: Bool, level?: Long }
};
""")
OPEN = '@id("all") permit (principal, action, resource);'


def ask(action: str = "open", *, door: str = "front", age: int = 30, **context: object) -> Question:
    user = Entity("User", "ann", {"age": age, "name": "Ann"})
    return Question(user, action, Entity("Door", door, {}), {"alarm": False, **context})


def forbid(id: str, *notes: str, action: str = "action", when: str = "true") -> str:
    return f'@id("{id}") {" ".join(notes)} forbid (principal, {action}, resource) when {{ {when} }};'


def engine(*policies: str) -> CedarEngine:
    return CedarEngine("\n".join(policies), SCHEMA)


WARN, REDACT, ASK = (f'@verdict("{each}")' for each in ("warn", "redact", "escalate"))


@pytest.mark.parametrize(
    ("policies", "verdict", "decided"),
    [
        ((OPEN, forbid("w", WARN)), "warn", ("w",)),
        ((OPEN, forbid("w", WARN), forbid("r", REDACT)), "redact", ("r", "w")),
        ((OPEN, forbid("w", WARN), forbid("e", ASK)), "escalate", ("e", "w")),
        ((OPEN, forbid("w", WARN), forbid("e", ASK), forbid("d")), "deny", ("d",)),
        ((forbid("w", WARN),), "deny", ()),
        ((forbid("e", ASK),), "deny", ()),
        ((OPEN, forbid("w", WARN, when="context.alarm")), "allow", ("all",)),
    ],
)
def test_the_most_severe_wins(policies: Sequence[str], verdict: str, decided: tuple[str, ...]) -> None:
    answer = engine(*policies).decide(ask())
    assert (answer.verdict, answer.policies) == (verdict, decided)


@pytest.mark.parametrize("note", ["", WARN, REDACT, ASK, '@mode("enforce")'])
def test_a_condition_that_fails_denies(note: str) -> None:
    failing = forbid("f", note, when="context has level && context.level * 9223372036854775807 > 1")
    answer = engine(OPEN, failing).decide(ask(level=5))
    assert answer.verdict == "deny"
    assert "`f`" in answer.errors[0]


def test_a_policy_on_trial_says_what_it_would_do_and_decides_nothing() -> None:
    trial = forbid("t", '@mode("shadow")')
    answer = engine(OPEN, trial).decide(ask())
    assert (answer.verdict, answer.policies, answer.errors) == ("allow", ("all",), ())
    assert answer.shadow is not None
    assert (answer.shadow.verdict, answer.shadow.policies) == ("deny", ("t",))
    granting = '@id("g") @mode("shadow") permit (principal, action, resource);'
    answer = engine(granting).decide(ask())
    assert answer.verdict == "deny"
    assert answer.shadow is not None
    assert (answer.shadow.verdict, answer.shadow.policies) == ("allow", ("g",))
    assert engine(OPEN, forbid("t", '@mode("shadow")', when="context.alarm")).decide(ask()).shadow == (
        engine(OPEN, forbid("t", '@mode("shadow")', when="false")).decide(ask()).shadow
    )


def test_a_trial_that_fails_denies_nothing_and_is_told() -> None:
    failing = forbid(
        "t", '@mode("shadow")', when="context has level && context.level * 9223372036854775807 > 1"
    )
    answer = engine(OPEN, failing).decide(ask(level=5))
    assert answer.verdict == "allow"
    assert answer.shadow is not None
    assert answer.shadow.verdict == "deny"
    assert answer.shadow.errors


def test_without_trials_nothing_is_said_of_them() -> None:
    assert engine(OPEN).decide(ask()) == Verdict("allow", ("all",))


def test_slices_give_the_answers_of_the_whole() -> None:
    """However the policies name actions and resources, and however many name none."""
    chance = random.Random(7)
    scopes = ["action", *(f'action == Action::"{name}"' for name in ("open", "paint", "break"))]
    scopes.append('action in [Action::"open", Action::"look"]')
    resources = ["resource", 'resource == Door::"front"', 'resource == Window::"front"', "resource is Door"]
    for many in (3, 40):
        texts, alone = [], []
        for at in range(many):
            effect = chance.choice(["permit", "forbid"]) if at else "permit"
            note = chance.choice(["", WARN, ASK]) if effect == "forbid" else ""
            scope = f"principal, {chance.choice(scopes)}, {chance.choice(resources)}"
            condition = f"principal.age > {chance.randint(10, 60)}"
            text = f'@id("p{at}") {note} {effect} ({scope}) when {{ {condition} }};'
            texts.append(text)
            alone.append(CedarEngine(text.replace("forbid", "permit").replace(note or "\0", ""), SCHEMA))
        whole = engine(*texts)
        for age in (15, 35, 65):
            for action in ("open", "paint", "break", "look"):
                for door in ("front", "back"):
                    question = ask(action, door=door, age=age)
                    hold = [
                        text
                        for text, one in zip(texts, alone, strict=True)
                        if one.decide(question).verdict == "allow"
                    ]
                    assert whole.decide(question).verdict == expected(hold), (question, hold)


def expected(hold: Sequence[str]) -> str:
    """Reckon the answer from the policies that hold, as the words of the protocol say."""
    if not any(" permit (" in text for text in hold):
        return "deny"
    against = [text for text in hold if " forbid (" in text]
    if any("@verdict" not in text for text in against):
        return "deny"
    return "escalate" if any(ASK in text for text in against) else ("warn" if against else "allow")


@pytest.mark.parametrize(
    ("condition", "sees"),
    [
        ("principal.age > 1", {"principal.age"}),
        ("resource is Door", set()),
        ('resource == Door::"x"', {"resource"}),
        ("principal has age", {"principal"}),
        (
            '{Var: principal.age, Value: principal.name} == {Var: 1, Value: "x"}',
            {"principal.age", "principal.name"},
        ),
        ('if context.alarm then principal == User::"x" else true', {"principal", "context.alarm"}),
        ("[principal, principal].contains(principal)", {"principal"}),
    ],
)
def test_what_an_answer_depends_on_is_named(condition: str, sees: set[str]) -> None:
    policy = f'@id("p") permit (principal, action == Action::"open", resource) when {{ {condition} }};'
    assert engine(policy).depends("open") == sees
    assert engine(policy).depends("paint") == set()
    assert engine(policy).depends("unheard of") == {"principal", "resource"}


def test_two_of_one_name_both_count() -> None:
    assert engine(OPEN, forbid("all 1", when="false"), forbid("all"), OPEN).decide(ask()).verdict == "deny"


@pytest.mark.parametrize(
    "text",
    ["permit (principal == ?principal, action, resource);", "(" * 2000, "permit (principal" + ".a" * 5000],
)
def test_templates_and_what_would_break_the_parser_are_refused(text: str) -> None:
    with pytest.raises(PolicyRefused):
        engine(text)
