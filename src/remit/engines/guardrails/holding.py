"""From where on a text that goes on may be the beginning of a finding."""

import re
from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import NamedTuple

from remit.engines.guardrails.canaries import disguises
from remit.engines.guardrails.credentials import BEGINNINGS, NAMED_TAIL, NAMES, PEM, PEM_END, PEM_HEAD
from remit.engines.guardrails.view import UNSEEN, view

# What a key, or the head of one, may be when it is not all there yet.
BEGUN = frozenset(prefix[:length] for prefix in (*BEGINNINGS, PEM) for length in range(1, len(prefix) + 1))
_LONGEST_PREFIX = max(map(len, BEGUN))
_BEGIN = re.compile("|".join(map(re.escape, BEGINNINGS)))
# A key begins where a word does, or after an escape.
_WORD_BEGINS = re.compile(r"(?:\A|(?<![0-9A-Za-z])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))[0-9A-Za-z-]")
_TOKEN = re.compile(r"[\w.+/=~%\\-]*+", re.ASCII)
_ADDRESS = re.compile(r"[\w.%+'@-]*+")
_DIGITS = re.compile(r"[0-9 ./()+-]*+")
_NUMBER = re.compile(r"[+(]?[0-9]|[+(]\Z")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}[0-9A-Za-z -]{0,42}+\Z")
_AZURE = re.compile(r"[\w~.-]{3}\d(?:Q[\w~.-]*)?\Z", re.ASCII)
_IN_URL = re.compile(r"://[^\s/@\"'<>]{0,280}+\Z")
_HEAD_LEFT = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}[A-Z0-9]{0,12}-{0,5}\Z")
_MARKDOWN = re.compile(r"!?\[[^\[\]]{0,200}+(?:\](?:[(:](?:\s{0,3}<?[^\s)>\"']{0,2048}+)?)?)?\Z|!\Z")
_TAG = re.compile(r"<(?:[A-Za-z!/][^<>]{0,2048}+)?\Z")
_HIDDEN = re.compile(f"[{UNSEEN}]+\\Z")
_NOT_TOKEN = re.compile(r"[^\w.+/=~%\\-]", re.ASCII)
_NOT_ADDRESS = re.compile(r"[^\w.%+'@-]")
_NOT_DIGITS = re.compile(r"[^0-9 ./()+-]")
_NOT_ACCOUNT = re.compile(r"[^0-9A-Za-z -]")
_VALUE = re.compile(r"[^\s\"'`<>,;]*+")
_GIVES = re.compile(r"(?:[:=]>?[\s*]{0,3}|\s(?:is|ist|lautet|es|est)\s{1,3})[\"'`]{0,3}\Z", re.I)
_NOT_VALUE = re.compile(r"[\s\"'`<>,;]")
_NOT_MARKDOWN = re.compile(r"[\[\]()\s>\"']")
_NOT_TAG = re.compile(r"[<>]")
_NOT_HIDDEN = re.compile(f"[^{UNSEEN}]")
_NOT_IN_URL = re.compile(r"[\s/@\"'<>]")
AT_ONCE = re.compile(r"")
_FAR = 2400


_START = itemgetter(0)


class Hold(NamedTuple):
    """`start` is where it begins; it stays held until something comes that `breaks` it, or it is `longest` long."""

    start: int
    breaks: re.Pattern[str]
    longest: int


def hold(text: str, families: Collection[str], canaries: Collection[str]) -> Hold | None:
    """Find where the first thing begins that, at the end of a text, may become a finding of these families."""
    seen = view(text)
    found = [
        *_families(seen.text, families),
        *(each for word in canaries for each in _canary(seen.text, word)),
    ]
    if seen.places is not None:
        found = [each._replace(start=seen.places[each.start]) for each in found]
    if (
        "invisible" in families
        and not text[-1:].isascii()
        and (unseen := _HIDDEN.search(text, max(0, len(text) - 256)))
    ):
        found.append(Hold(unseen.start(), _NOT_HIDDEN, 256))
    if not found:
        return None
    first = min(found, key=_START)
    # What nobody sees is judged by the characters on both sides of it.
    while first.start and not text[first.start - 1].isascii() and _HIDDEN.match(text[first.start - 1]):
        first = Hold(first.start - 1, AT_ONCE, first.longest)
    return first


