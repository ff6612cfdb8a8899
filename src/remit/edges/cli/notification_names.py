"""Finding notifications by what people call them."""

from collections.abc import Iterator

from remit.edges.cli.calling import Refused
from remit_sdk import Remit
from remit_sdk.models import NotificationAnswer


def every(client: Remit) -> Iterator[NotificationAnswer]:
    """Read all notifications, page by page."""
    page = client.notifications(limit=200)
    yield from page.items
    while page.next:
        page = client.notifications(limit=200, cursor=page.next)
        yield from page.items


def named(client: Remit, name: str) -> NotificationAnswer:
    """Find the one of a name or an id; `Refused` where there is none, or more than one."""
    found = [each for each in every(client) if name in (each.name, each.id)]
    if not found:
        raise Refused(f"There is no notification {name}: `remit notifications list` shows those there are.")
    if len(found) > 1:
        raise Refused(f"“{name}” could be any of {', '.join(each.id for each in found)}: give the id.")
    return found[0]
