"""Whether there are people enough for what stages ask for: everybody approves once."""

from collections.abc import Hashable, Mapping, Sequence, Set

from remit.controls.approvals.rules.stages import Stage
from remit.controls.tenancy import Actor

_MOST_AUTHORS = 50


def different(teams: Sequence[Sequence[str]]) -> bool:
    """Whether every one of some people can stand for another team."""
    return _matched([set(each) for each in teams]) is None


def lacking(
    stages: Sequence[Stage], people: Sequence[Actor], names: Mapping[str, str], *, first: int = 1
) -> str | None:
    """Say which stage nobody can get through, when these people are all who can approve; none when it can be done.

    `first` is the number of the first of these stages.
    """
    slots = [
        {person.person for person in people if _may(stage, person)}
        for stage in stages
        for _ in range(stage.people)
    ]
    places = [index for index, stage in enumerate(stages) for _ in range(stage.people)]
    short = _matched(slots)
    place = places[short] if short is not None else _of_one_team(stages, people)
    if place is None:
        return None
    stage = stages[place]
    found = len({person.person for person in people if _may(stage, person)})
    who = stage.who(names, raised=True)
    teams = ", each from another team" if stage.different_teams else ""
    once = _once(stages, found, stage)
    return f"Stage {place + first} needs {stage.people} of {who}{teams}; {found} can decide{once}."


def _once(stages: Sequence[Stage], found: int, stage: Stage) -> str:
    enough = found >= stage.people and not stage.different_teams
    return ", and everybody approves in one stage only" if enough and len(stages) > 1 else ""


def lacking_for_all(stages: Sequence[Stage], people: Sequence[Actor], names: Mapping[str, str]) -> str | None:
    """Say what is lacking whoever of these people asks, since nobody decides on their own; none when somebody could."""
    short = lacking(stages, people, names)
    if short is not None or any(not any(_may(s, p) for s in stages) for p in people):
        return short
    tried = [[p for p in people if p.person != author.person] for author in people[:_MOST_AUTHORS]]
    found = [lacking(stages, others, names) for others in tried]
    return None if not found or None in found else f"{found[0]} Who asks does not count."


def _may(stage: Stage, person: Actor) -> bool:
    return stage.holds(person, raised=True) and not (stage.different_teams and not person.teams)


def _of_one_team(stages: Sequence[Stage], people: Sequence[Actor]) -> int | None:
    for place, stage in enumerate(stages):
        if stage.different_teams:
            teams = {team for person in people if _may(stage, person) for team in person.teams}
            of = [{p.person for p in people if _may(stage, p) and team in p.teams} for team in teams]
            if len(of) - _unmatched(of) < stage.people:
                return place
    return None


def _unmatched(slots: Sequence[Set[Hashable]]) -> int:
    taken: dict[Hashable, int] = {}
    return sum(not _seat(slots, index, taken, set()) for index in range(len(slots)))


def _matched(slots: Sequence[Set[Hashable]]) -> int | None:
    """Give each slot somebody of its own; the first slot that gets nobody, none when all do."""
    taken: dict[Hashable, int] = {}
    return next((index for index in range(len(slots)) if not _seat(slots, index, taken, set())), None)


def _seat(
    slots: Sequence[Set[Hashable]], index: int, taken: dict[Hashable, int], seen: set[Hashable]
) -> bool:
    """Seat a slot, moving others where need be."""
    for each in slots[index]:
        if each in seen:
            continue
        seen.add(each)
        if each not in taken or _seat(slots, taken[each], taken, seen):
            taken[each] = index
            return True
    return False
