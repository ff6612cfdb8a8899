"""The few words of other languages that code must read itself, since money or an environment hangs on them.

German, French, Spanish, Italian, Portuguese and Dutch. A word that is not here is asked about, never guessed.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from remit.controls.environments import AS_THEY_COME, Places
from remit.lifecycle.deployments.command.intent import Environment
from remit.lifecycle.deployments.command.numbers import digits, number_at

_PERIODS: Mapping[str, re.Pattern[str]] = {
    "hour": re.compile(r"hours?|hourly|hr|h|stunden?|stündlich|std|heures?|horas?|ora|ore|uur"),
    "day": re.compile(r"days?|daily|d|tage?|täglich|jours?|journée|días?|dias?|giorn[oi]|dag(?:en)?"),
    "week": re.compile(r"weeks?|weekly|wochen?|wöchentlich|semaines?|semanas?|settiman[ae]|weken"),
    "month": re.compile(r"months?|monthly|monate?|monatlich|mois|mes(?:es)?|mês|mes[ei]|maand(?:en)?"),
    "year": re.compile(r"years?|yearly|jahre?|jährlich|ans?|années?|años?|anos?|ann[oi]|jaar"),
}
_ENVIRONMENTS: Mapping[Environment, re.Pattern[str]] = {
    "prod": re.compile(
        r"prod|production|produktion|produktiv(?:umgebung)?|producción|produzione|produção|productie"
    ),
    "staging": re.compile(r"staging|stage|stg"),
    "dev": re.compile(
        r"dev|development|entwicklung|développement|desarrollo|sviluppo|desenvolvimento|ontwikkeling"
    ),
}
_DOLLARS = re.compile(r"(?:us[- ]?)?(?:\$|dollar[si]?|dollaro|d[óo]lar(?:es)?|usd|bucks?)|us")
_COUNTS = {
    word: Decimal(value)
    for value, words in enumerate(
        (
            "ein eine einer einem einen un une una uno um uma een",
            "zwei deux dos due dois duas twee",
            "drei trois tres tre três drie",
            "vier quatre cuatro quattro quatro",
        ),
        start=1,
    )
    for word in words.split()
}
_NEGATION = re.compile(
    r"\b(?:not|never|don't|dont|cannot|can't|nicht|nie|niemals|keine?[nrms]?|pas|jamais|nunca|jamás|não|niet|nooit|geen)\b"
    r"(?!\s+(?:more|over|to exceed|exceed|above|mehr|plus|más|mais|meer|über)\b)"
)
# One reading only: "1,500" is one and a half in half of Europe.
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,2})?")


def period(words: str) -> str | None:
    """The one period that is named, in English: "pro Stunde" is an hour."""
    named = {name for name, shape in _PERIODS.items() for word in _cut(words) if shape.fullmatch(word)}
    return named.pop() if len(named) == 1 else None


def environment(words: str, places: Places = AS_THEY_COME) -> Environment | None:
    """The one environment that is named: "in der Produktion" is prod."""
    said = _cut(words)
    named = {name for name, shape in _ENVIRONMENTS.items() for word in said if shape.fullmatch(word)}
    named = {name for name in named if name in places} | {name for name in places.names if name in said}
    return named.pop() if len(named) == 1 else None


def dollars(words: str) -> bool:
    """Whether the currency is the US dollar and nothing else."""
    return all(_DOLLARS.fullmatch(word) for word in words.split()) and words.strip() != "us"


def speaks_of_dollars(text: str) -> bool:
    """Whether a dollar sign or the word stands anywhere in a text."""
    return "$" in text or any(word != "us" and _DOLLARS.fullmatch(word) for word in _cut(text))


def amount(words: str) -> Decimal | None:
    """A number that has one reading: plain digits, or English words."""
    if _PLAIN.fullmatch(words):
        return digits(words)
    lows = words.split()
    found = number_at(lows, 0) if not any(char.isdigit() for char in words) else None
    return found[0] if found and found[1] == len(lows) else None


def count(words: str) -> int | None:
    """A whole number from 1 on, in digits or words."""
    found = next((_COUNTS[word] for word in words.split() if word in _COUNTS), None)
    first = words.split()[0] if words.split() else ""
    value = amount(words) or amount(first) or found
    return int(value) if value is not None and value >= 1 and value == int(value) else None


def negated(text: str) -> bool:
    """Whether a sentence says not to do something; "not more than" is a limit."""
    return bool(_NEGATION.search(text))


def _cut(words: str) -> list[str]:
    return re.findall(r"[^\W\d_][^\W_]*", words)
