"""Checking an agent file without storing it: everything wrong with it, and what its author may have forgotten."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from remit.controls.connections import OfferedTools
from remit.controls.tenancy import Actor
from remit.engines.sandbox import Finding as CodeFinding
from remit.engines.sandbox import Sandbox, Tier
from remit.kit.database import Session
from remit.lifecycle.agents.errors import BadSpec, Fault
from remit.lifecycle.agents.references import missing
from remit.lifecycle.agents.rules import broken
from remit.lifecycle.agents.source import Source
from remit.lifecycle.agents.spec import Document, known
from remit.lifecycle.agents.trials import Sandboxes


@dataclass(frozen=True)
class Checked:
    """What a check found, errors and warnings in the order of the file; no document when there are errors."""

    document: Document | None
    findings: tuple[Fault, ...]


async def check(
    session: Session,
    text: str,
    known_models: Callable[[str | None], object],
    sandboxes: Sandboxes,
    known_tools: OfferedTools | None = None,
    *,
    actor: Actor,
    among: Collection[str] = (),
) -> Checked:
    """Check the text of an agent file, what it refers to as it stands now, and the rules that hold for its author.

    Nothing is run and nothing is stored. Agents `among` which it is to be made count as there.
    """
    try:
        source, document = known(text, known_models, known_tools)
    except BadSpec as error:
        return Checked(None, error.faults)
    referred = [
        *await _unfit_code(source, document, sandboxes),
        *await _unfit_expressions(source, document, sandboxes),
        *await missing(session, source, document, among),
        *broken(source, document.slug, document.data, document.digest, actor, known_tools),
    ]
    found = _sorted([*document.doubts, *_forgotten(source, document), *referred])
    return Checked(None if any(each.severity == "error" for each in referred) else document, found)


async def _unfit_code(source: Source, document: Document, sandboxes: Sandboxes) -> list[Fault]:
    """Ask the sandbox that will run the code what it makes of it."""
    code = document.kind.code(document.data)
    if code is None:
        return []
    tier, text = code
    sandbox = sandboxes.get(tier)
    if sandbox is None:
        said = f"This installation has no sandbox of the tier `{tier}`."
        return [source.fault(("remit", "tier"), "tier-unavailable", said, "Use `lite`.")]
    return [
        source.within(_CODE, each.line - 1, f"code-{each.code}", each.message, each.fix, each.severity)
        for each in await _looked_at(sandbox, text)
    ]


_CODE = ("remit", "code")
_KEPT = 256
_LOOKED_AT: OrderedDict[tuple[str, bytes], Sequence[CodeFinding]] = OrderedDict()
"""What sandboxes make of code, by their tier and its digest: they say the same of the same."""


async def _looked_at(sandbox: Sandbox, text: str) -> Sequence[CodeFinding]:
    key = sandbox.tier, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    found = _LOOKED_AT.get(key)
    if found is None:
        found = _LOOKED_AT[key] = await sandbox.check(text)
        if len(_LOOKED_AT) > _KEPT:
            _LOOKED_AT.popitem(last=False)
    return found


async def _unfit_expressions(source: Source, document: Document, sandboxes: Sandboxes) -> list[Fault]:
    """Read each expression where it will be reckoned."""
    wanted = document.kind.expressions(document.data)
    sandbox = sandboxes.get(Tier.CEL)
    if not wanted:
        return []
    if sandbox is None:
        said = "This installation cannot reckon expressions: common-expression-language is not installed."
        return [source.fault(("remit", "type"), "tier-unavailable", said)]
    return [
        source.fault(each.path, "bad-expression", wrong.message, wrong.fix)
        for each in wanted
        for wrong in await sandbox.check(each.text, each.given)
    ]


async def require(
    session: Session,
    text: str,
    known_models: Callable[[str | None], object],
    sandboxes: Sandboxes,
    known_tools: OfferedTools | None = None,
    *,
    actor: Actor,
) -> Document:
    """Return what a file says; `BadSpec` with everything that is wrong with it."""
    checked = await check(session, text, known_models, sandboxes, known_tools, actor=actor)
    if checked.document is None:
        raise BadSpec([each for each in checked.findings if each.severity == "error"])
    return checked.document


def _sorted(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0)))


def _forgotten(source: Source, document: Document) -> list[Fault]:
    found = []
    if not document.description:
        found.append(
            source.fault(
                ("remit", "description"),
                "no-description",
                "The agent has no description, so lists and approvers see only its name.",
                "Add `description:` under `remit:`.",
                "warning",
            )
        )
    if "budget_usd_per_hour" not in document.data["remit"] and document.kind.refers(document.data).model:
        found.append(
            source.fault(
                ("remit", "budget_usd_per_hour"),
                "no-budget",
                "The agent has no budget: nothing limits what a deployment of it may spend.",
                "Add `budget_usd_per_hour:` under `remit:`.",
                "warning",
            )
        )
    return found
