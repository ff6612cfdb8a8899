"""Model servers in containers of an engine, and what any containers of this Remit need."""

from remit.engines.hosts.containers.box import OWNER, ContainerSettings
from remit.engines.hosts.containers.engine import Engine, Stream
from remit.engines.hosts.containers.looking import Meter, how_it_ended, installation, no_image
from remit.engines.hosts.containers.places import Boxes

__all__ = [
    "OWNER",
    "Boxes",
    "ContainerSettings",
    "Engine",
    "Meter",
    "Stream",
    "how_it_ended",
    "installation",
    "no_image",
]
