"""Phrases that ask a model to leave its instructions: a signal for policies, no defence by itself."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from remit.engines.guardrails.label import Label
from remit.engines.guardrails.view import View, fold

# To leave instructions takes a verb, a noun, and a word that says which ones; in any of these languages, and folded as
# texts are: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian.
_VERBS = (
    r"ignor(?:e|ing|iere?n?|iert|e[rz]|a|ar|ad|are|ate|uj|ujcie)|zignoruj(?:cie)?|disregard|forget|overrid(?:e|ing)|bypass"
    r"|vergiss|vergessen|missachte[nt]?|übergehe?|oublie[rz]?|pas compte|olvid[ae][rd]?|descarta|dimentica(?:re|te)?"
    r"|esque(?:ça|ce|cer)|desconsidere|negeer|vergeet|zapomnij"
) + fold(r"|про?игнорируй(?:те)?|игнорируй(?:те)?|забудь(?:те)?")
_VERB = re.compile(rf"\b(?:{_VERBS})\b")
_STEMS = (
    *(
        "ignor",
        "disregard",
        "forget",
        "overrid",
        "bypass",
        "vergiss",
        "vergessen",
        "missacht",
        "oubli",
        "pas compte",
    ),
    *("olvid", "descarta", "dimentic", "esque", "desconsid", "negeer", "vergeet", "zapomnij"),
)
_STEMS_ELSEWHERE = ("übergeh", fold("игнорир"), fold("забудь"))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


_NOUNS = _words(
    """instruction instructions prompt prompts rule rules guideline guidelines directive directives directions
    restrictions policies anweisung anweisungen systemanweisung systemanweisungen instruktionen regeln vorgaben befehl
    befehle consigne consignes règles instrucciones indicaciones reglas órdenes directrices istruzioni regole direttive
    instruções regras diretrizes ordens instructies aanwijzingen regels instrukcje instrukcji polecenia poleceń zasady
    инструкции указания правила команды"""
)
_PRIOR = _words(
    """previous prior above earlier preceding foregoing initial original system developer vorherigen vorherige
    bisherigen bisherige obigen obige früheren vorangegangenen vorigen ursprünglichen précédentes précédente antérieures
    dessus initiales anteriores previas arriba iniciales precedenti iniziali prévias iniciais acima vorige eerdere
    voorgaande bovenstaande poprzednie poprzednich wcześniejsze powyższe предыдущие прежние вышеуказанные прошлые"""
)
_ALL = _words(
    """all any every your alle deine ihre sämtliche jegliche toutes tes vos todas tus sus tutte tue suas tuas je
    wszystkie swoje все свои"""
)
_WORD = re.compile(r"\w+")
_WINDOW = 110
_BETWEEN = 7  # words from the verb to the noun
_AFTER = 3  # words from the noun to the word that says which


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    score: float


def _plain(words: tuple[str, ...], pattern: str, score: float) -> _Phrase:
    return _Phrase(words, re.compile(pattern), score)


_PHRASES = (
    _plain(
        ("忽略", "無視", "无视", "忘记", "忘記"),
        r"(?:忽略|无视|無視|忘[记記]).{0,8}(?:指令|指示|说明|說明|提示|规则|規則)",
        0.9,
    ),
    _plain(("無視", "忘れ"), r"(?:指示|命令|ルール|プロンプト).{0,8}(?:無視|忘れ)", 0.9),
    _plain(("تجاهل",), r"تجاهل.{0,20}(?:التعليمات|الأوامر|تعليمات)", 0.9),
    _plain(
        ("system", "l instructions", "r instructions"),
        r"\b(?:reveal|print|show|repeat|output|display|leak|tell me|zeige?|nenne?|verrate?|wiederhole?)"
        r"\W{1,4}(?:\w{1,20}+\W{1,4}){0,4}?"
        r"(?:system[ -]?(?:prompt|message)s?|initial instructions|your instructions)",
        0.7,
    ),
    _plain(
        (" mode", "jailbr", "anything now"),
        r"\b(?:developer mode (?:enabled|on|output)|jail ?broken?|do anything now|(?:dan|god|unrestricted) mode)\b",
        0.8,
    ),
    _plain(
        ("you are now", "from now on", "jetzt"),
        r"\b(?:you are now|from now on,? you(?: are| will)|du bist jetzt|ab jetzt bist du)\W{1,4}"
        r"(?:\w{1,20}+\W{1,4}){0,5}?(?:unrestricted|unfiltered|uncensored"
        r"|without (?:any )?(?:rules|restrictions|limits)"
        r"|evil|free of|no longer bound|ohne (?:regeln|einschränkungen)|uneingeschränkt)",
        0.8,
    ),
    _plain(
        ("<|", "inst]", "<<sys", "system>"),
        r"<\|(?:im_start|system|start_header_id)\|?>?|\[/?inst\]|<<sys>>|</?system>",
        0.8,
    ),
    _plain(
        ("instructions:", "instruction:", "neue anweisung", "system override"),
        r"(?:^|\n|[.!:#*-])\W{0,6}(?:(?:new|updated|real) instructions?|neue anweisung(?:en)?|system override)\W{0,3}:",
        0.7,
    ),
    _plain(
        ("the user", "mention this"),
        r"(?:do not|don't|without) tell(?:ing)? the user|not mention this to (?:the user|anyone)",
        0.7,
    ),
)
_LONGEST = 100


def _gates(*, ascii: bool) -> dict[str, list[_Phrase]]:
    """Sort phrases under the words of which each needs one; those of other scripts apart, for texts that have any."""
    gates: dict[str, list[_Phrase]] = {}
    for phrase in _PHRASES:
        for word in phrase.words:
            if word.isascii() == ascii:
                gates.setdefault(word, []).append(phrase)
    return gates


_ASCII, _OTHER = _gates(ascii=True), _gates(ascii=False)


def injection(seen: View) -> Iterator[Label]:
    """Find known phrases, in several languages."""
    lower, foreign = seen.lower, not seen.original.isascii()
    has = lower.__contains__  # the loops below run within `map` and `filter`, since most texts end in them
    if any(map(has, _STEMS)) or (foreign and any(map(has, _STEMS_ELSEWHERE))):
        yield from _leaving(seen)
    open = [_ASCII[word] for word in filter(has, _ASCII)]
    if foreign:
        open += [_OTHER[word] for word in filter(has, _OTHER)]
    for phrase in dict.fromkeys(phrase for phrases in open for phrase in phrases):
        for found in phrase.pattern.finditer(lower):
            yield _label(seen, phrase.score, *found.span())


def _label(seen: View, score: float, first: int, last: int) -> Label:
    start, end = seen.span(first, last)
    return Label("injection", score, start, end, f"“{seen.original[start : min(end, start + _LONGEST)]}”")


def _leaving(seen: View) -> Iterator[Label]:
    """`ignore the previous instructions`, `ignore the instructions above`, `ignore all instructions`."""
    reached = 0
    for verb in _VERB.finditer(seen.lower):
        if verb.start() >= reached and (end := _left(seen.lower, verb.end())):
            reached = end
            yield _label(seen, 0.9, verb.start(), end)


def _left(lower: str, place: int) -> int:
    """Return where a phrase ends whose verb ends here, 0 when it is none."""
    said = _WORD.findall(lower, place, place + _WINDOW)
    if _NOUNS.isdisjoint(said[: _BETWEEN + 1]):
        return 0
    words = list(_WORD.finditer(lower, place, place + _WINDOW))
    noun = next(at for at, word in enumerate(said) if word in _NOUNS)
    if not _PRIOR.isdisjoint(said[:noun]) or not _ALL.isdisjoint(said[max(0, noun - 2) : noun]):
        return words[noun].end()
    later = next(
        (at for at in range(noun + 1, min(noun + 1 + _AFTER, len(said))) if said[at] in _PRIOR), None
    )
    return words[later].end() if later is not None else 0
