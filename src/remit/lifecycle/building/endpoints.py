"""Code that a model writes, over HTTP: asked for, followed while it is written, looked at again."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.errors import Malformed, RemitError
from remit.kit.ids import new_id
from remit.kit.telemetry import correlation, logger
from remit.lifecycle.agents import read
from remit.lifecycle.building import queries
from remit.lifecycle.building.errors import UnknownGeneration
from remit.lifecycle.building.generating import Asking, Begun, Ended, Generating, Progress
from remit.lifecycle.building.requests import WorkshopDep
from remit.lifecycle.building.rounds import Round
from remit.lifecycle.building.schemas import CodeWanted, GenerationAnswer, RoundAnswer
from remit.lifecycle.building.tables import GENERATION, CodeGeneration
from remit.lifecycle.building.task import Task, task_of
from remit.lifecycle.building.workshop import Workshop
from remit.lifecycle.chat import PING, ClientGone, line, with_pings

router = APIRouter(prefix="/api/code-generations", tags=["building agents"])
log = logger(__name__)
_CLIENT_CLOSED = 499
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": (
            "What became of it; with `Accept: text/event-stream` as events: RUN_STARTED, STEP_STARTED and"
            " STEP_FINISHED (`round`) for each try, RUN_FINISHED (`result`) or RUN_ERROR."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("", response_model=GenerationAnswer, responses=_STREAM)
async def generate_code(
    request: Request,
    body: CodeWanted,
    actor: Annotated[Actor, may("agent.generate")],
    workshop: WorkshopDep,
) -> Response:
    """Have a model write the code of a function agent, checked and tried on its examples; at most 10 times a minute."""
    task = task_of(_fields(body), body.description)
    generating = Generating(workshop, actor, correlation.get() or new_id().hex)
    steps = generating.generate(task, fresh=body.fresh)
    begun = await anext(steps)
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(
            _told(request, partial(_ended, workshop, actor, task), begun, steps),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    try:
        async with aclosing(with_pings(request, steps)) as pinged:
            ended = [step async for step in pinged if isinstance(step, Ended)]
    except ClientGone:
        return Response(status_code=_CLIENT_CLOSED)
    answer = await _ended(workshop, actor, task, ended[-1])
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get("/{generation_id}")
async def get_code_generation(
    generation_id: str, session: SessionDep, _: Annotated[Actor, may("agent.read")]
) -> GenerationAnswer:
    """Show code that was asked for, with every try."""
    found = await queries.generation(session, GENERATION.parse(generation_id))
    if found is None:
        raise UnknownGeneration(f"There is no code generation {generation_id[:80]}.")
    return shown(found, None)


def _fields(body: CodeWanted) -> dict[str, Any]:
    if body.source is not None and body.agent is None:
        return read(body.source).data
    if body.agent is not None and body.source is None:
        return body.agent
    raise Malformed("Send either `source`, the text of an agent file, or `agent`, its fields as JSON.")


def shown(row: CodeGeneration, task: Task | None) -> GenerationAnswer:
    """Show a generation; with its task, the agent's file as well."""
    source = task.file(row.code, row.tier) if task and row.code else None
    facts = {name: getattr(row, name) for name in GenerationAnswer.model_fields.keys() - {"id", "source"}}
    return GenerationAnswer.model_validate({**facts, "id": GENERATION.show(row.id), "source": source})


async def _ended(workshop: Workshop, actor: Actor, task: Task, ended: Ended) -> GenerationAnswer:
    async with workshop.runtime.database.transaction(actor.org_id) as session:
        row = await queries.generation(session, ended.id)
    if row is None:
        raise UnknownGeneration("The code generation is not there any more.")
    return shown(row, task)


async def _told(
    request: Request,
    show: Callable[[Ended], Awaitable[GenerationAnswer]],
    begun: Progress,
    steps: AsyncGenerator[Progress],
) -> AsyncGenerator[bytes]:
    """Write the steps as server-sent events; a client that goes away stops it."""
    yield line("RUN_STARTED", runId=begun.id if isinstance(begun, Begun) else "")
    try:
        async with aclosing(with_pings(request, steps)) as pinged:
            async for step in pinged:
                match step:
                    case None:
                        yield PING
                    case Asking(number):
                        yield line("STEP_STARTED", stepName=f"round {number}", number=number)
                    case Round():
                        told = RoundAnswer.model_validate(step).model_dump(mode="json")
                        yield line("STEP_FINISHED", stepName=f"round {step.number}", round=told)
                    case Ended():
                        result = await show(step)
                        yield line("RUN_FINISHED", result=result.model_dump(mode="json"))
    except RemitError as error:
        yield line("RUN_ERROR", message=error.detail, code=error.type)
    except ClientGone:
        return
    except Exception:  # the answer has begun: the client can only be told inside the stream
        log.exception("a code generation broke off")
        yield line("RUN_ERROR", message=RemitError.title, code=RemitError.type)
