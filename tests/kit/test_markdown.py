"""Markdown as plain words."""

import time

import pytest

from remit.kit.markdown import cut, in_one_line, without_marks


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("# A **bold** `title`", "A bold title"),
        ('- [the docs](https://example.org/a_b "x") and ![a picture](x.png)', "the docs and a picture"),
        ("> > quoted *words* and __more__ and ~~less~~", "quoted words and more and less"),
        ("***both*** **with *one* within**", "both with one within"),
        ("``a ` b``", "a ` b"),
        ("2 * 3 * 4 = ?", "2 * 3 * 4 = ?"),
        ("snake_case_name and a_b", "snake_case_name and a_b"),
        ("**not closed", "**not closed"),
        ("1. stays, it may be a year", "1. stays, it may be a year"),
        ("<script>alert(1)</script> مرحبا 🦉", "<script>alert(1)</script> مرحبا 🦉"),
        ("", ""),
    ],
)
def test_marks_go_and_text_stays(line: str, plain: str) -> None:
    assert without_marks(line) == plain


def test_lines_become_one_without_fences() -> None:
    assert in_one_line("## Why?\n\n```sql\nselect 1\n```\n* because") == "Why? select 1 because"


def test_a_cut_falls_between_words_where_there_are_words() -> None:
    assert cut("one two three", 13) == "one two three"
    assert cut("one two, three", 11) == "one two…"
    assert cut("漢" * 30, 10) == f"{'漢' * 9}…"
    assert all(len(cut("word " * n, 80)) <= 80 for n in range(1, 60))


@pytest.mark.parametrize("text", ["*", "_ ", "`a", "[", "[](", "**a ", "> ", "- ", "#", '[a](b "'])
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    without_marks(text * (30_000 // len(text)))
    assert time.process_time() - began < 2
