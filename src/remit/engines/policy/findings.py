"""What is wrong with a text of policies, where, and what to do: Cedar's own words say neither."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import cedarpy

from remit.engines.policy.engine import Policy
from remit.engines.policy.reading import MODES, SEVERITIES, VERDICTS, read, to_json
from remit.engines.policy.schema import Attribute, Schema
from remit.engines.policy.source import Fault, Lines, Statement, Token, statements, too_much, unclosed

MOST = 100  # findings of one text
_CUT = "unexpected end of input"
_ATTRIBUTE = re.compile(
    r"attribute `(\w+)` (?:on entity type `(\w+)`|in context for Action::\"([^\"]*)\") not found"
)
_ACTION = re.compile(r"unrecognized action `Action::\"([^\"]*)\"`")
_KIND = re.compile(r"unrecognized entity type `([^`]*)`")
_QUOTED = re.compile(r"`([^`]+)`|'([^']+)'|: ([\w\"]+)$|(@\w+)")
_PREFIX = re.compile(r"^for policy `policy\d+`, ")
_LARGEST = 2**63 - 1
_LONGEST = 500  # letters of a message that are looked at: it may repeat the text
_EFFECTS = ("permit", "forbid")


@dataclass(frozen=True)
class Finding:
    """One thing to mend, from one place to another (lines and columns from 1), and in which policy."""

    severity: Literal["error", "warning"]
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fix: str
    policy: str = ""


@dataclass(frozen=True)
class Written:
    """A policy that parses, and its place in the text."""

    policy: Policy
    start: int
    end: int


class Checked:
    """A text that was looked through: its policies as far as they parse, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.lines = Lines(text)
        self.policies: list[Written] = []
        self.findings: list[Finding] = []

    def add(
        self, start: int, end: int, message: str, fix: str, *, policy: str = "", warning: bool = False
    ) -> None:
        """Note something to mend; what is beyond the hundredth is not told."""
        if len(self.findings) < MOST:
            severity: Literal["error", "warning"] = "warning" if warning else "error"
            places = (*self.lines.place(start), *self.lines.place(end))
            self.findings.append(Finding(severity, *places, message, fix, policy))

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong but what is only worth a warning."""
        return all(each.severity == "warning" for each in self.findings)


def check(text: str, schema: Schema, *, most: int = 1000) -> Checked:
    """Look a text through, policy by policy; never raises, whatever the text is.

    After `most` policies that parse, and one more, the rest is not looked at, nor after a hundred that do not.
    """
    checked = Checked(text)
    found, faults = statements(text, most + MOST + 1)
    good: list[Statement] = []
    for statement in found:
        if len(good) > most or len(faults) >= MOST:
            break
        if (fault := too_much(statement)) or (fault := _unparsed(statement)):
            faults.append(fault)
        else:
            good.append(statement)
    for fault in faults:
        checked.add(fault.start, fault.end, fault.message, fault.fix)
    plain = [each for each in good if not _template(checked, each)]
    for at, (statement, parsed) in enumerate(to_json(plain)):
        written = Written(read(statement, parsed, f"policy{at}").policy, statement.start, statement.end)
        checked.policies.append(written)
        _annotations(checked, statement, parsed, written.policy)
    _against_schema(checked, plain, schema)
    checked.findings.sort(key=lambda each: (each.line, each.column))
    return checked


def _template(checked: Checked, statement: Statement) -> bool:
    slot = next((each for each in statement.tokens if each.text == "?"), None)
    if slot is not None:
        fix = "Name whom and what it is about: principal, resource, or one of them == …"
        checked.add(slot.start, slot.end + 9, "Templates have no meaning here.", fix)
    return slot is not None


def _parse(text: str) -> str | None:
    try:
        cedarpy.PolicySet.from_str(text)
    except ValueError as error:
        return str(error)
    return None


def _unparsed(statement: Statement) -> Fault | None:
    """Find out where a policy stops to be one."""
    message = _parse(statement.text)
    if message is None:
        return None
    message = message[:_LONGEST]
    if message == _CUT or (message == "unexpected token `;`" and unclosed(statement)):
        return _unfinished(statement)
    token = _first_wrong(statement) if message.startswith("unexpected") else _meant(message, statement)
    fix = _advice(message, token, statement)
    return Fault(token.start, token.end, f"{message[:1].upper()}{message[1:300]}.", fix)


def _unfinished(statement: Statement) -> Fault:
    if bracket := unclosed(statement):
        return Fault(bracket.start, bracket.end, f"This {bracket.text} is not closed.", "Close it.")
    last = statement.tokens[-1]
    return Fault(last.start, last.end, "The policy ends here without a semicolon.", "End it with ;.")


def _first_wrong(statement: Statement) -> Token:
    """Find the first word that no policy can go on with: everything before it may still become one."""
    low, high = 1, len(statement.tokens)
    while low < high:
        middle = (low + high) // 2
        begun = statement.text[: statement.tokens[middle - 1].end - statement.start]
        low, high = (middle + 1, high) if _parse(begun) in (_CUT, None) else (low, middle)
    before = statement.tokens[low - 2] if low > 2 else None
    return before if before and before.text in _EFFECTS else statement.tokens[low - 1]


def _meant(message: str, statement: Statement) -> Token:
    """Find the word that a message is about; the first where it names none."""
    if "integer" in message:
        for token in statement.tokens:
            if token.kind == "number" and int(token.text[:40]) > _LARGEST:
                return token
    for groups in _QUOTED.findall(message):
        name = next(each for each in groups if each).lstrip("@")
        hits = [
            each
            for each in statement.tokens
            if each.text == name or (each.kind == "string" and name in each.text)
        ]
        if hits:
            return hits[-1] if "duplicate" in message else hits[0]
    return statement.tokens[0]


def _advice(message: str, token: Token, statement: Statement) -> str:
    if token.text in (*_EFFECTS, "@") and token is not statement.tokens[0]:
        return "End the policy before it with ;."
    if "'='" in message:
        return "Compare with ==."
    if "effect" in message:
        return "A policy begins with permit or forbid."
    if "integer" in message:
        return f"The largest number is {_LARGEST}."
    if "duplicate" in message:
        return "Keep one of them."
    if token.text == ";":
        return "Take this semicolon away."
    if "condition" in message:
        return "A condition begins with when or unless."
    if "variable" in message:
        return 'The variables are principal, action, resource and context; texts stand in "…".'
    return "Write it as permit (principal, action, resource) when { … };"


def _annotations(checked: Checked, statement: Statement, parsed: dict[str, Any], policy: Policy) -> None:
    notes = parsed.get("annotations") or {}
    for name, known in (("verdict", VERDICTS), ("mode", MODES), ("severity", SEVERITIES)):
        if name in notes and notes[name] not in known:
            token = _token(statement, name)
            said = f"@{name} has no {notes[name] or 'empty'!r}."
            checked.add(token.start, token.end, said, _choice(notes[name] or "", known), policy=policy.id)
    if "verdict" in notes and parsed["effect"] == "permit":
        token = _token(statement, "verdict")
        fix = "Write forbid, or take the annotation away."
        checked.add(token.start, token.end, "@verdict says what a forbid does.", fix, policy=policy.id)


def _token(statement: Statement, *texts: str) -> Token:
    """Find words that follow each other, and return the last of them; the first of all where they are not there."""
    for at in range(len(statement.tokens)):
        some = statement.tokens[at : at + len(texts)]
        if tuple(each.text for each in some) == texts:
            return some[-1]
    return statement.tokens[0]


def _choice(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word[:80], names, 1)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names[:40])}."


def _against_schema(checked: Checked, plain: Sequence[Statement], schema: Schema) -> None:
    if not plain:
        return
    text = "\n".join(each.text for each in plain)
    result = cedarpy.validate_policies(text, schema.handle, release_gil=True)
    wrong: defaultdict[int, list[str]] = defaultdict(list)
    for error in result.errors:
        at = int(error.policy_id.removeprefix("policy") or 0) if error.policy_id else 0
        wrong[at].append(_PREFIX.sub("", error.error))
    for at, messages in sorted(wrong.items()):
        policy = checked.policies[at].policy
        for token, message, fix in _explained(plain[at], messages, schema):
            checked.add(token.start, token.end, message, fix, policy=policy.id)


def _explained(
    statement: Statement, messages: Sequence[str], schema: Schema
) -> Iterator[tuple[Token, str, str]]:
    """Say what the schema has against a policy; one attribute that is missing is told once, not for each action."""
    told: set[str] = set()
    unknown = False
    for message in sorted(messages, key=lambda each: "applicable" in each):
        if found := _ATTRIBUTE.search(message):
            if found[1] not in told:
                yield _missing(statement, found[1], found[2], schema)
            told.add(found[1])
        elif found := _ACTION.search(message) or _KIND.search(message):
            unknown = True
            action = "action" in found.re.pattern
            known = schema.actions if action else schema.entities
            token = _token(statement, f'"{found[1]}"' if action else found[1].rpartition("::")[2])
            yield (
                token,
                f"There is no {'action' if action else 'kind of thing'} {found[1]}.",
                _choice(found[1], known),
            )
        elif "applicable action" in message:
            if not unknown:
                yield _never(statement, schema)
        elif message not in told:
            told.add(message)
            yield _condition(statement), _typed(message), "Compare things of one type: see the attributes."


def _missing(statement: Statement, name: str, kind: str | None, schema: Schema) -> tuple[Token, str, str]:
    known: Sequence[Attribute] = schema.entities.get(kind, ()) if kind else _context(schema)
    of = {"Principal": "principal", None: "context"}.get(kind, "resource")
    token = _token(statement, of, ".", name)
    if token is statement.tokens[0]:
        token = _token(statement, name)
    if kind and of == "resource" and not known:
        fix = f"The policy also concerns {kind}: say which kind you mean, resource is Deployment."
    else:
        fix = _choice(name, (each.name for each in known))
    return token, f"{kind or 'context'} has no attribute {name}.", fix


def _context(schema: Schema) -> Sequence[Attribute]:
    return next(iter(schema.types.values()), ())


def _never(statement: Statement, schema: Schema) -> tuple[Token, str, str]:
    """No action that the policy names is done to what it names."""
    named = [each.text.strip('"') for each in statement.tokens if each.text.strip('"') in schema.actions]
    kinds = sorted({kind for name in named for kind in schema.actions[name].resources})
    fix = (
        f"{' and '.join(named[:3])}: the resource is {' or '.join(kinds)}."
        if named
        else "Name another resource."
    )
    return _token(statement, "resource"), "This policy can concern nothing.", fix


def _condition(statement: Statement) -> Token:
    return next((each for each in statement.tokens if each.text in ("when", "unless")), statement.tokens[0])


def _typed(message: str) -> str:
    said = message.replace("__cedar::internal::Any", "anything")
    return f"{said[:1].upper()}{said[1:300]}."
