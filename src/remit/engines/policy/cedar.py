"""Cedar policies, checked against their schema when loaded and at each question.

Without the schema a `forbid` whose condition fails is skipped, so the schema is always passed.

    @verdict("warn")      on a forbid: allowed, but marked
    @verdict("redact")    on a forbid: allowed without what was found in it
    @verdict("escalate")  on a forbid: a person may overrule it
    @mode("shadow")       evaluated beside the others, and never decides
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cedarpy

from remit.engines.policy.engine import SEVERITY, Entity, Objections, Policy, Question, Says, Shadow, Verdict
from remit.engines.policy.reading import Parsed, read, to_json
from remit.engines.policy.schema import PolicyRefused, Schema
from remit.engines.policy.source import Statement, statements, too_much

# Each group is asked by itself, which tells exactly which of its policies hold.
_Group = Literal["hard", "soft", "trial permits", "trial forbids"]
_FEW = 16  # so many policies that name no action are put with those that do; more are asked by themselves
_EVERY = ("", None)
_KEY = re.compile(r"`(p\d+)`")


@dataclass(frozen=True)
class _Held:
    """Which policies hold for a question: the ids of permits and forbids."""

    permits: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    def __add__(self, other: "_Held") -> "_Held":
        return _Held(self.permits + other.permits, self.forbids + other.forbids, self.errors + other.errors)


class CedarEngine:
    """One immutable set of policies with its schema; raises `PolicyRefused` for one that is not valid.

    Policies are kept in slices, by the action and the resource they name, so that a question is put only to those
    that can concern it.
    """

    def __init__(self, policies: str, schema: Schema | str) -> None:
        self._schema = schema if isinstance(schema, Schema) else Schema(schema)
        found = _checked(policies)
        # Two policies may have one id, so that each has a key of its own here.
        self._parsed = {f"p{at}": read(*each, f"policy{at}") for at, each in enumerate(to_json(found))}
        self._validate(policies)
        self.policies: tuple[Policy, ...] = tuple(each.policy for each in self._parsed.values())
        self.actions = tuple(sorted(self._schema.actions))
        said = f"{self._schema.text}\n{policies}"
        self.digest = "sha256:" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        self._buckets = _buckets(self._parsed)
        self._handles: dict[tuple[_Group, str, tuple[str, str] | None], Any] = {}
        self._sees: dict[str, frozenset[str]] = {}

    def _validate(self, policies: str) -> None:
        result = cedarpy.validate_policies(policies, self._schema.handle, release_gil=True)
        if not result.validation_passed:
            raise PolicyRefused("; ".join(str(e) for e in result.errors)[:2000])

    def depends(self, action: str) -> frozenset[str]:
        """Name what answers about an action can depend on besides the kinds of things and the context."""
        if action not in self._sees:
            if action not in self._schema.actions:
                return frozenset(("principal", "resource"))
            ids = (each for each in self._parsed.values() if each.concerns is None or action in each.concerns)
            self._sees[action] = frozenset[str]().union(*(each.sees for each in ids))
        return self._sees[action]

    def decide(self, question: Question) -> Verdict:
        """Answer a question; what the schema refuses is denied with the error."""
        asked = _Asked(question, self._schema)
        hard, soft = self._ask(asked, "hard"), self._ask(asked, "soft")
        verdict = self._say(hard + soft)
        trial = (*self._slices(asked, "trial permits"), *self._slices(asked, "trial forbids"))
        if not trial:
            return verdict
        tried = self._ask(asked, "trial permits") + self._ask(asked, "trial forbids")
        said = self._say(hard + soft + tried)
        ids = self._ids({*tried.permits, *tried.forbids}.intersection(self._deciding(hard + soft + tried)))
        return Verdict(
            verdict.verdict, verdict.policies, verdict.errors, Shadow(said.verdict, ids, said.errors)
        )

    def objections(self, question: Question) -> Objections:
        """Name every policy that holds against something, and not only those that decide."""
        asked = _Asked(question, self._schema)
        held = self._ask(asked, "hard") + self._ask(asked, "soft")
        errors = dict.fromkeys(_KEY.sub(self._name, error) for error in held.errors)
        return Objections(tuple(self._parsed[id].policy for id in held.forbids), tuple(errors))

    def _say(self, held: _Held) -> Verdict:
        if held.errors:
            errors = dict.fromkeys(_KEY.sub(self._name, error) for error in held.errors)
            return Verdict("deny", self._ids(held.forbids), tuple(errors))
        deciding = self._deciding(held)
        if not held.permits or not deciding:
            return Verdict("deny", self._ids(set(deciding) - set(held.permits)))
        said: list[Says] = [self._parsed[id].policy.says for id in deciding]
        return Verdict(max(said, key=SEVERITY.__getitem__), self._ids(deciding))

    def _name(self, key: re.Match[str]) -> str:
        found = self._parsed.get(key[1])
        return f"`{found.policy.id}`" if found else key[0]

    def _deciding(self, held: _Held) -> Sequence[str]:
        """Of the policies that hold, name those that decide: forbids before permits, and the final before the soft."""
        final = [id for id in held.forbids if self._parsed[id].policy.says == "deny"]
        if final:
            return final
        return held.forbids if held.forbids and held.permits else held.permits

    def _ids(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({self._parsed[id].policy.id for id in ids}))

    def _ask(self, asked: "_Asked", group: _Group) -> _Held:
        slices = self._slices(asked, group)
        if group == "hard" and not slices:
            # Nothing concerns it; the schema still says whether it is a question at all.
            slices = [self._handle("hard", *_EVERY)]
        return sum((asked.put(each) for each in slices), _Held())

    def _slices(self, asked: "_Asked", group: _Group) -> list[Any]:
        """Return the slices of a group that a question concerns, as parsed sets."""
        buckets, action, resource = self._buckets[group], asked.action, asked.resource
        keys: list[tuple[str, tuple[str, str] | None]] = [(action, None), (action, resource), ("", resource)]
        apart = len(buckets.get(_EVERY, ())) > _FEW or not buckets.get((action, None))
        if apart:
            keys.append(_EVERY)
        return [self._handle(group, *key) for key in keys if buckets.get(key)]

    def _handle(self, group: _Group, action: str, resource: tuple[str, str] | None) -> Any:
        key = (group, action, resource)
        if key not in self._handles:
            buckets = self._buckets[group]
            ids = list(buckets.get((action, resource), ()))
            every = buckets.get(_EVERY, ())
            if action and resource is None and len(every) <= _FEW:
                ids += every
            members = ",".join(f"{json.dumps(id)}:{self._parsed[id].json}" for id in ids)
            text = f'{{"templates":{{}},"templateLinks":[],"staticPolicies":{{{members}}}}}'
            self._handles[key] = cedarpy.PolicySet.from_json_str(text)
        return self._handles[key]


class _Asked:
    """A question in Cedar's words."""

    def __init__(self, question: Question, schema: Schema) -> None:
        self.action = question.action
        self.resource = (question.resource.type, question.resource.id)
        self._schema = schema.handle
        self._request = {
            "principal": _uid(question.principal),
            "action": {"type": "Action", "id": question.action},
            "resource": _uid(question.resource),
            "context": dict(question.context),
        }
        self._entities = [_entity(question.principal), _entity(question.resource)]

    def put(self, policies: Any) -> _Held:
        """Ask a set which of its policies hold."""
        try:
            result = cedarpy.is_authorized(self._request, policies, self._entities, self._schema)
        except ValueError as error:
            return _Held(errors=(str(error),))
        errors, reasons = tuple(map(str, result.diagnostics.errors)), tuple(result.diagnostics.reasons)
        if result.decision is cedarpy.Decision.Allow:
            return _Held(permits=reasons, errors=errors)
        return _Held(forbids=reasons, errors=errors)


