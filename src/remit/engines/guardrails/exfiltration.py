"""Links and images that carry data away: what an image's address holds is sent as soon as the text is shown."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from remit.engines.guardrails.label import Label
from remit.engines.guardrails.view import View

_URL = r"((?:https?:)?//[^\s)>\"'\]]{3,}+)"
_MARKDOWN = re.compile(rf"\]\(\s{{0,3}}<?{_URL}", re.IGNORECASE)
_REFERENCE = re.compile(rf"\]:\s{{0,3}}<?{_URL}", re.IGNORECASE)
_HTML = re.compile(rf"(src|srcset|href|background|poster|data|action|url)\s{{0,3}}[=(]\s{{0,3}}[\"']?{_URL}")
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{32}")  # a commit, a digest, an id
_ENCODED = re.compile(r"[\w+/=-]{24,}", re.ASCII)
_LONGEST = 4000
_BEFORE = 300
_NESTED = 8
_IMAGE = 16  # characters of data in an address that is fetched without a click; sizes and styles have fewer
_PRIVATE = re.compile(r"@|\d{6}|remit_|sk-|eyJ|AKIA|gh[pousr]_")


def exfiltration(seen: View, trusted: Collection[str] = ()) -> Iterator[Label]:
    """Find images and links whose address carries data to a host that is not `trusted` (names of hosts)."""
    text = seen.text
    if "//" not in text:
        return
    for found in _MARKDOWN.finditer(text):
        start, image = _opening(text, found.start())
        yield from _judged(seen, found, start, image=image, trusted=trusted)
    for found in _REFERENCE.finditer(text):
        # Somewhere an image may name this definition: it is taken for one.
        yield from _judged(seen, found, _opening(text, found.start())[0], image=True, trusted=trusted)
    if any(word in seen.lower for word in ("src", "href", "url", "background", "poster", "data", "action")):
        for found in _HTML.finditer(seen.lower):
            image = found[1] not in ("href", "action")
            yield from _judged(seen, found, found.start(), image=image, trusted=trusted)


def _opening(text: str, bracket: int) -> tuple[int, bool]:
    """Find where the brackets open that close here, and whether it is an image."""
    earliest, place, depth = max(0, bracket - _BEFORE), bracket, 1
    for _ in range(_NESTED):
        opened, closed = text.rfind("[", earliest, place), text.rfind("]", earliest, place)
        depth += 1 if closed > opened else -1
        place = max(opened, closed)
        if depth == 0 or opened < 0:
            break
    place = max(place, 0) if depth == 0 else bracket
    image = text[place - 1 : place] == "!"
    return place - image, image


def _judged(
    seen: View, found: re.Match[str], start: int, *, image: bool, trusted: Collection[str]
) -> Iterator[Label]:
    first, end = found.span(found.re.groups)
    closed = end + (seen.text[end : end + 1] == ">")
    closed += seen.text[closed : closed + 1] in (")", '"', "'")
    try:
        address = urlsplit(seen.text[first : min(end, first + _LONGEST)])
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return
    if host in trusted or any(host.endswith(f".{name}") for name in trusted):
        return
    plain, encoded = _carried(host, address.path, address.query, address.fragment)
    size = plain + encoded if image else encoded
    if size >= _IMAGE:
        name = "exfiltration.image" if image else "exfiltration.link"
        shown = (
            host
            if len(host) <= 60 and not _ENCODED.search(host)
            else f"….{'.'.join(host.split('.')[-2:])[-40:]}"
        )
        span = seen.span(start, max(closed, end))
        yield Label(name, 0.9 if image else 0.7, *span, f"{shown} with {size} characters of data")


def _carried(host: str, path: str, query: str, fragment: str) -> tuple[int, int]:
    """Count the characters of data in an address: what stands there as words, and what is encoded or private."""
    values = [value for _, value in parse_qsl(query, keep_blank_values=True, max_num_fields=None)]
    if query and not any(values):
        values = [unquote(query)]
    plain = encoded = 0
    for value in [*values, unquote(fragment)]:
        if " " in value.strip() or _ENCODED.search(value) or _PRIVATE.search(value):
            encoded += max(len(value), _IMAGE)
        else:
            plain += len(value)
    for part in [*path.split("/"), *host.split(".")]:
        said = unquote(part)
        if _is_encoded(said) or " " in said.strip():
            encoded += len(said)
        elif "@" in said[1:] or "eyJ" in said:
            encoded += max(len(said), _IMAGE)
    return plain, encoded


def _is_encoded(part: str) -> bool:
    """Whether a part of a path is no words: long, without hyphens, and with digits or capitals in the middle."""
    long = _ENCODED.fullmatch(part) is not None and _HASH.fullmatch(part) is None
    return long and "-" not in part and re.search(r"\d|[a-z][A-Z]", part) is not None
