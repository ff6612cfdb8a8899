"""What a place answered, as text that can be shown, stored and given to a model."""

import json
import re
from collections.abc import Iterable
from typing import Any

LARGEST_READ = 4 * 2**20
MOST_TEXT = 64_000
_SHORT = 2000
_LEAST_SECRET = 6


def readable(raw: bytes, kind: str, charset: str | None) -> str:
    """Read an answer's body; of what is no text only its size is said."""
    try:
        text = raw.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return f"({len(raw):,} bytes of {kind or 'no kind that is said'}, which is no text)"
    return text


def clean(text: str, hidden: Iterable[str] = (), most: int = MOST_TEXT) -> str:
    """Take out what cannot be stored, and secrets where a place sends them back; cut what is too long."""
    for each in hidden:
        if len(each) >= _LEAST_SECRET:
            text = text.replace(each, "[secret]")
    text = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if len(text) <= most:
        return text
    return f"{text[:most]}\n(cut: {most:,} of {len(text):,} characters are shown)"


def short(text: str, hidden: Iterable[str] = ()) -> str:
    """As `clean`, for what only explains a failure; pages become the words on them."""
    if re.match(r"\s*<(!doctype|html)", text, re.IGNORECASE):
        text = re.sub(r"\s+", " ", re.sub(r"<[^<>]{0,500}>", " ", text[:20_000])).strip()
        text = f"(a page) {text}"
    return clean(text, hidden, _SHORT)


def as_json(value: Any) -> str:
    """Write JSON as tools give it out."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
