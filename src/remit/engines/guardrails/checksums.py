"""Checksums that tell a number from something that only looks like it."""

import zlib

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}
# How long an IBAN of each country is (ISO 13616 registry).
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FK", "FO", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "OM", "SO", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}


def remit_key(body: str) -> bool:
    """Whether what follows `remit_` is a key of ours: 30 base62 characters, then their CRC-32 in six."""
    number, letters = zlib.crc32(body[:30].encode()), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        letters = _BASE62[rest] + letters
    return letters == body[30:]


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of a payment card (ISO/IEC 7812)."""
    return (sum(map(int, digits[::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0


def iban_length(country: str) -> int | None:
    """Return how long an IBAN of a country is, none for no country of the registry."""
    return _IBAN_LENGTHS.get(country)


def iban(number: str) -> bool:
    """Whether the two check digits are right (ISO 7064, mod 97-10)."""
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def german_tax_id(digits: str) -> bool:
    """Whether eleven digits are a German tax identification number.

    Of the first ten digits exactly one stands there twice or three times; the last checks them (ISO 7064, mod 11,10).
    """
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    if digits[0] == "0" or (11 - product) % 10 != int(digits[10]):
        return False
    return sorted(map(digits[:10].count, set(digits[:10])))[-2:] in ([1, 2], [1, 3])


def document_number(number: str) -> bool:
    """Whether the last digit checks the nine characters of an identity document (ICAO 9303, weights 7, 3, 1)."""
    weighed = sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(number[:-1]))
    return weighed % 10 == int(number[-1])
