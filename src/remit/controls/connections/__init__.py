"""Connections: what each organisation reaches outside, model providers and where there are tools."""

from remit.controls.connections.changes import add
from remit.controls.connections.models import Models
from remit.controls.connections.offer import Offer, Usual
from remit.controls.connections.requests import UsersOf
from remit.controls.connections.rewrapping import Rewrapped, rewrap
from remit.controls.connections.schemas import Address, Name, NewConnection, Secret, Slug
from remit.controls.connections.stored import find as connection
from remit.controls.connections.tables import CONNECTION, Connection
from remit.controls.connections.toolboxes import (
    Box,
    Granted,
    GrantedTool,
    OfferedTools,
    Toolboxes,
    ToolChanged,
    UnknownTool,
)

__all__ = [
    "CONNECTION",
    "Address",
    "Box",
    "Connection",
    "Granted",
    "GrantedTool",
    "Models",
    "Name",
    "NewConnection",
    "Offer",
    "OfferedTools",
    "Rewrapped",
    "Secret",
    "Slug",
    "ToolChanged",
    "Toolboxes",
    "UnknownTool",
    "UsersOf",
    "Usual",
    "add",
    "connection",
    "rewrap",
]
