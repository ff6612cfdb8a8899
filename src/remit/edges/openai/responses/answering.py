"""Making, showing and removing responses."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

import msgspec

from remit.controls.tenancy import Actor
from remit.edges.openai.calling import Calling, standing
from remit.edges.openai.http import Exchange, encode
from remit.edges.openai.naming import Callees
from remit.edges.openai.responses import queries
from remit.edges.openai.responses.nul import without_nul
from remit.edges.openai.responses.queries import Kept
from remit.edges.openai.responses.reading import Asked, prompt_of, read, said
from remit.edges.openai.responses.settling import settled
from remit.edges.openai.responses.tables import RESPONSE
from remit.edges.openai.responses.writing import Writing
from remit.engines.models import PromptRefused, Turn
from remit.kit.clock import now
from remit.kit.errors import NotFound, RemitError
from remit.lifecycle.runtime import Call, Delta, Event, Finished, Runtime, Wanted, complete, make

_PATH = "/v1/responses/"
Taint = dict[str, list[str]]
_KEPT = timedelta(days=30)
_MOST_BEFORE = 200
_LARGEST_KEPT = 2 * 2**20


async def create(runtime: Runtime, callees: Callees, exchange: Exchange) -> None:
    """Make a response; one that is to be stored is, before its end is told."""
    key = exchange.key()
    asked = read(await exchange.body())
    actor = await runtime.callers.identify(key)
    callee = await callees.find(runtime, actor, asked.model)
    # Nobody makes the database look for responses by asking often: the call itself is not counted again.
    counted = await runtime.admit(actor, callee) if asked.previous_response_id is not None else None
    began, before, taint = await _before(runtime, actor, asked)
    new = said(asked)
    prompt = prompt_of(asked, before, new)
    if asked.store is not False and len(encode(new)) > _LARGEST_KEPT:
        raise PromptRefused("input: this is too large to be stored: send store=false.", where="input")
    wanted = Wanted(
        actor,
        callee,
        prompt,
        exchange.id,
        bool(asked.stream),
        session=asked.user or began,
        taint=taint,
    )
    call = Call(wanted, standing=counted)
    writing = Writing(asked, call.id, asked.model, asked.store is not False)
    with Calling(exchange, call):
        if asked.stream:
            async with aclosing(make(runtime, call)) as events:
                await _stream(runtime, exchange, actor, call, writing, events, new)
        else:
            finished = await complete(runtime, call)
            body = writing.whole(call, finished)
            await _keep(runtime, actor, finished, writing, new, body)
            await exchange.answer(encode(body), extra=standing(call))


async def _stream(
    runtime: Runtime,
    exchange: Exchange,
    actor: Actor,
    call: Call,
    writing: Writing,
    events: AsyncGenerator[Event],
    new: list[Turn],
) -> None:
    try:
        async for event in events:
            if isinstance(event, (Delta, Finished)) and not exchange.begun:
                await exchange.stream(standing(call))
                await exchange.piece(writing.begin())
            if isinstance(event, Delta):
                if told := writing.piece(event):
                    await exchange.piece(told)
            elif isinstance(event, Finished):
                last = writing.end(call, event)
                await _keep(runtime, actor, event, writing, new, writing.body(writing.outcome, event))
                await exchange.end(last)
    except RemitError as error:
        if not exchange.begun:
            raise
        await exchange.end(writing.fail(error))


async def _before(runtime: Runtime, actor: Actor, asked: Asked) -> tuple[str, list[Turn], Taint]:
    """Return what came before: the first response's call, what was said since, and what tools have brought in."""
    if asked.previous_response_id is None:
        return "", [], {}
    id = RESPONSE.parse(asked.previous_response_id)
    async with runtime.database.transaction(actor.org_id) as session:
        found = await queries.before(session, actor.ref, id, most=_MOST_BEFORE)
        earlier = [await settled(session, each) for each in found]
    if not found:
        raise NotFound(
            f"There is no response {asked.previous_response_id[:100]!r} of yours: it was not stored, or is gone."
        )
    turns = [msgspec.convert(turn, Turn) for each in earlier for turn in each.messages]
    return earlier[0].id.hex, turns, earlier[-1].body.get("remit", {}).get("taint", {})


async def _keep(
    runtime: Runtime,
    actor: Actor,
    finished: Finished,
    writing: Writing,
    new: list[Turn],
    body: dict[str, object],
) -> None:
    if not writing.store:
        return
    messages, body = without_nul(msgspec.to_builtins([*new, writing.turn()])), without_nul(body)
    moment, previous = now(), writing.asked.previous_response_id
    values = {
        "org_id": actor.org_id,
        "id": writing.id,
        "actor": actor.ref,
        "subject": finished.target.ref,
        "previous_id": None if previous is None else RESPONSE.parse(previous),
        "messages": messages,
        "body": body,
        "created_at": moment,
        "expires_at": moment + _KEPT,
    }
    async with runtime.database.transaction(actor.org_id) as session:
        await queries.keep(session, values, moment)


async def show(runtime: Runtime, _: Callees, exchange: Exchange) -> None:
    """Show a stored response to whoever made it."""
    actor = await runtime.callers.identify(exchange.key())
    await runtime.admit(actor)
    shown = exchange.path.removeprefix(_PATH)
    async with runtime.database.transaction(actor.org_id) as session:
        found = await queries.find(session, actor.ref, RESPONSE.parse(shown), now())
        if found is None:
            raise NotFound(f"There is no response {shown[:100]!r} of yours.")
        body = (await settled(session, Kept(found.id, found.body, found.messages))).body
    await exchange.answer(encode(body))


async def remove(runtime: Runtime, _: Callees, exchange: Exchange) -> None:
    """Remove a stored response; those that follow it lose what was said before."""
    actor = await runtime.callers.identify(exchange.key())
    await runtime.admit(actor)
    shown = exchange.path.removeprefix(_PATH)
    async with runtime.database.transaction(actor.org_id) as session:
        if not await queries.remove(session, actor.ref, RESPONSE.parse(shown)):
            raise NotFound(f"There is no response {shown[:100]!r} of yours.")
    await exchange.answer(encode({"id": shown, "object": "response.deleted", "deleted": True}))
