"""Model servers on this machine: which files may be served, by which program, and what keeps them running."""

from remit.engines.hosts.machine.command import HOST, Asked, ServerCommand
from remit.engines.hosts.machine.folder import FileRefused, ModelFile, ModelFolder, memory_available
from remit.engines.hosts.machine.keeper import Keeper, Running, Seen
from remit.engines.hosts.machine.output import Output, last_lines
from remit.engines.hosts.machine.place import Away, Ended, Place, Start
from remit.engines.hosts.machine.processes import Processes
from remit.engines.hosts.machine.wanted import Order, Patience, Wanted

__all__ = [
    "HOST",
    "Asked",
    "Away",
    "Ended",
    "FileRefused",
    "Keeper",
    "ModelFile",
    "ModelFolder",
    "Order",
    "Output",
    "Patience",
    "Place",
    "Processes",
    "Running",
    "Seen",
    "ServerCommand",
    "Start",
    "Wanted",
    "last_lines",
    "memory_available",
]
