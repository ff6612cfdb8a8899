"""The stated rules of risk, and what differs between two documents."""

from decimal import Decimal

import pytest

from remit.controls.approvals import Stakes
from remit.controls.approvals.difference import LONGEST, MOST, called, differences
from remit.controls.approvals.risk import assess


@pytest.mark.parametrize(
    ("environment", "stakes", "level"),
    [
        ("", Stakes(), "low"),
        ("", Stakes(replaces="version 1"), "low"),
        ("dev", Stakes(instances=8), "medium"),
        ("staging", Stakes(replaces="revision 2"), "medium"),
        ("prod", Stakes(usd_per_hour=Decimal("1.21"), instances=1), "medium"),
        (
            "prod",
            Stakes(replaces="revision 1", usd_per_hour=Decimal(9), usd_per_hour_before=Decimal(1)),
            "high",
        ),
        ("prod", Stakes(stops=True), "high"),
        ("dev", Stakes(usd_per_hour=Decimal(100)), "medium"),
        ("staging", Stakes(usd_per_hour=Decimal(100)), "high"),
        ("prod", Stakes(unpriced=True), "medium"),
    ],
)
def test_points_make_the_level(environment: str, stakes: Stakes, level: str) -> None:
    assert assess(environment, stakes).level == level


def test_reasons_are_sentences_the_heaviest_first() -> None:
    stakes = Stakes(
        replaces="revision 3", usd_per_hour=Decimal("24.48"), usd_per_hour_before=Decimal("1.48"), instances=4
    )
    words = [reason.words for reason in assess("prod", stakes).reasons]
    assert words == [
        "It changes production.",
        "It adds $23.00 an hour, about $16,790 a month.",
        "It replaces revision 3, which is in use.",
        "It runs on 4 instances.",
    ]


def test_what_gets_cheaper_counts_for_nothing_and_says_so() -> None:
    stakes = Stakes(usd_per_hour=Decimal(1), usd_per_hour_before=Decimal(3))
    reasons = {reason.words: reason.points for reason in assess("dev", stakes).reasons}
    assert reasons["It saves $2.00 an hour, about $1,460 a month."] == 0


def test_every_place_that_differs_is_listed() -> None:
    before = {"a": 1, "same": [1, {"x": None}], "list": [1, 2, 3], "gone": {"deep": "text"}, "flag": True}
    after = {"a": 2, "same": [1, {"x": None}], "list": [1, 5], "new": [{"b": "c"}], "flag": 1}
    found, more = differences(before, after)
    assert not more
    assert [(each.path, each.change, each.before, each.after) for each in found] == [
        ("a", "changed", 1, 2),
        ("list[1]", "changed", 2, 5),
        ("list[2]", "removed", 3, None),
        ("gone.deep", "removed", "text", None),
        ("flag", "changed", True, 1),
        ("new[0].b", "added", None, "c"),
    ]


def test_of_nothing_everything_is_added() -> None:
    found, _ = differences(None, {"name": "bot", "tags": [], "count": 0})
    assert [(each.path, each.change) for each in found] == [
        ("name", "added"), ("tags", "added"), ("count", "added"),
    ]  # fmt: skip
    assert differences(None, None) == ([], False)
    assert [each.path for each in differences("one", "two")[0]] == ["value"]


def test_what_is_long_is_cut() -> None:
    found, more = differences({}, {f"k{n}": n for n in range(MOST + 5)})
    assert (len(found), more) == (MOST, True)
    ((long,), _) = differences({"text": ""}, {"text": "x" * 300_000})
    assert len(long.after) == LONGEST + 2


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("artifact.instance_count", "Instances"),
        ("artifact.rollback_alarms[1]", "Rollback alarm 2"),
        ("remit.variables.first_name", "Variables first name"),
        ("remit.variables.list[0].deep", "Variables list 1 deep"),
        ("sizing.unknown_thing", "Unknown thing"),
        ("tags[0]", "Tags 1"),
        ("value", "Value"),
        ("", ""),
    ],
)
def test_a_place_is_called_what_people_call_it(path: str, words: str) -> None:
    names = {
        "artifact.instance_count": "Instances",
        "artifact.rollback_alarms": "Rollback alarm",
        "remit.variables": "Variables",
    }
    assert called(path, names) == words
