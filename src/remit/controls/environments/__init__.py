"""An organisation's environments: their names, their order, and which of them are protected."""

from remit.controls.environments.places import (
    AS_THEY_COME,
    LONGEST,
    NAME,
    EnvironmentName,
    Place,
    Places,
    UnknownEnvironment,
    arranged,
)
from remit.controls.environments.queries import every, hold, one
from remit.controls.environments.remembering import of, places, ready
from remit.controls.environments.tables import EnvironmentRow

__all__ = [
    "AS_THEY_COME",
    "LONGEST",
    "NAME",
    "EnvironmentName",
    "EnvironmentRow",
    "Place",
    "Places",
    "UnknownEnvironment",
    "arranged",
    "every",
    "hold",
    "of",
    "one",
    "places",
    "ready",
]
