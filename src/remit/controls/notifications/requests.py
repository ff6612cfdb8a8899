"""What the endpoints of notifications take from the application."""

from typing import Annotated

from fastapi import Depends, Request

from remit.controls.notifications.sending import Senders


def _senders(request: Request) -> Senders:
    found: Senders = request.app.state.senders
    return found


SendersDep = Annotated[Senders, Depends(_senders)]
