"""Reading cases from a file: JSONL, CSV or YAML; everything wrong with it is said by line, and nothing is guessed."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from remit.engines.ledger import NotCanonicalError, digest
from remit.lifecycle.evaluations.errors import BadCases, CaseFault

Format = Literal["jsonl", "csv", "yaml"]
MOST_CASES = 10_000
LARGEST_CASE = 256 * 1024
LARGEST_FILE = 8 * 2**20
LARGEST_YAML = 2**20  # its reader takes a hundred times as long
LONGEST_NAME = 120
MOST_TAGS = 20
MOST_ANSWERS = 50
_MOST_FAULTS = 20
_DEEPEST = 40
_ANSWER = {"service", "name", "answer", "status"}
_FIELDS = ("name", "input", "expected", "metadata", "tags", "answers")
_SERVICES = ("llm", "agents", "store", "tools", "http")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TAG = re.compile(r"[a-z0-9](-?[a-z0-9])*")
_LONGEST_TAG = 32


@dataclass(frozen=True)
class Given:
    """One case as it was given, checked."""

    input: Any
    expected: Any = None
    name: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    answers: tuple[dict[str, Any], ...] = ()
    source: dict[str, Any] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """What makes it this case and no other."""
        return {
            "input": self.input,
            "expected": self.expected,
            "name": self.name,
            "metadata": self.metadata,
            "tags": list(self.tags),
            "answers": list(self.answers),
        }


class _Wrong(ValueError):
    """What is wrong with one case."""


def read_cases(text: str, format: Format) -> list[Given]:
    """Read the cases of a file; `BadCases` names the first faults with their lines."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        raise BadCases(f"A file may have {LARGEST_FILE // 2**20} MiB: split it.")
    read = {"jsonl": _jsonl, "csv": _csv, "yaml": _yaml}[format]
    return checked(read(text.removeprefix("\ufeff")))


def checked(rows: Iterable[tuple[int, Any]], source: dict[str, Any] | None = None) -> list[Given]:
    """Check cases, each with its line; `BadCases` for what is wrong, for none at all, and for too many."""
    found: list[Given] = []
    faults: list[CaseFault] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        if len(found) >= MOST_CASES:
            raise BadCases(
                f"A dataset has at most {MOST_CASES:,} cases: take a sample, or make several datasets."
            )
        try:
            given = row if isinstance(row, _Wrong) else _case(row, source or {})
            if isinstance(given, _Wrong):
                raise given
            same = digest(given.content())
            if same in seen:
                raise _Wrong(f"it is the same as the case on line {seen[same]}")
            seen[same] = line
            found.append(given)
        except _Wrong as error:
            faults.append(CaseFault(line, f"{str(error)[:1].upper()}{str(error)[1:]}."))
            if len(faults) == _MOST_FAULTS:
                break
    if faults:
        first = faults[0]
        more = f" {len(faults) - 1} more are listed." if len(faults) > 1 else ""
        raise BadCases(f"Line {first.line}: {first.message}{more}", faults)
    if not found:
        raise BadCases("There are no cases in it: a dataset has at least one.")
    return found


def _case(row: Any, source: dict[str, Any]) -> Given:
    if not isinstance(row, dict):
        raise _Wrong("a case is an object with `input` and, where there is one, `expected`")
    if unknown := sorted(map(str, set(row) - set(_FIELDS)))[:1]:
        known = ", ".join(_FIELDS)
        raise _Wrong(f"there is no field `{unknown[0][:40]}`; known are {known}. Put it under `metadata`")
    if row.get("input") is None or row["input"] == "":
        raise _Wrong("`input` is missing")
    _require_storable(row)
    return Given(
        input=_input(row["input"]),
        expected=row.get("expected"),
        name=_name(row.get("name")),
        metadata=_metadata(row.get("metadata")),
        tags=_tags(row.get("tags")),
        answers=_answers(row.get("answers")),
        source=source,
    )


def _require_storable(row: dict[str, Any]) -> None:
    try:
        size = len(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except (TypeError, ValueError, RecursionError) as error:
        raise _Wrong("it holds what JSON cannot") from error
    if size > LARGEST_CASE:
        raise _Wrong(f"the case has {size // 1024:,} KiB; {LARGEST_CASE // 1024} KiB are the most")
    _walk(row, 0)
    try:
        digest(row)
    except NotCanonicalError as error:
        raise _Wrong(f"it holds what cannot be kept: {error}") from error


def _walk(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise _Wrong(f"it is nested more than {_DEEPEST} levels deep")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise _Wrong("it holds the character NUL or half a character")
    if isinstance(value, dict):
        for name, each in value.items():
            _walk(name, depth)
            _walk(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _walk(each, depth + 1)


def _input(given: Any) -> Any:
    """Check what goes in: text, an object, or what was said before with it as `{"messages": […]}`."""
    if isinstance(given, str):
        return given
    if not isinstance(given, dict):
        raise _Wrong("`input` is text or an object")
    if not isinstance(given.get("variables", {}), dict) and set(given) <= {
        "message",
        "messages",
        "variables",
    }:
        raise _Wrong("`input.variables` is an object")
    if "messages" in given and set(given) <= {"messages", "variables"}:
        messages = given["messages"]
        if not isinstance(messages, list) or not 0 < len(messages) <= 200:
            raise _Wrong("`input.messages` is a list of at most 200 messages")
        for each in messages:
            fits = isinstance(each, dict) and set(each) == {"role", "content"}
            if not fits or each["role"] not in ("user", "assistant") or not isinstance(each["content"], str):
                raise _Wrong(
                    "each of `input.messages` has a `role`, user or assistant, and `content`, a text"
                )
        if messages[-1]["role"] != "user":
            raise _Wrong("the last of `input.messages` is the user's")
    return given


def _name(given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > LONGEST_NAME:
        raise _Wrong(f"`name` is text of at most {LONGEST_NAME} characters")
    return given.strip()


def _metadata(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise _Wrong("`metadata` is an object")
    return given


def _tags(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_TAGS:
        raise _Wrong(f"`tags` is a list of at most {MOST_TAGS} tags")
    for each in given:
        if not isinstance(each, str) or len(each) > _LONGEST_TAG or not _TAG.fullmatch(each):
            raise _Wrong("a tag is lower-case letters, digits and single hyphens, at most 32 of them")
    return tuple(dict.fromkeys(given))


def _answers(given: Any) -> tuple[dict[str, Any], ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_ANSWERS:
        raise _Wrong(f"`answers` is a list of at most {MOST_ANSWERS} answers")
    for each in given:
        fits = isinstance(each, dict) and {"service", "answer"} <= set(each) <= _ANSWER
        if not fits or each["service"] not in _SERVICES:
            raise _Wrong(
                f"each of `answers` has a `service` ({', '.join(_SERVICES)}), `answer`, perhaps `name`"
            )
        if not isinstance(each.get("name"), str | None):
            raise _Wrong("the `name` of an answer is text: a tool, an agent or a key")
        if type(each.get("status", 200)) is not int:
            raise _Wrong("the `status` of an answer over HTTP is a whole number")
    return tuple(given)


def _jsonl(text: str) -> Iterator[tuple[int, Any]]:
    # Not `splitlines`: JSON may hold what other languages take for the end of a line.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json(line)


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return _Wrong(f"this line is no JSON: {said[:100]}")


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _csv(text: str) -> Iterator[tuple[int, Any]]:
    """Read a table with `input` in its head; other columns than those known become metadata."""
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        heads = [each.strip() for each in reader.fieldnames or ()]
        if "input" not in heads:
            raise BadCases(
                "Line 1: The first line names the columns, and `input` is not among them.",
                [CaseFault(1, "`input` is not among the columns.")],
            )
        if len(set(heads)) != len(heads):
            raise BadCases("Line 1: Two columns have one name.", [CaseFault(1, "Two columns have one name.")])
        reader.fieldnames = heads
        line = reader.line_num + 1
        for row in reader:
            yield line, _from_cells(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadCases(
            f"Line {reader.line_num}: This is no CSV: {error}.", [CaseFault(reader.line_num, f"{error}.")]
        ) from error


def _from_cells(row: dict[Any, Any]) -> Any:
    if None in row:
        return _Wrong("the line has more cells than the first has columns")
    cells = {name: cell for name, cell in row.items() if cell not in (None, "")}
    case: dict[str, Any] = {"metadata": {}}
    for name, cell in cells.items():
        if name in ("input", "expected"):
            case[name] = _cell(cell)
        elif name == "tags":
            case[name] = [each.strip() for each in re.split("[,;]", cell) if each.strip()]
        elif name in ("metadata", "answers"):
            read = _json(cell)
            if isinstance(read, _Wrong):
                return _Wrong(f"`{name}` is no JSON")
            case[name] = (
                {**case["metadata"], **read} if name == "metadata" and isinstance(read, dict) else read
            )
        elif name == "name":
            case[name] = cell
        elif isinstance(case["metadata"], dict):
            case["metadata"][name] = cell
    return case


def _cell(cell: str) -> Any:
    """Read a cell that holds a JSON object as one; everything else is text, as it stands there."""
    if cell.lstrip().startswith("{"):
        read = _json(cell)
        return cell if isinstance(read, _Wrong) else read
    return cell


def _yaml(text: str) -> Iterator[tuple[int, Any]]:
    """Read a list of cases, or a block with the list under `cases`."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_YAML:
        raise BadCases(f"YAML may have {LARGEST_YAML // 2**20} MiB: write larger datasets as JSONL.")
    if _UNSTORABLE.search(text):
        raise BadCases("The file holds the character NUL or half a character.")
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                said = "Anchors and aliases are not read: write it out."
                raise BadCases(f"Line {line}: {said}", [CaseFault(line, said)])
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1
        said = f"This is no YAML: {error.problem}."
        raise BadCases(f"Line {line}: {said}", [CaseFault(line, said)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadCases("This is no YAML that can be read.") from error
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "cases"), None)
    if not isinstance(root, yaml.SequenceNode):
        raise BadCases("A YAML file holds a list of cases, or one under `cases:`.")
    for node in root.value:
        yield node.start_mark.line + 1, _value(node)


_YAML_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,15})")
_YAML_FLOAT = re.compile(r"[-+]?[0-9]{1,20}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?")


def _value(node: Any, depth: int = 0) -> Any:
    """Make JSON of YAML as version 1.2 has it: `yes`, `12:30` and dates are text."""
    if depth > _DEEPEST:
        return _Wrong(f"it is nested more than {_DEEPEST} levels deep")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    made: Any = []
    if isinstance(node, yaml.SequenceNode):
        made = [_value(each, depth + 1) for each in node.value]
        return next((each for each in made if isinstance(each, _Wrong)), made)
    made = {}
    for key, each in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in made:
            return _Wrong("a name stands in it twice, or is no text")
        made[key.value] = _value(each, depth + 1)
        if isinstance(made[key.value], _Wrong):
            return made[key.value]
    return made


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style is not None:
        return text
    if text in ("null", "~", ""):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _YAML_INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _YAML_FLOAT.fullmatch(text) else text
