"""The stages of a rule: how many of whom, in which order, until when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from remit.controls.tenancy import MEMBER, Actor
from remit.kit.schemas import Body

RoleName = Literal["owner", "admin", "builder", "operator", "approver", "viewer"]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=50)]


class Whom(Body):
    """Some people: who has one of the roles, is in one of the teams (by slug), or is named (by id)."""

    roles: Annotated[list[RoleName], Field(max_length=6)] = []
    teams: Names = []
    members: Names = []

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.roles or self.teams or self.members):
            raise ValueError("Name at least one role, team or member.")
        return self

    def holds(self, actor: Actor) -> bool:
        """Whether somebody is one of them."""
        return (
            actor.role.value in self.roles
            or bool(set(self.teams) & set(actor.teams))
            or MEMBER.show(actor.person) in self.members
        )

    def words(self, names: Mapping[str, str]) -> str:
        """Say who they are; `names` knows members by id."""
        each = [f"role {role}" for role in self.roles] + [f"team {team}" for team in self.teams]
        return " or ".join(each + [names.get(member, member) for member in self.members])


class Stage(Body):
    """How many of whom have to approve, and how long that may take.

    Where there is `escalates_to`, these may approve as well once `hours` are over, for as many hours again.
    """

    people: int = Field(default=1, ge=1, le=20)
    whom: Whom
    different_teams: bool = False
    hours: int = Field(default=168, ge=1, le=2160)
    escalates_to: Whom | None = None

    def holds(self, actor: Actor, *, raised: bool) -> bool:
        """Whether somebody may approve in this stage; `raised` once it was escalated."""
        return self.whom.holds(actor) or (
            raised and self.escalates_to is not None and self.escalates_to.holds(actor)
        )

    def who(self, names: Mapping[str, str], *, raised: bool = False) -> str:
        """Say who may approve."""
        words = self.whom.words(names)
        return f"{words} or {self.escalates_to.words(names)}" if raised and self.escalates_to else words

    def words(self, names: Mapping[str, str]) -> str:
        """Say what the stage asks for."""
        teams = ", each from another team" if self.different_teams else ""
        then = f", then also {self.escalates_to.words(names)}" if self.escalates_to else ""
        return f"{self.people} of {self.whom.words(names)}{teams}, within {hours(self.hours)}{then}"

    def deadlines(self, moment: datetime) -> tuple[datetime | None, datetime]:
        """When the stage is escalated, if ever, and when it ends, if it begins at a moment."""
        once = timedelta(hours=self.hours)
        return (moment + once, moment + 2 * once) if self.escalates_to else (None, moment + once)


Stages = Annotated[list[Stage], Field(min_length=1, max_length=10)]


def hours(number: int) -> str:
    """Say a number of hours, in days where they are whole."""
    days, rest = divmod(number, 24)
    count, unit = (days, "day") if days and not rest else (number, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"
