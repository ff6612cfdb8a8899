"""Which limits hold for a call: a subject's own, else those of its scope, else those of the installation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from remit.controls.metering.subjects import Scope, Subjects
from remit.controls.metering.tables import LimitRow

Measure = Literal["requests", "tokens", "concurrency"]
MINUTE = 60


@dataclass(frozen=True)
class Rule:
    """At most `quota` of a measure for `subject`: in a minute, or at once where `measure` is concurrency."""

    scope: Scope
    subject: str
    measure: Measure
    quota: int

    @cached_property
    def key(self) -> tuple[str, str]:
        """What it is counted under."""
        return self.subject, self.measure

    @cached_property
    def name(self) -> str:
        """What headers and errors call it: `key`, `key-tokens`."""
        return self.scope if self.measure == "requests" else f"{self.scope}-{self.measure}"


@dataclass(frozen=True)
class Rules:
    """All that hold for a call, the narrowest first; `policy` is how a header says it."""

    requests: tuple[Rule, ...]
    tokens: tuple[Rule, ...]
    concurrency: tuple[Rule, ...]
    policy: str


@dataclass
class Book:
    """The limits of one organisation as they stand, with what was looked up in them before."""

    standard: Mapping[Scope, int]
    own: Mapping[str, LimitRow]
    scopes: Mapping[str, LimitRow]
    looked_up: dict[tuple[str, ...], Rules] = field(default_factory=dict)

    def rules(self, subjects: Subjects) -> Rules:
        """Return the rules for a call of some subjects."""
        key = tuple(subjects.values())
        found = self.looked_up.get(key)
        if found is None:
            if len(self.looked_up) >= _REMEMBERED:
                self.looked_up.clear()
            found = self.looked_up[key] = self._look_up(subjects)
        return found

    def _look_up(self, subjects: Subjects) -> Rules:
        each = [(scope, ref) for scope, refs in subjects.items() for ref in refs.split()]
        narrow = sorted(each, key=lambda one: _WIDTH[one[0]])
        requests = self._measured("requests", narrow)
        tokens = self._measured("tokens", narrow)
        return Rules(requests, tokens, self._measured("concurrency", narrow), policy([*requests, *tokens]))

    def _measured(self, measure: Measure, subjects: Sequence[tuple[Scope, str]]) -> tuple[Rule, ...]:
        # A person at a browser has no key: then the person may do what a key may.
        keyed = any(scope == "key" for scope, _ in subjects)
        quotas = ((scope, ref, self._quota(measure, scope, ref, keyed=keyed)) for scope, ref in subjects)
        return tuple(Rule(scope, ref, measure, quota) for scope, ref, quota in quotas if quota is not None)

    def _quota(self, measure: Measure, scope: Scope, ref: str, *, keyed: bool) -> int | None:
        for row in (self.own.get(ref), self.scopes.get(scope)):
            if row is not None and (quota := _of(row, measure)) is not None:
                return quota
        if measure != "requests":
            return None
        return self.standard.get("key" if scope == "member" and not keyed else scope)


_REMEMBERED = 50_000
_WIDTH: dict[Scope, int] = {"key": 0, "member": 1, "team": 2, "deployment": 3, "agent": 4, "organization": 5}


def _of(row: LimitRow, measure: Measure) -> int | None:
    if measure == "requests":
        return row.requests_per_minute
    return row.tokens_per_minute if measure == "tokens" else row.concurrency


def policy(rules: Sequence[Rule]) -> str:
    """Write the value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, structured fields)."""
    return ", ".join(f'"{rule.name}";q={rule.quota}{_unit(rule)};w={MINUTE}' for rule in rules)


def _unit(rule: Rule) -> str:
    return "" if rule.measure == "requests" else f';qu="{rule.measure}"'
