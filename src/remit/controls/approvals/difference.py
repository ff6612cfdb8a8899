"""What differs between two JSON values: every place, before and after."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

MOST = 500
LONGEST = 4_000
"""Characters of one text that are shown."""

_POSITION = re.compile(r"\[(\d+)\]")
Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Difference:
    """One place that differs: `remit.tools[0]`; a value is none where the place is not there."""

    path: str
    change: Change
    before: Any
    after: Any


def differences(before: Any, after: Any) -> tuple[list[Difference], bool]:
    """List the places at which two values differ, in their order; true when there are more than `MOST`.

    `before` none means that there was nothing. Lists are compared by position; texts are cut to `LONGEST`.
    """
    found = list(islice(_walk("", before, after), MOST + 1))
    return found[:MOST], len(found) > MOST


def _walk(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return
    if isinstance(before or {}, dict) and isinstance(after or {}, dict) and (before or after):
        old, new = before or {}, after or {}
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _walk(f"{path}.{key}" if path else key, old.get(key), new.get(key))
    elif isinstance(before or [], list) and isinstance(after or [], list) and (before or after):
        old_items, new_items = before or [], after or []
        for at in range(max(len(old_items), len(new_items))):
            yield from _walk(f"{path}[{at}]", _item(old_items, at), _item(new_items, at))
    else:
        change: Change = "added" if before is None else "removed" if after is None else "changed"
        yield Difference(path or "value", change, _shown(before), _shown(after))


def _item(items: list[Any], at: int) -> Any:
    return items[at] if at < len(items) else None


def _shown(value: Any) -> Any:
    return f"{value[:LONGEST]} …" if isinstance(value, str) and len(value) > LONGEST else value


def called(path: str, names: Mapping[str, str]) -> str:
    """Say what people call a place: by its own name, else by that of the nearest place round it and the rest in words.

    Positions count from 1: `remit.tags[0]` is “Tags 1”.
    """
    within, rest = path, ""
    while within:
        if name := names.get(_POSITION.sub("", within)):
            positions = _POSITION.findall(within.rpartition(".")[2])
            return " ".join([name, *(str(int(at) + 1) for at in positions), *_words(rest)])
        within, _, last = within.rpartition(".")
        rest = f"{last}.{rest}" if rest else last
    words = " ".join(_words(path.rpartition(".")[2]))
    return words[:1].upper() + words[1:]


def _words(path: str) -> list[str]:
    plain = _POSITION.sub(lambda found: f" {int(found[1]) + 1}", path)
    return plain.replace(".", " ").replace("_", " ").split()
