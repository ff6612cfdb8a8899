"""Agent cards of A2A: what an agent says of itself at an address, read with the guarded client."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

import httpx2

from remit.kit.addresses import base_url
from remit.kit.outbound import Outbound
from remit.lifecycle.deployments.external.errors import CardUnread

_LARGEST = 256 * 2**10
_SECONDS = 10.0
_SHORT, _LONG, _MOST_SKILLS = 100, 500, 30


@dataclass(frozen=True)
class Skill:
    """Something that the agent says it can do."""

    name: str
    description: str


@dataclass(frozen=True)
class Card:
    """What a card says; its words are the agent's own and are shown as such."""

    address: str
    name: str
    description: str
    version: str
    skills: tuple[Skill, ...]

    def facts(self) -> dict[str, Any]:
        """Write it as the plan keeps it."""
        return {**asdict(self), "skills": [asdict(skill) for skill in self.skills]}


async def read_card(outbound: Outbound, address: str) -> Card:
    """Read the card at an address; raises `AddressRefused`, and `CardUnread` for what is no card."""
    checked = base_url(address, outbound.reach)
    try:
        async with outbound.client(checked, timeout=_SECONDS, largest=_LARGEST) as client:
            answer = await client.get(checked)
            found = answer.json() if answer.status_code == httpx2.codes.OK else None
    except httpx2.HTTPError as error:
        raise CardUnread(f"{address[:200]} does not answer ({type(error).__name__}).") from error
    except (ValueError, RecursionError) as error:
        raise CardUnread(f"{address[:200]} does not answer with JSON.") from error
    if found is None:
        raise CardUnread(f"{address[:200]} answered with status {answer.status_code}.")
    return _card(address, found)


def _card(address: str, found: Any) -> Card:
    if not isinstance(found, dict) or not isinstance(found.get("name"), str) or not found["name"].strip():
        raise CardUnread(f"What {address[:200]} answers is no agent card: it has no name.")
    skills = found.get("skills")
    return Card(
        address=address,
        name=_text(found["name"], _SHORT),
        description=_text(found.get("description"), _LONG),
        version=_text(found.get("version"), _SHORT),
        skills=tuple(
            Skill(_text(each.get("name"), _SHORT), _text(each.get("description"), _LONG))
            for each in (skills if isinstance(skills, list) else [])[:_MOST_SKILLS]
            if isinstance(each, dict)
        ),
    )


def _text(value: Any, most: int) -> str:
    """Take a text as far as the database and a page take it."""
    if not isinstance(value, str):
        return ""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in value[:most]
    ).strip()
