"""What a word that is not known may have been meant to be."""

import difflib

from remit.lifecycle.deployments.command.draft import Draft
from remit.lifecycle.deployments.command.vocabulary import FILLER, FORBIDDEN_VERBS, STRONG_VERBS

_VERBS = sorted(STRONG_VERBS | FORBIDDEN_VERBS | {"start", "create", "serve", "host", "install", "release"})
# Shorter words are near to too much.
_SHORTEST = 4
_NEAR = 0.75


def misspelt_verb(draft: Draft) -> tuple[int, str] | None:
    """Return the place of the word that stands where the verb should and reads like one, and that verb."""
    for at in range(len(draft.words)):
        word = draft.low(at)
        if not word or word in FILLER:
            continue
        close = difflib.get_close_matches(word[:40], _VERBS, 1, _NEAR) if len(word) >= _SHORTEST else []
        return (at, close[0]) if close else None
    return None
