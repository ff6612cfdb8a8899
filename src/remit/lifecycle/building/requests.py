"""What the endpoints of building ask the application for."""

from typing import Annotated

from fastapi import Depends, Request

from remit.lifecycle.building.workshop import Workshop


def _workshop(request: Request) -> Workshop:
    state = request.app.state
    return Workshop(state.runtime, state.toolboxes)


WorkshopDep = Annotated[Workshop, Depends(_workshop)]
