"""The Rule of Two: an agent may read what strangers write, read what is not everybody's, and change things outside, but
not all three without a person (Meta, Agents Rule of Two, 2025). No filter holds back every injection; this does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from remit.lifecycle.agents.errors import Fault
from remit.lifecycle.agents.rules.facts import SENSITIVE, UNTRUSTED, Granted
from remit.lifecycle.agents.source import Source

_MOST_NAMED = 3


def all_three(source: Source, document: Mapping[str, Any], tools: Sequence[Granted]) -> list[Fault]:
    """Refuse a file whose agent does all three, naming which tools make it so and what to do."""
    acts = [each for each in tools if each.changes and not each.asked]
    handles = document["remit"].get("handles") or ()
    strangers = _because(handles, UNTRUSTED, [each.use for each in tools if each.strangers_write])
    own = _because(handles, SENSITIVE, [each.use for each in tools if each.reads_own])
    if not (acts and strangers and own):
        return []
    named = _named([each.use for each in acts])
    said = (
        f"The agent reads what strangers may write ({strangers}), reads what is not everybody's ({own}), and changes"
        f" things outside without a person ({named}): one injected sentence could send the one out by the other."
    )
    hint = (
        f"Have a person asked: write `approval: always` at {named}. Or leave one of the three out; if a tool is said to"
        " be what it is not, correct that at its connection."
    )
    return [source.fault(("remit", "tools", acts[0].place), "rule-of-two", said, hint)]


def _because(handles: Sequence[str], word: str, uses: Sequence[str]) -> str:
    declared = [f"`handles: {word}`"] if word in handles else []
    return ", ".join([*declared, *([_named(uses)] if uses else [])])


def _named(uses: Sequence[str]) -> str:
    unique = list(dict.fromkeys(uses))
    more = len(unique) - _MOST_NAMED
    return ", ".join(unique[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
