"""Understanding a sentence: the grammar always, and a connected model beside it."""

from remit.controls import environments
from remit.controls.tenancy import Actor
from remit.lifecycle.deployments.command import (
    INSTRUCTIONS,
    Extracted,
    Reading,
    cross_check,
    read,
    worth_asking,
)
from remit.lifecycle.runtime import Question, Runtime, read_typed

QUESTION = Question("command.read", INSTRUCTIONS, Extracted)


async def understand(
    actor: Actor,
    runtime: Runtime,
    command: str,
    question: Question[Extracted] = QUESTION,
) -> Reading:
    """Read a command; without a model, or when it gives nothing usable, as the grammar alone reads it."""
    places = environments.of(actor.org_id)
    reading = read(command, places)
    if not worth_asking(reading):
        return reading
    answer = await read_typed(runtime, actor, question, reading.text)
    return reading if answer is None else cross_check(reading, answer.value, answer.model, places)