def _checked(policies: str) -> list[Statement]:
    """Split the text, and let nothing through that the parser could not bear or that is no plain policy."""
    found, faults = statements(policies)
    faults += [fault for each in found if (fault := too_much(each))]
    if faults:
        raise PolicyRefused(faults[0].message)
    try:
        parsed = cedarpy.PolicySet.from_str(policies, release_gil=True)
    except ValueError as error:
        raise PolicyRefused(f"The policies do not parse: {error}.") from error
    if parsed.templates():
        raise PolicyRefused(
            "Policies with ?principal or ?resource are templates: name whom and what they are about."
        )
    return found


def _buckets(
    parsed: dict[str, Parsed],
) -> dict[_Group, dict[tuple[str, tuple[str, str] | None], list[str]]]:
    found: dict[_Group, dict[tuple[str, tuple[str, str] | None], list[str]]] = {
        "hard": defaultdict(list),
        "soft": defaultdict(list),
        "trial permits": defaultdict(list),
        "trial forbids": defaultdict(list),
    }
    for id, each in parsed.items():
        for action in each.concerns or ("",):
            found[_group(each.policy)][action, each.resource].append(id)
    return {group: dict(buckets) for group, buckets in found.items()}


def _group(policy: Policy) -> _Group:
    if policy.shadow:
        return "trial permits" if policy.says == "allow" else "trial forbids"
    return "hard" if policy.says in ("allow", "deny") else "soft"


def _uid(entity: Entity) -> dict[str, str]:
    return {"type": entity.type, "id": entity.id}


def _entity(entity: Entity) -> dict[str, Any]:
    return {"uid": _uid(entity), "attrs": dict(entity.attributes), "parents": []}
