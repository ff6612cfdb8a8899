"""`POST /v1/embeddings`: a call to a deployed agent that has a model for them."""

from remit.edges.openai.calling import Calling, standing
from remit.edges.openai.http import Exchange
from remit.edges.openai.naming import Callees
from remit.engines.models import read_inputs
from remit.lifecycle.runtime import Call, Runtime, Wanted, complete


async def create(runtime: Runtime, callees: Callees, exchange: Exchange) -> None:
    """Make the call; a client that goes away cancels it."""
    key = exchange.key()
    inputs = read_inputs(await exchange.body())
    actor = await runtime.callers.identify(key)
    callee = await callees.find(runtime, actor, inputs.model)
    call = Call(Wanted(actor, callee, inputs, exchange.id))
    with Calling(exchange, call):
        finished = await complete(runtime, call)
        await exchange.answer(finished.completion, extra=standing(call))
