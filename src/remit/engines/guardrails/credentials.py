"""Secrets: keys and tokens by how they begin, private keys, and values that are named a password."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from remit.engines.guardrails.checksums import remit_key
from remit.engines.guardrails.label import Label, masked
from remit.engines.guardrails.view import View

_KEYS: dict[str, dict[str, str]] = {
    "remit": {"remit_": r"[0-9A-Za-z]{36}(?![0-9A-Za-z])"},
    "anthropic": {"sk-ant-": r"[\w-]{20,}+"},
    "openai": {
        "sk-": r"[0-9A-Za-z]{32,}+",
        **dict.fromkeys(("sk-proj-", "sk-svcacct-", "sk-admin-"), r"[\w-]{20,}+"),
    },
    "openrouter": {"sk-or-": r"[\w-]{32,}+"},
    "aws": dict.fromkeys(("AKIA", "ASIA"), r"[0-9A-Z]{16}(?![0-9A-Za-z])"),
    "gcp": {"AIza": r"[\w-]{35}(?![\w-])", "GOCSPX-": r"[\w-]{24,}+", "ya29.": r"[\w-]{20,}+"},
    "azure": {
        "AccountKey=": r"[\w+/]{40,}+={0,2}",
        "SharedAccessKey=": r"[\w+/]{40,}+={0,2}",
    },
    "github": {
        **dict.fromkeys(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"[0-9A-Za-z]{36,}+"),
        "github_pat_": r"\w{40,}+",
    },
    "gitlab": {"glpat-": r"[\w-]{20,}+"},
    "slack": {
        **dict.fromkeys(("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"), r"[0-9A-Za-z-]{10,}+"),
        "xapp-": r"\d-[0-9A-Za-z-]{20,}+",
        "hooks.slack.com/services/": r"[\w/]{20,}+",
    },
    "stripe": {
        **dict.fromkeys(("sk_live_", "sk_test_", "rk_live_", "rk_test_"), r"[0-9A-Za-z]{16,}+"),
        "whsec_": r"[\w+/]{24,}+",
    },
    "huggingface": {"hf_": r"[0-9A-Za-z]{30,}+"},
    "npm": {"npm_": r"[0-9A-Za-z]{36}(?![0-9A-Za-z])"},
    "pypi": {"pypi-AgE": r"[\w-]{40,}+"},
    "sendgrid": {"SG.": r"[\w-]{16,64}\.[\w-]{16,}+"},
    # The second part begins like the first: what follows it needs not be seen.
    "jwt": {"eyJ": r"[\w-]{8,400}+\.eyJ[\w-]{8,}+(?:\.[\w-]*+)?"},
}
# How every key begins; what may stand before it: no letter or digit, unless it is an escape such as `\n` or `%20`.
BEGINNINGS = tuple(prefix for kinds in _KEYS.values() for prefix in kinds)
_AZURE = re.compile(r"[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])", re.ASCII)
PEM = "-----BEGIN "
PEM_HEAD = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}-----")
_PEM_LONGEST = 20_000
_NAME = (
    r"(?:passw(?:or[dt]|d)|pass(?:phrase|code)|pwd|kennwort|contraseña|mot de passe"
    r"|secret|token|api[_ -]?key|(?:secret[_-]?)?access[_-]?key|auth[_-]?key|private[_-]?key|client[_-]?secret)"
    r"(?:[\"'`*]{0,3}\s{0,3}(?::=|=>|[:=])[\s*]{0,3}|\s(?:is|ist|lautet|es|est)\s{1,3})[\"'`]{0,3}"
)
_GIVING = frozenset({"is", "ist", "lautet", "es", "est"})
_NAMED = re.compile(_NAME + r"([^\s\"'`<>,;]{6,256}+)")
# A name that is given a value, which is about to follow or does already.
GIVEN = re.compile(_NAME)
NAMED_TAIL = re.compile(_NAME + r"([^\s\"'`<>,;]{0,256}+)\Z")
NAMES = ("pass", "pwd", "secret", "token", "key", "kennwort", "contrase", "mot de")
_PLACEHOLDER = re.compile(
    r"[*x•.…_-]+$|\$|\{|%\(|<|\[|your|example|changeme|placeholder|redacted|os\.|process\.|env\.|getenv|\w+\("
)
_IN_URL = re.compile(r"://[^\s:/@\"'<>]{1,80}+:([^\s/@\"'<>]{3,200}+)@")


class _Key(NamedTuple):
    name: str
    prefix: str
    pattern: re.Pattern[str]


def _rare(prefix: str) -> str:
    """Name a character of a prefix by which whole groups of keys are ruled out: one is found faster than several."""
    return next(sign for sign in "_=/J2KGz-S" if sign in prefix)


def _key(provider: str, prefix: str, rest: str) -> _Key:
    literal = re.escape(prefix)
    before = rf"(?:(?<![0-9A-Za-z]{literal})|(?<=\\[nrt]{literal})|(?<=%[0-9A-Fa-f][0-9A-Fa-f]{literal}))"
    # The prefix stands first: looking for what is plain text is what the matcher does fastest.
    return _Key(f"secret.{provider}", prefix, re.compile(literal + before + rest, re.ASCII))


_PATTERNS: dict[str, list[_Key]] = {}
for _provider, _kinds in _KEYS.items():
    for _prefix, _rest in _kinds.items():
        _PATTERNS.setdefault(_rare(_prefix), []).append(_key(_provider, _prefix, _rest))


def secrets(seen: View) -> Iterator[Label]:
    """Find keys and tokens of known kinds, private keys, and what is named a password or key."""
    text = seen.text
    for rare, keys in _PATTERNS.items():
        if rare in text:
            for key in keys:
                if key.prefix in text:
                    yield from _keys(seen, key)
    if "Q~" in text:
        for found in _AZURE.finditer(text):
            yield _label(seen, "secret.azure", 0.9, *found.span())
    if PEM in text:
        yield from _private_keys(seen)
    if "://" in text and "@" in text:
        for found in _IN_URL.finditer(text):
            yield _label(seen, "secret.password", 0.9, *found.span(1), shown=0)
    yield from _named(seen)


def _keys(seen: View, key: _Key) -> Iterator[Label]:
    first = len(key.prefix)
    for found in key.pattern.finditer(seen.text):
        if key.name != "secret.remit" or remit_key(found[0][first:]):
            yield _label(seen, key.name, 1.0, *found.span(), shown=first)


def _label(seen: View, name: str, score: float, start: int, end: int, shown: int = 3) -> Label:
    return Label(name, score, *seen.span(start, end), masked(seen.text[start:end], shown))


def _private_keys(seen: View) -> Iterator[Label]:
    """A key that is cut off ends with the text: what is there of it is secret as well."""
    place = 0
    while head := PEM_HEAD.search(seen.text, place):
        tail = PEM_END.search(seen.text, head.end(), head.end() + _PEM_LONGEST)
        place = tail.end() if tail else min(len(seen.text), head.end() + _PEM_LONGEST)
        evidence = f"{head[0]}… ({place - head.start()} characters)"
        yield Label("secret.private_key", 1.0, *seen.span(head.start(), place), evidence)


def _named(seen: View) -> Iterator[Label]:
    lower = seen.lower
    if not any(map(lower.__contains__, NAMES)):
        return
    if ":" not in lower and "=" not in lower and _GIVING.isdisjoint(lower.split()):
        return
    for found in _NAMED.finditer(lower):
        start, end = found.span(1)
        value = seen.text[start:end].rstrip(".)]}!?:")
        if _is_secret(value):
            name = "secret.aws" if "aws" in lower[max(0, found.start() - 8) : start] else "secret.password"
            yield _label(seen, name, 0.7, start, start + len(value), shown=0)


def _is_secret(value: str) -> bool:
    """Whether a value is one, and no word of a sentence, number, variable or placeholder."""
    if len(value) < 6 or _PLACEHOLDER.match(value.lower()):
        return False
    letters = any(sign.isalpha() for sign in value)
    return letters and not value.isalpha() and not all(part.isalpha() for part in re.split(r"[-_./]", value))
