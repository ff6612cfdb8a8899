"""Finding what a person means: a deployment by its id, its name, or its name and environment."""

import re
from collections.abc import Sequence

import click

from remit.edges.cli.calling import F, Refused, env_option, key_option
from remit_sdk import Remit
from remit_sdk.models import DeploymentRow

_PLACE = re.compile(r"[a-z][a-z0-9]+")
_ID = "dep_"
_MOST = 500


def named(function: F) -> F:
    """Add the argument `DEPLOYMENT` with the options that say which one is meant, and whose key asks."""
    argument = click.argument("deployment", metavar="DEPLOYMENT")
    return argument(env_option("The environment, where the name is in several.")(key_option(function)))


def plan_id(client: Remit, named: str, env: str | None = None) -> str:
    """Return the id of the deployment that is meant; says which ones there are when it is not clear."""
    if named.startswith(_ID):
        return named
    found = _named(client, named, env)
    live = [d for d in found if d.status not in {"rejected", "failed"}] or found[:1]
    if not live:
        where = f" in {env}" if env else ""
        raise Refused(f"There is no deployment “{named}”{where}: see `remit deployments list`.")
    if len(live) > 1:
        which = ", ".join(f"{d.plan_id} ({d.env}, {d.status})" for d in live)
        raise Refused(f"“{named}” could be any of {which}: give the id, or --env.")
    return live[0].plan_id


def _named(client: Remit, named: str, env: str | None) -> Sequence[DeploymentRow]:
    """Look for the name, else for a name with its environment behind it, as in `hello-staging`."""
    if found := client.deployments(name=named, environment=env, limit=_MOST).deployments:
        return found
    name, _, place = named.rpartition("-")
    if not name or not _PLACE.fullmatch(place) or env not in (None, place):
        return []
    return client.deployments(name=name, environment=place, limit=_MOST).deployments
