"""What can be wrong with a connection."""

from typing import Self

from pydantic import ValidationError

from remit.kit.errors import Conflict, Malformed, NotFound


class UnknownConnection(NotFound):
    """There is no such connection in this organisation."""

    title = "There is no such connection"


class SlugTaken(Conflict):
    """Another connection has the slug."""

    type = "slug-taken"
    title = "Another connection has this slug"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was read; nothing was overwritten. `version` is today's."""

    type = "changed-meanwhile"
    title = "Somebody else changed this meanwhile"


class SignInRefused(Conflict):
    """Nobody was signed in to the server; the detail says what to do."""

    type = "sign-in-refused"
    title = "The sign-in did not come about"


class SecretNeeded(Conflict):
    """The stored secret must not go where it was not meant for."""

    type = "secret-needed"
    title = "The secret must be entered again"


class InUse(Conflict):
    """Agents or deployments name it; `used_by` says which."""

    type = "connection-in-use"
    title = "The connection is in use"


class BadConnection(Malformed):
    """Its members do not fit together."""

    type = "bad-connection"
    title = "The connection cannot be so"


class BadMembers(Malformed):
    """Members that can only be judged once it is known what they are for; `errors` says where they are."""

    @classmethod
    def at(cls, place: str, message: str) -> Self:
        """Say what is wrong with one member."""
        return cls._of([{"path": f"body.{place}", "message": message}])

    @classmethod
    def within(cls, place: str, error: ValidationError) -> Self:
        """Say what is wrong inside a member."""
        found = error.errors(include_url=False, include_context=False, include_input=False)[:50]
        return cls._of(
            [
                {
                    "path": ".".join(["body", place, *(str(each) for each in one["loc"])]),
                    "message": one["msg"],
                }
                for one in found
            ]
        )

    @classmethod
    def _of(cls, errors: list[dict[str, str]]) -> Self:
        said = "; ".join(f"{each['path']}: {each['message']}" for each in errors[:3])
        return cls(f"{said}.", errors=errors)


class WrongKind(Conflict):
    """It is asked for what this kind of connection has none of."""

    type = "wrong-kind-of-connection"
    title = "This kind of connection has none"
