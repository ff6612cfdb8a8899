"""Model servers in containers of an engine."""

from remit.engines.hosts.containers.box import OWNER, ContainerSettings
from remit.engines.hosts.containers.engine import Stream
from remit.engines.hosts.containers.places import Boxes

__all__ = ["OWNER", "Boxes", "ContainerSettings", "Stream"]
