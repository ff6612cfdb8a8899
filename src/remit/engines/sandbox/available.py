"""Which sandboxes this machine has."""

from remit.engines.sandbox.expressions import tier as expressions
from remit.engines.sandbox.full import tier as full
from remit.engines.sandbox.lite import tier as lite
from remit.engines.sandbox.sandbox import Standing


def available() -> list[Standing]:
    """Return each tier with what holds code in there, or with why this machine does not have it."""
    return [lite.standing(), full.standing(), expressions.standing()]
