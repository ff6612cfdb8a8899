"""Excerpts begin where a sentence or a word does."""

from remit.lifecycle.knowledge.excerpt import LONGEST, excerpt

TEXT = """
Parking is behind the building. It costs nothing.

Lunch is served at **noon** in the [canteen](https://example.org). Soup is *hot*; a vegan soup is there too.

| Day | Soup |
| --- | --- |
| Monday | Leek |
"""


def test_it_begins_with_the_first_sentence_that_answers() -> None:
    assert excerpt(TEXT, ["parking"], 60) == "Parking is behind the building. It costs nothing. …"
    assert excerpt(TEXT, ["soups", "noon"], 110) == (
        "… Lunch is served at noon in the canteen. Soup is hot; a vegan soup is there too. Day · Soup; Monday · Leek"
    )


def test_a_sentence_too_long_is_cut_between_words() -> None:
    found = excerpt("First. " + "wordy " * 100 + "lunch.", ["wordy"], 40)
    assert found.startswith("… wordy wordy") or found.startswith("First. ")
    assert found.endswith("wordy…")
    assert len(found) <= 40 + len("…  …")


def test_a_short_text_stands_whole() -> None:
    assert excerpt("Cars stand behind.", ["nothing"]) == "Cars stand behind."
    assert excerpt("", ["cars"]) == ""
    assert excerpt("| --- |\n\n***", ["cars"]) in ("", "***")
    assert len(excerpt("x" * 10_000, ["x"])) <= LONGEST
