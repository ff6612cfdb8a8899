"""What code is asked for: a description, and the file of the function agent that it belongs to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from remit.engines.ledger import digest
from remit.engines.sandbox import lite_modules
from remit.lifecycle.agents import Document, as_text, documentation, parse, patched, service_names
from remit.lifecycle.building.errors import NoCodeThere

_WORDS = 3  # letters that are compared at once
_NOTHING = "async def run(input, ctx):\n    return {}\n"
_MOST_TOLD = 20
LONGEST_DESCRIPTION = 10_000


@dataclass(frozen=True)
class Task:
    """One function to be written. `fields` are those of its agent's file, whatever code stands there now."""

    description: str
    fields: Mapping[str, Any]

    def file(self, code: str, tier: str) -> str:
        """Write the agent's file with this code."""
        return as_text(patched(self.fields, {"remit": {"code": code, "tier": tier}}))

    @cached_property
    def document(self) -> Document:
        """The agent as it is read, but for its code; `BadSpec` says what is wrong with it."""
        return parse(self.file(_NOTHING, "lite"))

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the model is given."""
        remit = self.document.data["remit"]
        return {
            "task": self.description,
            "input_schema": remit["input_schema"],
            "output_schema": remit["output_schema"],
            "examples": remit.get("examples") or [],
            "services": documentation(service_names(self.document.data)),
            "modules": lite_modules(),
        }

    @property
    def contract_digest(self) -> str:
        """What two tasks have in common when the code of one may do for the other."""
        kept = {name: value for name, value in self.asked.items() if name not in ("task", "examples")}
        agents = (self.document.data["remit"].get("services") or {}).get("agents")
        return digest({**kept, "agents": agents})

    @property
    def exact_digest(self) -> str:
        """What two tasks have in common when they are the same."""
        told = {**self.asked, "task": " ".join(self.description.split())}
        return digest({**told, "contract": self.contract_digest})

    @property
    def question(self) -> str:
        """What the model is asked: as JSON, so that nothing in it can pass for our own words."""
        return json.dumps(self.asked, ensure_ascii=False)


def task_of(fields: Mapping[str, Any], description: str | None) -> Task:
    """Read what is asked for; raises `BadSpec`, and `NoCodeThere` for agents without code or without words for it."""
    remit = fields.get("remit")
    if not isinstance(remit, Mapping) or remit.get("type") != "function":
        raise NoCodeThere("Only function agents have code: write `type: function` under `remit:`.")
    said = description or remit.get("description")
    if not isinstance(said, str) or not said.strip():
        raise NoCodeThere("Say what the function is to do: send `description`, or write it under `remit:`.")
    task = Task(said.strip()[:LONGEST_DESCRIPTION], fields)
    _ = task.document
    return task


def mending(problems: Sequence[str]) -> str:
    """Write what a model is told that has to mend its code."""
    told = json.dumps(list(problems)[:_MOST_TOLD], ensure_ascii=False)
    return f"This is what is wrong with it, as a JSON list: {told}\nAnswer with the whole code again, mended."


def trigrams(text: str) -> list[int]:
    """Cut words into groups of three letters, as numbers: what two texts have in common says how near they are."""
    found = set()
    for word in "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split():
        padded = f"  {word} "
        found |= {padded[at : at + _WORDS] for at in range(len(padded) - _WORDS + 1)}
    return sorted({_number(each) for each in found})


def _number(letters: str) -> int:
    """Make 31 bits of three letters, the same in every process."""
    number = 0
    for letter in letters:
        number = (number * 1_000_003 + ord(letter)) % (2**31 - 1)
    return number
