"""Recorded inputs on the command line: what a version answered before, and what the one asked for answers now."""

from remit.edges.cli.printing import heading, line
from remit_sdk.models import ReplayAnswer, ReplaySideAnswer

_LONGEST = 400


def show_replay(replay: ReplayAnswer) -> None:
    """Print a replay: each input with both answers beneath each other."""
    heading(f"Recorded inputs: {replay.before}, and now {replay.after} (dry run)")
    if replay.status == "queued":
        line("  The inputs are being looked for.")
    for each in replay.cases:
        word = {True: "same", False: "differs", None: "not answered yet"}[each.same]
        line(f"  {each.source}: {word}")
        line(f"    input:  {_short(each.input)}")
        _show_side("before", each.before)
        _show_side("now", each.after)
    if replay.said:
        line(f"  {replay.said}")
    if replay.cases:
        unknown = f", without {replay.unpriced} answers whose price is not known" if replay.unpriced else ""
        cost = (
            "nothing: the same was replayed before"
            if replay.reused
            else f"${replay.cost_usd:.6f}{unknown}"
            if replay.cost_usd or unknown
            else "nothing"
        )
        line(f"  It cost {cost}.")


def _show_side(word: str, side: ReplaySideAnswer | None) -> None:
    if side is None:
        return
    said = side.output if side.problem is None else f"no answer: {side.problem}"
    line(f"    {word + ':':<7} {_short(said or '')}{' (as recorded)' if side.recorded else ''}")
    for effect in side.effects:
        line(f"            {_short(effect)}")


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else f"{one[:_LONGEST]} …"
