"""Connections over HTTP: model providers and where there are tools; secrets go in and never come out."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query, Response

from remit.controls.connections import answers, bearing, changes, queries, stored, trying
from remit.controls.connections.errors import WrongKind
from remit.controls.connections.requests import (
    AtOnce,
    IdDep,
    ModelsDep,
    Reader,
    Tester,
    ToolboxesDep,
    UsersDep,
    UsersOf,
    Writer,
)
from remit.controls.connections.schemas import (
    AnyNewConnection,
    ConnectionAnswer,
    ConnectionChange,
    ConnectionDetail,
    ConnectionHealth,
    ConnectionPage,
    ConnectionTested,
    KindList,
    NewToolbox,
    OfferedModel,
    OfferedModels,
    ToolboxAnswer,
    ToolboxDetail,
    UsualModel,
)
from remit.controls.connections.snapshot import provider
from remit.controls.connections.tables import Connection
from remit.controls.connections.toolboxes import changes as toolbox_changes
from remit.controls.connections.toolboxes import trying as toolbox_trying
from remit.controls.tenancy import DatabaseDep, SessionDep
from remit.kit import pagination
from remit.kit.database import Session

router = APIRouter(prefix="/api/connections", tags=["connections"])


async def _named_by(session: Session, users: UsersOf, row: Connection) -> list[str]:
    """Name what would miss a connection: agents, deployments, notifications, and those that it stands in for."""
    rows = [found for found, _ in await queries.every_with_secret(session) if found.id != row.id]
    backed = [each.slug for each in rows if any(name.startswith(f"{row.slug}:") for name in each.fallbacks)]
    return [*await users(session, row.slug, row.id), *(f"connection {slug}" for slug in backed)]


@router.get("")
async def list_connections(
    session: SessionDep,
    actor: Reader,
    models: ModelsDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    of: Literal["models", "tools"] | None = None,
) -> ConnectionPage:
    """List the connections, oldest first, and say what answers agents that name no model.

    `of` asks for model providers only, or for connections with tools only.
    """
    with_tools = None if of is None else of == "tools"
    after = pagination.decode(cursor)
    found = await queries.page(session, after=after, limit=limit + 1, with_tools=with_tools)
    page = found[:limit]
    usual = (await models.offer(actor.org_id)).usual()
    return ConnectionPage(
        items=await answers.answers(session, page),
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
        usual=UsualModel.model_validate(usual),
    )


@router.get("/kinds")
async def list_connection_kinds(_: Reader) -> KindList:
    """List the kinds of connections: what each needs, and how to get its key."""
    return answers.kinds()


@router.post("", status_code=201)
async def create_connection(
    body: Annotated[AnyNewConnection, Body()],
    _: AtOnce,
    session: SessionDep,
    actor: Writer,
    models: ModelsDep,
    toolboxes: ToolboxesDep,
) -> ConnectionAnswer | ToolboxAnswer:
    """Add a connection; its secret is sealed and never shown again. The first model provider becomes the default.

    Which tools a connection has is found out by its first test.
    """
    if isinstance(body, NewToolbox):
        return await answers.answer(session, await toolbox_changes.add(session, actor, toolboxes, body))
    return await answers.answer(session, await changes.add(session, actor, models, body))


@router.get("/{connection_id}")
async def get_connection(
    id: IdDep, session: SessionDep, actor: Reader, models: ModelsDep, users: UsersDep
) -> ConnectionDetail | ToolboxDetail:
    """Show a connection and what names it; of a model provider, what would answer without it."""
    row = await stored.find(session, id)
    shown = await answers.answer(session, row)
    used_by = await _named_by(session, users, row)
    if isinstance(shown, ToolboxAnswer):
        return ToolboxDetail(**shown.model_dump(), setup=row.setup or {}, used_by=used_by)
    without = (await models.offer(actor.org_id)).usual(without=id)
    return ConnectionDetail(
        **shown.model_dump(), used_by=used_by, without_it=UsualModel.model_validate(without)
    )


@router.patch("/{connection_id}")
async def change_connection(
    body: ConnectionChange,
    id: IdDep,
    _: AtOnce,
    session: SessionDep,
    actor: Writer,
    models: ModelsDep,
    toolboxes: ToolboxesDep,
) -> ConnectionAnswer | ToolboxAnswer:
    """Change what is sent; the secret stays unless it is sent (null removes it). 409 if somebody changed it meanwhile.

    The next call of every agent sees it. A new address needs the secret again.
    """
    if (await stored.find(session, id)).setup is not None:
        return await answers.answer(
            session, await toolbox_changes.change(session, actor, toolboxes, id, body)
        )
    return await answers.answer(session, await changes.change(session, actor, models, id, body))


@router.delete("/{connection_id}", status_code=204)
async def delete_connection(
    id: IdDep, _: AtOnce, session: SessionDep, actor: Writer, users: UsersDep
) -> Response:
    """Remove a connection with its secret; 409 with their names when agents or deployments name it."""
    row = await stored.find(session, id)
    await stored.remove(session, actor, id, await _named_by(session, users, row))
    return Response(status_code=204)


@router.post("/{connection_id}/test")
async def test_connection(
    id: IdDep, database: DatabaseDep, actor: Tester, models: ModelsDep, toolboxes: ToolboxesDep
) -> ConnectionTested:
    """Call it now and say what came back, how fast, and what to fix; what tools it offers is found out too."""
    async with database.transaction(actor.org_id) as session:
        with_tools = (await stored.find(session, id)).setup is not None
    if with_tools:
        await toolbox_trying.test(database, toolboxes, actor, id)
        toolboxes.forget(actor.org_id)
    else:
        await trying.test(database, models, actor, id)
        models.forget(actor.org_id)
    async with database.transaction(actor.org_id) as session:
        row = await stored.find(session, id)
        shown = await answers.answer(session, row)
        return ConnectionTested(connection=shown, result=shown.last_test, models=row.found_models)


@router.get("/{connection_id}/health")
async def get_connection_health(
    id: IdDep, session: SessionDep, actor: Reader, models: ModelsDep, toolboxes: ToolboxesDep
) -> ConnectionHealth:
    """Say how a connection does in this process: its breaker, the calls under way, and the last hour."""
    row = await stored.find(session, id)
    found = (models if row.setup is None else toolboxes).health(actor.org_id, id)
    return ConnectionHealth(
        **asdict(found),
        concurrency=bearing.resilience_of(row.resilience).concurrency,
    )


@router.get("/{connection_id}/models")
async def list_connection_models(id: IdDep, session: SessionDep, _: Reader) -> OfferedModels:
    """List the models of a provider: those offered, and those that its last test found."""
    row = await stored.find(session, id)
    if row.setup is not None:
        raise WrongKind(f"{row.slug} has tools, and no models.")
    usual = provider(row, None).usual
    ids = dict.fromkeys([*([usual] if usual else []), *row.models, *row.found_models])
    asked = provider(row, None)
    items = [
        OfferedModel(
            id=each,
            name=f"{row.slug}:{each}",
            offered=not row.models or each in row.models,
            usual=each == usual,
            price=answers.price(asked, each),
        )
        for each in ids
    ]
    return OfferedModels(items=items, next=None)
