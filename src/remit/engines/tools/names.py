"""Names of tools: small letters, digits and underscores, each once."""

import re
import unicodedata

LONGEST_NAME = 48


def tool_name(text: str, taken: set[str]) -> str:
    """Turn a name of elsewhere into that of a tool, unlike all that are taken, and take it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain)
    plain = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "tool"
    if not plain[0].isalpha():
        plain = f"tool_{plain}"
    plain = plain[:LONGEST_NAME].rstrip("_")
    name, number = plain, 1
    while name in taken:
        number += 1
        end = f"_{number}"
        name = plain[: LONGEST_NAME - len(end)] + end
    taken.add(name)
    return name
