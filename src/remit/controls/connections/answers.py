"""Connections as the API shows them."""

from collections.abc import Sequence
from typing import Any

from remit.controls.connections import bearing, queries
from remit.controls.connections.kinds import KINDS
from remit.controls.connections.models import price_list
from remit.controls.connections.offer import Provider
from remit.controls.connections.schemas import (
    ConnectionAnswer,
    ConnectionResilience,
    KindAnswer,
    KindList,
    ShownPrice,
    ToolboxAnswer,
    ToolboxKindAnswer,
)
from remit.controls.connections.snapshot import provider
from remit.controls.connections.tables import CONNECTION, Connection
from remit.controls.connections.toolboxes import queries as tools
from remit.controls.connections.toolboxes.kinds import address, read
from remit.engines.models import rates
from remit.engines.tools import KINDS as TOOLBOX_KINDS
from remit.kit.database import Session


async def answers(session: Session, rows: Sequence[Connection]) -> list[ConnectionAnswer | ToolboxAnswer]:
    """Show connections, each as what it is."""
    ids = [row.id for row in rows]
    hints = await queries.hints(session, ids)
    with_tools = [row.id for row in rows if row.setup is not None]
    counts = await tools.counts(session, with_tools) if with_tools else {}
    differing = await tools.differing(session, with_tools) if with_tools else set()
    return [
        ConnectionAnswer(**_facts(row, hints.get(row.id)), answers_with=provider(row, None).usual)
        if row.setup is None
        else ToolboxAnswer(
            **_facts(row, hints.get(row.id)),
            address=address(read(row.setup)),
            tools=counts.get(row.id, 0),
            differs=row.id in differing,
        )
        for row in rows
    ]


async def answer(session: Session, row: Connection) -> ConnectionAnswer | ToolboxAnswer:
    """Show one connection."""
    return (await answers(session, [row]))[0]


def _facts(row: Connection, hint: str | None) -> dict[str, Any]:
    shown = ConnectionAnswer if row.setup is None else ToolboxAnswer
    return {
        **{name: getattr(row, name) for name in shown.model_fields if hasattr(row, name)},
        "resilience": bearing.shown(row.resilience),
        "id": CONNECTION.show(row.id),
        "has_secret": hint is not None,
        "secret_hint": hint or "",
    }


def kinds() -> KindList:
    """Show all kinds: what each needs, and how to get its key."""
    items = [
        KindAnswer(
            kind=kind,
            label=known.label,
            help=known.help,
            key_help=known.key_help,
            address=known.address,
            usual_address=known.usual_address,
            needs_address=known.address is None and known.protocol != "bedrock",
            needs_secret=known.needs_secret,
            needs_region=known.protocol == "bedrock",
            takes_api_version=known.protocol == "azure",
            default_model=known.default_model,
        )
        for kind, known in KINDS.items()
    ]
    toolboxes = [
        ToolboxKindAnswer(
            kind=each.kind,
            label=each.label,
            help=each.help,
            secret_label=each.secret_label,
            secret_help=each.secret_help,
            needs_secret=each.needs_secret,
            setup=each.setup.model_json_schema(),
        )
        for each in TOOLBOX_KINDS
    ]
    resilience = ConnectionResilience(**bearing.shown({}))
    return KindList(items=items, next=None, resilience=resilience, toolboxes=toolboxes)


def price(asked: Provider, model: str) -> ShownPrice | None:
    """Say what a model costs, and who says so; none where nobody knows."""
    own = bearing.rates_of(asked.prices, model)
    found = own or rates(price_list(asked, model), model)
    if found is None:
        return None
    return ShownPrice(
        input=float(found.input * 1_000_000),
        output=float(found.output * 1_000_000),
        cached=float(found.cached * 1_000_000),
        as_of=found.as_of,
        source="own" if own else "list",
    )
