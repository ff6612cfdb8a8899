"""Bodies of advice."""

from remit.kit.schemas import Answer
from remit.lifecycle.deployments.advice import Kind
from remit.lifecycle.deployments.schemas.commands import ActRequest


class AdviceAnswer(Answer):
    """What would do better: `request` asks for it on the usual path, approval included, and `verb` is its name.

    `saving_usd_per_month` is null where it is no matter of money. `refusal` says why who asks may not ask for it.
    """

    id: str
    kind: Kind
    plan_id: str
    name: str
    env: str
    dry_run: bool
    title: str
    evidence: list[str]
    saving_usd_per_month: float | None
    verb: str
    request: ActRequest
    refusal: str | None
    needs_approval: bool


class AdviceList(Answer):
    """All advice there is: canaries that do worse first, then what saves most."""

    items: list[AdviceAnswer]
    saving_usd_per_month: float
