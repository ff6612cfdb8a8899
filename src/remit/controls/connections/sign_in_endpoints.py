"""Signing in to MCP servers over HTTP: begun at a connection, ended with what the browser came back with."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import AfterValidator, Field

from remit.controls.connections.requests import AtOnce, IdDep, ToolboxesDep, Writer
from remit.controls.connections.tables import CONNECTION
from remit.controls.connections.toolboxes import signing_in
from remit.controls.tenancy import DatabaseDep
from remit.kit.schemas import Answer, Body

# It stands before the router of connections: `/sign-in` is no id.
router = APIRouter(prefix="/api/connections", tags=["connections"])


def _plain(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("it has only ASCII letters, digits and signs")
    return text


_Word = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_plain)]


class SignInWanted(Body):
    """`port` is where a command line on the person's own machine waits; left out, they come back to Remit's pages."""

    port: int | None = Field(None, ge=1024, le=65535)


class SignInBegun(Answer):
    """The address at which the person signs in, and until when they may come back."""

    url: str
    expires_at: datetime


class SignInCode(Body):
    """What the browser came back with."""

    state: _Word
    code: _Word
    iss: _Word | None = None


class SignedIn(Answer):
    """The connection that has its token now."""

    id: str
    slug: str


@router.post("/{connection_id}/sign-in")
async def begin_sign_in(
    body: SignInWanted,
    id: IdDep,
    request: Request,
    database: DatabaseDep,
    actor: Writer,
    toolboxes: ToolboxesDep,
) -> SignInBegun:
    """Begin to sign in to an MCP server; only whoever begins can end it, within ten minutes and once."""
    url: str = request.app.state.url
    back = f"{url}/settings/tools/sign-in" if body.port is None else f"http://127.0.0.1:{body.port}/callback"
    begun = await signing_in.begin(database, toolboxes.vault, toolboxes.outbound, actor, id, back)
    return SignInBegun(url=begun.url, expires_at=begun.expires_at)


@router.post("/sign-in")
async def finish_sign_in(
    body: SignInCode, _: AtOnce, database: DatabaseDep, actor: Writer, toolboxes: ToolboxesDep
) -> SignedIn:
    """End a sign-in that the same person or key began: the connection has its token then, sealed."""
    row = await signing_in.finish(
        database, toolboxes.vault, toolboxes.outbound, actor, body.state, body.code, body.iss
    )
    return SignedIn(id=CONNECTION.show(row.id), slug=row.slug)
