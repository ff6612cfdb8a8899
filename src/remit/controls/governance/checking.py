"""What must hold for an organisation's own policies besides what Cedar wants: names, numbers, and what can be done."""

import asyncio
import re

from remit.controls.governance.decide import ESCALATES
from remit.controls.governance.sets import BUILT_IN_SET, REDACTABLE, SCHEMA
from remit.engines.policy import Checked, Policy, check

MOST_LETTERS = 262_144  # bytes of UTF-8
MOST_POLICIES = 1_000
REDACTED = "text.pass"
_LONGEST_ID = 100
_ANYTHING = re.compile(r"permit\s*\(\s*principal\s*,\s*action\s*,\s*resource\s*\)\s*;$")
_BUILT_IN = frozenset(policy.id for policy in BUILT_IN_SET.engine.policies)
_turns = asyncio.Semaphore(2)  # a long text keeps a core busy for a second: calls go on beside


async def checked(text: str) -> Checked:
    """Look a text through beside everything else that this process does."""
    async with _turns:
        return await asyncio.to_thread(look_through, text)


def look_through(text: str) -> Checked:
    """Find everything that is wrong with an organisation's own policies."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_LETTERS:
        return _refused(f"The text is longer than {MOST_LETTERS // 1024} kB.", "Put less into it.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return _refused("The text holds half a character.", "Write it anew.")
    found = check(text, SCHEMA, most=MOST_POLICIES)
    if len(found.policies) > MOST_POLICIES:
        start = found.policies[MOST_POLICIES].start
        found.add(start, start + 6, f"There are more than {MOST_POLICIES} policies.", "Put several into one.")
    known: set[str] = set()
    for written in found.policies:
        _name(found, written.policy, written.start, known)
        _sense(found, written.policy, written.start)
    found.findings.sort(key=lambda each: (each.line, each.column))
    return found


def _refused(message: str, fix: str) -> Checked:
    found = Checked("")
    found.add(0, 0, message, fix)
    return found


def _name(found: Checked, policy: Policy, start: int, known: set[str]) -> None:
    """Records say which policy decided, so that each has a name, and one of its own."""
    end, id = start + 6, policy.id
    if not policy.named:
        found.add(start, end, "This policy has no name.", 'Write @id("what-it-is-for") before it.', policy=id)
    elif len(id) > _LONGEST_ID or not id.isprintable() or "," in id:
        fix = "Write one of at most 100 letters, digits and signs but no comma."
        found.add(
            start,
            end,
            "This name is too long, or holds a comma or a line break.",
            fix,
            policy=id[:_LONGEST_ID],
        )
    elif id in _BUILT_IN:
        message = f"{id} is a built-in policy, which stays as it is."
        found.add(start, end, message, "Give yours another name.", policy=id)
    elif id in known:
        found.add(
            start, end, f"Another policy is called {id} too.", "Give one of them another name.", policy=id
        )
    known.add(id)


def _sense(found: Checked, policy: Policy, start: int) -> None:
    end, actions = start + 6, policy.actions
    if policy.says == "allow" and _ANYTHING.search(policy.text):
        message = "This permits everything to everybody, applying policies included."
        fix = "Say who or what: when { principal.role == … }, or action == Action::…"
        found.add(start, end, message, fix, policy=policy.id, warning=True)
    if policy.says == "redact" and not (actions and REDACTABLE.issuperset(actions)):
        fix = f'Write action == Action::"{REDACTED}", or take @verdict("redact") away.'
        message = f"Only {' and '.join(sorted(REDACTABLE, reverse=True))} can be redacted."
        found.add(start, end, message, fix, policy=policy.id)
    if policy.says == "escalate":
        others = sorted(set(SCHEMA.actions if actions is None else actions) - ESCALATES)
        if others:
            shown = ", ".join(others[:4]) + (f" and {len(others) - 4} more" if len(others) > 4 else "")
            message = f"Nobody can be asked for {shown}: there it denies."
            fix = f"What can wait for a person: {', '.join(sorted(ESCALATES))}."
            found.add(start, end, message, fix, policy=policy.id, warning=True)
