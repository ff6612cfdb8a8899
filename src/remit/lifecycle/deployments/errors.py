"""Why a deployment cannot be made or moved."""

from remit.kit.errors import Conflict, Malformed


class CommandRefused(Malformed):
    """The sentence cannot be planned; `errors` says what is wrong, one by one."""

    type = "command-refused"
    title = "The command cannot be carried out"


class ValidationFailed(Malformed):
    """The plan breaks a guardrail; nothing was executed."""

    type = "validation-failed"
    title = "The plan does not pass the guardrails"


class NameTaken(Conflict):
    """Something of that name is deployed in that environment."""

    type = "name-taken"
    title = "The name is taken"


class WrongStatus(Conflict):
    """The deployment's status forbids the move."""

    type = "wrong-status"
    title = "The deployment's status forbids this"


class RolloutUnderWay(WrongStatus):
    """One rollout at a time."""

    type = "rollout-under-way"
    title = "A rollout is under way"


class ModelGone(Conflict):
    """The model has left the catalogue."""

    type = "model-gone"
    title = "The model is not in the catalogue any more"


class PlanExpired(Conflict):
    """The plan was made too long ago to be carried out."""

    type = "plan-expired"
    title = "The plan has expired"
