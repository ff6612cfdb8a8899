"""What each scorer says of answers, also of strange ones, and what a scorer may not be."""

from typing import Any

import pytest
from pydantic import ValidationError

from remit.engines.scoring import Answered, NotAVerdict, Scorer, labelled, read_verdict, score, similarity


def scored(said: str, expected: Any, **scorer: Any) -> float:
    return round(score(Scorer(**scorer), Answered.of(said), expected).score, 3)


@pytest.mark.parametrize(
    ("said", "expected", "scorer", "wanted"),
    [
        (" It is\n on its way. ", "It is on its way.", {"type": "exact"}, 1),
        ("it is", "It is", {"type": "exact"}, 0),
        ("STRASSE", "straße", {"type": "exact", "ignore_case": True}, 1),
        ('{"b": 2, "a": 1}', {"a": 1, "b": 2.0}, {"type": "exact"}, 1),
        ("true", 1, {"type": "exact"}, 0),
        ('{"a": {"b": [7, 8]}}', 8, {"type": "exact", "path": "a.b.1"}, 1),
        ('{"a": 1}', 8, {"type": "exact", "path": "a.b.1"}, 0),
        ("The total is 3.", "total", {"type": "contains"}, 1),
        ("one and two", None, {"type": "contains", "values": ["one", "three"]}, 0.5),
        ("one and two", None, {"type": "contains", "values": ["one", "three"], "match": "any"}, 1),
        ("order 4711", None, {"type": "regex", "pattern": r"\b\d{4}\b"}, 1),
        ("ORDER", None, {"type": "regex", "pattern": "order", "ignore_case": True}, 1),
        ("a" * 50_000 + "!", None, {"type": "regex", "pattern": "^(a+)+$"}, 0),
        ('{"n": 1}', None, {"type": "json_schema", "json_schema": {"required": ["n"]}}, 1),
        ("no JSON", None, {"type": "json_schema", "json_schema": {"type": "object"}}, 0),
        ("It costs 1,234.50 in all", 1234.5, {"type": "numeric"}, 1),
        ("about 95", 100, {"type": "numeric", "relative_tolerance": 0.05}, 1),
        ("about 94", 100, {"type": "numeric", "relative_tolerance": 0.05}, 0),
        ("0.3", 0.1 + 0.2, {"type": "numeric"}, 1),
        ("1e400", 1, {"type": "numeric"}, 0),
        ("nothing", None, {"type": "exact"}, 0),
        ("", "", {"type": "similarity"}, 1),
        ("Hello", "Hello!", {"type": "similarity"}, 0.769),
        ("مرحبا بالعالم", "مرحبا بالعالم", {"type": "similarity"}, 1),
    ],
)
def test_scores(said: str, expected: Any, scorer: dict[str, Any], wanted: float) -> None:
    assert scored(said, expected, **scorer) == wanted


def test_similarity_says_less_of_what_is_less_alike() -> None:
    alike = [similarity("the order is on its way", each) for each in ("the order is on the way", "no", "🙂")]
    assert 0.5 < alike[0] < 1
    assert alike[0] > alike[1] >= alike[2] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "exact", "pattern": "x"},
        {"type": "regex"},
        {"type": "regex", "pattern": "("},
        {"type": "judge"},
        {"type": "json_schema", "json_schema": {"type": "nonsense"}},
        {"type": "json_schema", "json_schema": {"$ref": "https://example.com/x"}},
        {"type": "similarity", "method": "embeddings"},
        {"type": "similarity", "model": "x"},
        {"type": "exact", "weight": 0},
        {"type": "exact", "weight": float("nan")},
        {"type": "exact", "path": "a..b"},
        {"type": "vibes"},
    ],
)
def test_a_scorer_that_would_not_be_obeyed_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scorer(**wrong)


def test_scorers_of_one_kind_get_names_of_their_own() -> None:
    named = labelled([Scorer(type="exact"), Scorer(type="exact"), Scorer(type="exact", name="exact 2")])
    assert [each.label for each in named] == ["exact", "exact 2", "exact 2 2"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "8",
        "null",
        '{"score": true}',
        '{"score": "8"}',
        '{"score": 11}',
        '{"score": NaN}',
        '{"reason": "x"}',
        "{" * 9_000,
    ],
)
def test_a_judge_that_answers_nonsense_has_no_verdict(said: str) -> None:
    with pytest.raises(NotAVerdict):
        read_verdict(said, "openai:judge")


def test_a_judge_may_think_aloud_first() -> None:
    said = 'Perhaps {"score": 2}? No: ```json\n{"score": 9, "reason": "It is {almost} all there."}\n```'
    found = read_verdict(said, "openai:judge")
    assert (found.score, found.reason) == (0.9, "It is {almost} all there.")
    assert found.judge is not None
    assert found.judge["model"] == "openai:judge"