def _families(text: str, families: Collection[str]) -> Iterator[Hold]:
    if "secret" in families:
        yield from _secrets(text)
    if "pii" in families:
        yield from _personal(text)
    if "exfiltration" in families:
        yield from _exfiltration(text)


def _run(text: str, signs: re.Pattern[str], most: int) -> int:
    """Count the characters at the end of a text that are of a kind."""
    found = signs.match(text[: -most - 1 : -1])
    return found.end() if found is not None else 0


def _secrets(text: str) -> Iterator[Hold]:
    token = text[len(text) - _run(text, _TOKEN, 4096) :]
    first = len(text) - len(token)
    if begun := _BEGIN.search(token):
        yield Hold(first + begun.start(), _NOT_TOKEN, 4096)
    for word in _WORD_BEGINS.finditer(token, max(0, len(token) - _LONGEST_PREFIX)):
        if token[word.start() :] in BEGUN:
            yield Hold(first + word.start(), AT_ONCE, 256)
            break
    if token and (token[-1].isdigit() or "Q" in token[-40:]) and (azure := _AZURE.search(token[-44:])):
        yield Hold(len(text) - len(azure[0]), AT_ONCE, 256)
    head = text.rfind(PEM, max(0, len(text) - 120))
    if head >= 0 and (_HEAD_LEFT.match(text, head) or _is_cut_off(text, head)):
        yield Hold(head, AT_ONCE, 256)
    if (place := text.rfind("://", max(0, len(text) - 300))) >= 0 and _IN_URL.match(text, place):
        yield Hold(place, _NOT_IN_URL, 300)
    if (
        (length := _run(text, _VALUE, 320))
        and _is_given(text, length)
        and any(name in (near := text[-320:].lower()) for name in NAMES)
        and (named := NAMED_TAIL.search(near))
        and named[1]
    ):
        yield Hold(len(text) - len(named[1]), _NOT_VALUE, 300)


def _is_given(text: str, length: int) -> bool:
    """Whether what stands at the end may be the value of a name before it: most words are only words."""
    start = len(text) - length
    if text.find("=", start) >= 0 or text.find(":", start) >= 0:
        return True
    return _GIVES.search(text[max(0, start - 16) : start]) is not None


def _is_cut_off(text: str, head: int) -> bool:
    return PEM_HEAD.match(text, head) is not None and PEM_END.search(text, head) is None


def _personal(text: str) -> Iterator[Hold]:
    if length := _run(text, _ADDRESS, 320):
        yield Hold(len(text) - length, _NOT_ADDRESS, 320)
    if length := _run(text, _DIGITS, 64):
        run = text[len(text) - length :]
        if digits := _NUMBER.search(run):
            yield Hold(len(text) - length + digits.start(), _NOT_DIGITS, 64)
    if account := _ACCOUNT.search(text, max(0, len(text) - 48)):
        yield Hold(account.start(), _NOT_ACCOUNT, 64)


def _exfiltration(text: str) -> Iterator[Hold]:
    far = max(0, len(text) - _FAR)
    if (text.rfind("[", far) >= 0 or text.endswith("!")) and (found := _MARKDOWN.search(text, far)):
        yield Hold(found.start(), _NOT_MARKDOWN, _FAR)
    if text.rfind("<", far) > text.rfind(">", far) and (found := _TAG.search(text, far)):
        yield Hold(found.start(), _NOT_TAG, _FAR)


def _canary(text: str, word: str) -> Iterator[Hold]:
    lower, exact = disguises(word)
    tail = text[-64:]
    for form, end in (*((form, tail.lower()) for form in lower), *((form, tail) for form in exact)):
        for length in range(min(len(form) - 1, len(end)), 0, -1):
            if end.endswith(form[:length]):
                yield Hold(len(text) - length, AT_ONCE, 256)
                break
