"""Personal data: addresses and numbers of people, by form and checksum."""

import re
from collections.abc import Iterator
from string import digits

from remit.engines.guardrails.checksums import document_number, german_tax_id, iban, iban_length, luhn
from remit.engines.guardrails.label import Label
from remit.engines.guardrails.view import View

_DOMAIN = re.compile(
    r"@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.){1,6}[A-Za-z]{2,24}(?![0-9A-Za-z-])"
)
_DIGIT = re.compile(r"\d")
_LOCAL = re.compile(r"[\w.%+'-]{1,64}")
# Of the numbers that are looked for everywhere, each has nine digits that only such signs part; most texts end here.
_NUMBER = re.compile(r"[0-9](?:[ ./()-]{0,3}[0-9]){8}")
_CARD = re.compile(
    r"[2-6](?<![0-9][2-6])(?:[0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"
    r"|(?<=3)[0-9]{3}[ -]?[0-9]{6}[ -]?[0-9]{4,5}|[0-9]{12,18})(?![0-9])"
)
_IBAN = re.compile(
    r"\d(?<![0-9A-Za-z]{3}\d)(?<=[A-Za-z]{2}\d)\d(?:[ -]?[0-9A-Za-z]{4}){2,7}(?:[ -]?[0-9A-Za-z]{1,3})?",
    re.ASCII,
)
_SSN = re.compile(r"\d(?<![\d-]\d)\d\d([ -])\d\d\1\d{4}(?![\d-])", re.ASCII)
_PLUS = re.compile(r"\+(?<![\w+]\+)[1-9](?:[ ./()-]{0,2}\d){7,13}(?!\d)", re.ASCII)
_AMERICAN = re.compile(
    r"[(2-9](?<![\d.-][(2-9])(?:(?<=\()[2-9])?\d\d(?:\) ?|[-. ])[2-9]\d\d[-. ]\d{4}(?![\d-])", re.ASCII
)
_CALLED = ("tel", "phone", "fax", "mobil", "handy", "rufnummer", "cell", "whatsapp")
_NUMBER_OF = re.compile(
    r"(?:tel|phone|fax|mobil|handy|rufnummer|cell|whatsapp)[\w.]{0,10}(?:\W{1,4}(?:\w{1,8}\W{1,3}){0,2}?)"
    r"(\(?0?\d(?:[ ./()-]{0,3}\d){5,13})(?!\d)",
)
_TAX = re.compile(r"[1-9](?<!\d[1-9])\d ?\d{3} ?\d{3} ?\d{3}(?!\d)", re.ASCII)
_TAXED = re.compile(r"steuer|tax|\btin\b|idnr|id-nr|identifikation")
_DOCUMENT = re.compile(r"(?<![0-9A-Z])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d(?![0-9A-Z])")
_DOCUMENTS = ("ausweis", "passport", "reisepass", "identity card", "id card")
_NEAR = 60


def personal(seen: View) -> Iterator[Label]:
    """Find e-mail addresses, phone, card, bank and tax numbers, and numbers of identity documents."""
    if "@" in seen.text:
        yield from _addresses(seen)
    if not _has_digit(seen.text):
        return
    long = _NUMBER.search(seen.text) is not None
    if long:
        yield from _cards(seen)
        yield from _accounts(seen)
        yield from _social_security(seen)
        yield from _tax_ids(seen)
    yield from _phones(seen, long=long)
    if any(map(seen.lower.__contains__, _DOCUMENTS)):
        yield from _documents(seen)


def _has_digit(text: str) -> bool:
    """Whether there is a number at all: single characters are found ten times as fast as by a pattern."""
    return any(map(text.__contains__, digits)) or (not text.isascii() and _DIGIT.search(text) is not None)


def _label(seen: View, name: str, score: float, start: int, end: int, evidence: str) -> Label:
    return Label(name, score, *seen.span(start, end), evidence)


