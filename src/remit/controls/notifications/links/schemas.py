"""Bodies of the endpoints of decision links."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from remit.controls.approvals import ProposalDetail
from remit.kit.schemas import Answer, Body


class LinkAnswer(Answer):
    """What a link is for: who it lets decide, where it stands with a sentence, and the proposal as they see it.

    Only `open` ones decide. `proposal` is left out where somebody else is signed in.
    """

    organization: str
    member: str
    state: Literal["open", "sign_in", "used", "expired", "ended", "changed", "somebody_else"]
    said: str
    expires_at: datetime
    proposal: ProposalDetail | None


class LinkDecision(Body):
    """A yes or a no to exactly what was shown, whose digest is named."""

    decision: Literal["approved", "rejected"]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    digest: Annotated[str, Field(min_length=1, max_length=200)]
