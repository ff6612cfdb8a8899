"""Which process the figures are of."""

from prometheus_client import Info

_process = Info("remit_process", "The process that these figures are of")


def name_process(name: str, version: str) -> None:
    """Give this process its name in its figures."""
    _process.info({"process": name, "version": version})
