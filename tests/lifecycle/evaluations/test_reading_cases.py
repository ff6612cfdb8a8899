"""Files of cases: what they say, and everything wrong with them by line."""

import json

import pytest

from remit.lifecycle.evaluations.datasets import LARGEST_CASE, MOST_CASES, Format, read_cases
from remit.lifecycle.evaluations.errors import BadCases

YAML = """\
cases:
  - input: yes
    expected: 12:30
    tags: [a, b-c]
  - input: {messages: [{role: user, content: Hello}]}
    expected: null
"""
CSV = '\ufeffinput,expected,tags,area,metadata\n"a, b",yes,"x, y",north,"{""n"": 1}"\n"{""a"": 1}",,,,\n'


def test_the_three_formats_say_the_same() -> None:
    (first, second) = read_cases(YAML, "yaml")
    assert (first.input, first.expected, first.tags) == ("yes", "12:30", ("a", "b-c"))
    assert second.input == {"messages": [{"role": "user", "content": "Hello"}]}
    (first, second) = read_cases(CSV, "csv")
    assert (first.input, first.expected, first.tags) == ("a, b", "yes", ("x", "y"))
    assert first.metadata == {"area": "north", "n": 1}
    assert (second.input, second.expected) == ({"a": 1}, None)
    (only,) = read_cases('\n{"input": "<script>é🙂\u2028"}\n\n', "jsonl")
    assert only.input == "<script>é🙂\u2028"


@pytest.mark.parametrize(
    ("text", "format", "said"),
    [
        ("", "jsonl", "no cases"),
        ("[]", "yaml", "no cases"),
        ("input\n", "csv", "no cases"),
        ('{"input": "a"}\nnot JSON', "jsonl", "Line 2"),
        ('{"input": "a"}\n\n{"input": "a"}', "jsonl", "Line 3: It is the same as the case on line 1"),
        ('{"inptu": "a"}', "jsonl", "no field `inptu`"),
        ('{"input": ""}', "jsonl", "`input` is missing"),
        ('{"input": 7}', "jsonl", "text or an object"),
        ('{"input": "a\\u0000"}', "jsonl", "NUL"),
        ('{"input": "\\ud800"}', "jsonl", "half a character"),
        ('{"input": "a", "expected": NaN}', "jsonl", "no number"),
        ('{"input": "a", "expected": 123456789012345678901234567890}', "jsonl", "cannot be kept"),
        ('{"input": "a", "tags": ["Two Words"]}', "jsonl", "a tag is|A tag is"),
        ('{"input": "a", "answers": [{"service": "teapot", "answer": 1}]}', "jsonl", "answers"),
        ('{"input": {"messages": [{"role": "assistant", "content": "x"}]}}', "jsonl", "user's"),
        (json.dumps({"input": "x" * LARGEST_CASE}), "jsonl", "256 KiB are the most"),
        ('{"input": ' + '{"a":' * 2_000 + "1" + "}" * 2_001, "jsonl", "Line 1"),
        ("text\nx\n", "csv", "`input` is not among them"),
        ("input,input\na,b\n", "csv", "one name"),
        ('input\n"open', "csv", "Line"),
        ("input\na,b\n", "csv", "Line 2: The line has more cells"),
        ("- &a {input: x}\n- *a\n", "yaml", "Line 1: Anchors"),
        ("- input: [\n", "yaml", "no YAML"),
        ("input: a\n", "yaml", "list of cases"),
        ("- {input: a, input: b}\n", "yaml", "twice"),
        ("- " * 3_000, "yaml", "YAML|nested|object"),
    ],
)
def test_what_is_wrong_is_said_by_line(text: str, format: Format, said: str) -> None:
    with pytest.raises(BadCases, match=said):
        read_cases(text, format)


def test_too_many_cases_are_refused_and_no_more_than_twenty_faults_listed() -> None:
    many = "".join(f'{{"input": "{n}"}}\n' for n in range(MOST_CASES + 1))
    with pytest.raises(BadCases, match="at most 10,000"):
        read_cases(many, "jsonl")
    with pytest.raises(BadCases) as refused:
        read_cases("x\n" * 500, "jsonl")
    assert len(refused.value.extra["errors"]) == 20
