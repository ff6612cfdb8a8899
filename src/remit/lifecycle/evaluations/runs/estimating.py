"""What an evaluation will probably cost, before it is started, and what may be wrong with it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.engines.models import Models, Rates, tokens
from remit.engines.scoring import INSTRUCTIONS, Scorer, written
from remit.kit.database import Session
from remit.lifecycle.agents import KINDS
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.runs.starting import Settled

_USUAL_OUTPUT = 300  # tokens of an answer, where nothing was measured
_JUDGED_OUTPUT = 80
_AROUND = 12  # tokens round a request
_SAMPLE = 200


@dataclass(frozen=True)
class Estimate:
    """What a run will take; `cost_usd` is none where a price is not known, `doubts` are sentences."""

    cases: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    seconds: float | None
    basis: str
    doubts: tuple[str, ...]


async def estimate(
    session: Session, models: Models, org_id: UUID, settled: Settled, at_once: int
) -> Estimate:
    """Reckon with a sample of the cases, and with what answers of this agent had before."""
    version, document = settled.dataset_version, settled.version.document
    step = max(1, len(version.case_ids) // _SAMPLE)
    sample = list((await queries.cases(session, version.case_ids[::step][:_SAMPLE])).values())
    before = await queries.usual_output(session, settled.agent.id)
    asks = KINDS[settled.agent.type].refers(document).model
    answer = _answer_tokens(document, before) if asks else 0
    given = tokens(str(document["spec"].get("instructions", ""))) + _AROUND if asks else 0
    texts = [tokens(written(each.input)) for each in sample]
    mean = sum(texts) / len(texts)
    taken = round((mean + given) * version.cases) if asks else 0
    spent = answer * version.cases
    rates = await _rates(models, org_id, document["spec"].get("model")) if asks else None
    cost = (rates.of(taken, spent) if rates else None) if asks else Decimal(0)
    expected = sum(tokens(written(each.expected)) for each in sample if each.expected is not None)
    around = mean + expected / len(sample) + max(answer, 20)
    calls = version.cases if asks else 0
    for scorer in settled.scorers:
        if not scorer.asks:
            continue
        more, out = _judging(scorer, around, version.cases)
        own = await _rates(models, org_id, scorer.model)
        cost = cost + own.of(more, out) if cost is not None and own is not None else None
        taken, spent, calls = taken + more, spent + out, calls + version.cases
    seconds = before[1] / 1000 * version.cases / at_once if before else None
    return Estimate(
        cases=version.cases,
        calls=calls,
        input_tokens=taken,
        output_tokens=spent,
        cost_usd=cost,
        seconds=seconds,
        basis="Answers as long as this agent's were before." if before else "Answers of a usual length.",
        doubts=tuple(_doubts(settled, sample)),
    )


def _answer_tokens(document: dict[str, Any], before: tuple[float, float] | None) -> int:
    if before is not None:
        return max(1, round(before[0]))
    most = (document["spec"].get("model_settings") or {}).get("max_tokens")
    return min(_USUAL_OUTPUT, most) if most else _USUAL_OUTPUT


def _judging(scorer: Scorer, around: float, cases: int) -> tuple[int, int]:
    """Return the tokens that go to, and come from, a model that scores."""
    if scorer.type == "similarity":
        return round(around * cases), 0
    told = tokens(INSTRUCTIONS) + tokens(scorer.criteria or "") + _AROUND
    return round((told + around) * cases), _JUDGED_OUTPUT * cases


async def _rates(models: Models, org_id: UUID, name: str | None) -> Rates | None:
    return (await models.choose(org_id, name)).rates


def _doubts(settled: Settled, sample: list[Any]) -> list[str]:
    found = []
    bare = sum(each.expected is None for each in sample)
    comparing = [each.label for each in settled.scorers if each.compares]
    if bare and comparing:
        share = "Some cases have" if bare < len(sample) else "The cases have"
        found.append(f"{share} no expected answer: {', '.join(comparing)} scores them 0.")
    function = settled.agent.type == "function"
    if function and any(not isinstance(each.input, dict) for each in sample):
        found.append(f"{settled.agent.slug} takes JSON, and some inputs are text: those cases get no answer.")
    if settled.version.document["remit"].get("tools"):
        found.append(
            "An agent with tools may ask its model several times for one case: that is not in the estimate."
        )
    if settled.effects == "real":
        found.append("What the agent does is really done, once for each case.")
    return found
