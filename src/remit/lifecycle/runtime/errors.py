"""What can go wrong between a call and its answer."""

from remit.kit.errors import Conflict, Forbidden, Malformed, RemitError, Unavailable


class WrongKey(Forbidden):
    """The key is good, but not this deployment's own."""

    type = "wrong-key"
    title = "This key does not open this deployment"


class NotDeployed(Conflict):
    """The deployment is not running."""

    type = "not-deployed"
    title = "The deployment does not answer now"


class NotAnAgent(Conflict):
    """The deployment serves a model, not an agent."""

    type = "not-an-agent"
    title = "There is no agent behind this deployment"


class ModelFailed(RemitError):
    """The model's provider answered with an error, or with something that is no answer."""

    status = 502
    type = "model-failed"
    title = "The model failed"


class ProviderDown(ModelFailed):
    """The provider says itself that something is wrong with it; another model may do better."""


class ModelUnavailable(Unavailable):
    """The model's provider does not answer, is too busy, or is not connected."""

    type = "model-unavailable"
    title = "The model does not answer"


class NotRunYet(Conflict):
    """Agents of this type are kept and not run yet."""

    type = "agent-not-run-yet"
    title = "Agents of this type are not run yet"


class BadCallInput(Malformed):
    """What was sent does not fit what the agent takes; `schema` in `extra` says what does."""

    type = "bad-call-input"
    title = "The input does not fit"


class NotAFunction(Conflict):
    """The agent talks; it takes no input of its own form."""

    type = "not-a-function"
    title = "This agent is talked to"


class FunctionBroke(RemitError):
    """The agent's code did not do it; `kind` in `extra` says how it ended."""

    status = 502
    type = "function-broke"
    title = "The agent's code failed"


class FunctionNotReached(Unavailable):
    """The host that the agent's code runs on was not reached, takes no more calls, or did not answer."""

    type = "function-not-reached"
    title = "The agent's host does not answer"


class RequestFailed(RemitError):
    """The agent's request could not be made, or nothing could be made of its answer; `kind` in `extra` says which."""

    status = 502
    type = "request-failed"
    title = "The agent's request failed"


class ContractBroken(RemitError):
    """The agent gave back what its own schema does not allow, so it is not passed on."""

    status = 502
    type = "contract-broken"
    title = "The agent broke its contract"


class ApprovalNeeded(Forbidden):
    """Code was to use a tool for which a person has to be asked, and code cannot wait; the use was not made."""

    type = "approval-needed"
    title = "A person would have to approve this"


class TooDeep(Conflict):
    """Agents call one another too deep."""

    type = "calls-too-deep"
    title = "Agents call one another too deep"
