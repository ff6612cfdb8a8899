"""What the endpoints of approvals take from the application."""

from typing import Annotated

from fastapi import Depends, Request

from remit.controls.approvals.changes import Changes


def _changes(request: Request) -> Changes:
    found: Changes = request.app.state.changes
    return found


ChangesDep = Annotated[Changes, Depends(_changes)]
