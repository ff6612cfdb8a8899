"""Environments: their order, what may run there, how new versions come to serve, and when nothing changes."""

from remit.lifecycle.deployments.environments.freezes import (
    FREEZE,
    Frozen,
    freeze,
    lift,
    require_thawed,
)
from remit.lifecycle.deployments.environments.freezes import Wanted as WantedFreeze
from remit.lifecycle.deployments.environments.freezes import listed as freezes_listed
from remit.lifecycle.deployments.environments.settings import (
    New,
    Setting,
    Wanted,
    add,
    change,
    listed,
    remove,
    reorder,
    setting,
)
from remit.lifecycle.deployments.environments.strategy import AT_ONCE, Gates, Kind, Strategy
from remit.lifecycle.deployments.environments.tables import FreezeRow

__all__ = [
    "AT_ONCE",
    "FREEZE",
    "FreezeRow",
    "Frozen",
    "Gates",
    "Kind",
    "New",
    "Setting",
    "Strategy",
    "Wanted",
    "WantedFreeze",
    "add",
    "change",
    "freeze",
    "freezes_listed",
    "lift",
    "listed",
    "remove",
    "reorder",
    "require_thawed",
    "setting",
]
