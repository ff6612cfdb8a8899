"""Canaries: words that stand nowhere but in one deployment's instructions; whoever says them has read those."""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterator
from functools import lru_cache

from remit.engines.guardrails.label import Label
from remit.engines.guardrails.view import View

_LENGTH = 20


def canary(secret: bytes, deployment_id: str) -> str:
    """Make the word of one deployment, to be put into its instructions: 20 letters and digits that nobody can guess.

    There is a digit in it, so that it looks like no word of any language.
    """
    made = hmac.new(secret, f"canary/{deployment_id}".encode(), hashlib.sha256).digest()
    word = base64.b32encode(made).decode().lower()
    return f"{word[: _LENGTH // 2]}7{word[_LENGTH // 2 + 1 : _LENGTH]}"


@lru_cache(maxsize=4096)
def disguises(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how a word may appear: in lower case, and exactly as written."""
    raw = word.encode()
    padded = [base64.b64encode(b"\0" * shift + raw).decode().rstrip("=") for shift in range(3)]
    # The first and last characters of Base64 hold bits of the neighbours.
    inside = tuple(text[(0, 2, 3)[shift] : -1] for shift, text in enumerate(padded))
    return (word.lower(), word.lower()[::-1], raw.hex()), inside


def leaks(seen: View, canaries: Collection[str]) -> Iterator[Label]:
    """Find canaries, also reversed and in hexadecimal or Base64."""
    for word in canaries:
        lower, exact = disguises(word)
        for text, forms in ((seen.lower, lower), (seen.text, exact)):
            for form in forms:
                place = text.find(form)
                while place >= 0:
                    end = place + len(form)
                    yield Label("canary", 1.0, *seen.span(place, end), "the canary of the instructions")
                    place = text.find(form, end)