def _addresses(seen: View) -> Iterator[Label]:
    """From each at sign to both sides: a run of letters without one costs nothing."""
    text, last = seen.text, 0
    for domain in _DOMAIN.finditer(text):
        at = domain.start()
        before = text[max(last, at - 64) : at]
        local = _LOCAL.match(before[::-1])
        if local is not None and (name := local[0][::-1].lstrip(".'%-")):
            last = domain.end()
            top = domain[0].rpartition(".")[2]
            yield _label(seen, "pii.email", 1.0, at - len(name), last, f"{name[0]}…@….{top}")


def _cards(seen: View) -> Iterator[Label]:
    text, place = seen.text, 0
    while found := _CARD.search(text, place):
        digits = found[0].replace(" ", "").replace("-", "")
        if _is_card(digits, len(digits)):
            place = found.end()
            yield _label(seen, "pii.card", 1.0, *found.span(), f"card … {digits[-4:]}")
        else:
            # The first group may be another number; the next ones are looked at again.
            place = found.start() + 1


def _is_card(digits: str, size: int) -> bool:
    if not luhn(digits) or len(set(digits)) == 1:
        return False
    two, four = int(digits[:2]), int(digits[:4])
    return (
        (digits[0] == "4" and size in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and size == 16)
        or (two in (34, 37) and size == 15)
        or (two in (36, 38, 39, 30) and size == 14)
        or ((four == 6011 or two in (60, 62, 64, 65, 81)) and 16 <= size <= 19)
        or (3528 <= four <= 3589 and size == 16)
        or ((two in (50,) or 56 <= two <= 69) and 13 <= size <= 19)
    )


def _accounts(seen: View) -> Iterator[Label]:
    for found in _IBAN.finditer(seen.text):
        start = found.start() - 2
        length = iban_length(seen.text[start : start + 2].upper())
        if length is None:
            continue
        signs = [place for place in range(start, found.end()) if seen.text[place].isalnum()][:length]
        number = "".join(seen.text[place] for place in signs).upper()
        if len(number) == length and iban(number):
            yield _label(seen, "pii.iban", 1.0, start, signs[-1] + 1, f"{number[:2]}… {number[-2:]}")


def _social_security(seen: View) -> Iterator[Label]:
    for found in _SSN.finditer(seen.text):
        area, group, serial = found[0][:3], found[0][4:6], found[0][7:]
        named = found[1] == "-" or re.search(r"ssn|social", _before(seen, found.start()))
        if named and area not in ("000", "666") and area < "900" and group != "00" and serial != "0000":
            yield _label(seen, "pii.ssn", 0.9, *found.span(), "…-…-… (a social security number)")


def _phones(seen: View, *, long: bool) -> Iterator[Label]:
    spans: list[tuple[int, int]] = []
    if "+" in seen.text:
        spans += [found.span() for found in _PLUS.finditer(seen.text)]
    if long:
        spans += [found.span() for found in _AMERICAN.finditer(seen.text)]
    if any(map(seen.lower.__contains__, _CALLED)):
        spans += [found.span(1) for found in _NUMBER_OF.finditer(seen.lower)]
    reached = -1
    for start, end in sorted(spans):
        if start >= reached:
            reached = end
            digits = sum(map(str.isdigit, seen.text[start:end]))
            yield _label(seen, "pii.phone", 0.8, start, end, f"phone number of {digits} digits")


def _tax_ids(seen: View) -> Iterator[Label]:
    for found in _TAX.finditer(seen.text):
        digits = found[0].replace(" ", "")
        if german_tax_id(digits) and (" " in found[0] or _TAXED.search(_before(seen, found.start()))):
            yield _label(seen, "pii.tax", 0.9, *found.span(), "German tax identification number")


def _documents(seen: View) -> Iterator[Label]:
    for found in _DOCUMENT.finditer(seen.text):
        near = _before(seen, found.start())
        if document_number(found[0]) and any(word in near for word in _DOCUMENTS):
            yield _label(seen, "pii.identity", 0.9, *found.span(), "number of an identity document")


def _before(seen: View, place: int) -> str:
    return seen.lower[max(0, place - _NEAR) : place]
