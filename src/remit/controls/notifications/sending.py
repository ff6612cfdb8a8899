"""Sending one message by its channel, once."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import httpx2
from pydantic import ValidationError

from remit.controls.connections import Toolboxes, ToolChanged, UnknownTool
from remit.controls.notifications.signing import HEADERS, sign
from remit.controls.notifications.tables import Delivery, Subscription
from remit.controls.notifications.wording import for_chat, for_mail, for_webhook, message_id
from remit.engines.tools import ToolboxError
from remit.engines.vault import Place, SecretUnreadable, Vault, VaultUnavailable
from remit.kit.addresses import AddressRefused
from remit.kit.clock import now
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound
from remit.kit.resilience import CircuitOpen, TooManyWaiting, seconds_of

_SECONDS = 15.0
_WHOLE_SECONDS = 30.0
_LARGEST_ANSWER = 64 * 1024
_LONGEST_SAID = 300
_TOOLS = {"slack": "post_message", "teams": "post_message", "mail": "send_email"}


@dataclass(frozen=True)
class Outcome:
    """What became of sending: `said` in words, `gone` when the receiver wants nothing more."""

    ok: bool
    said: str
    status: int | None = None
    gone: bool = False
    again_after: float | None = None


class Senders:
    """What messages go out by; `url` is where people reach Remit."""

    def __init__(self, toolboxes: Toolboxes, vault: Vault, outbound: Outbound, url: str) -> None:
        self.toolboxes, self.vault, self.outbound, self.url = toolboxes, vault, outbound, url

    async def send(self, subscription: Subscription, delivery: Delivery, link: str | None) -> Outcome:
        """Send a message; every way in which that can fail is an outcome."""
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                if subscription.channel == "webhook":
                    return await self._to_webhook(subscription, delivery)
                return await self._by_connection(subscription, delivery, link)
        except TimeoutError:
            return Outcome(False, "It did not answer in time.")
        except (AddressRefused, SecretUnreadable, VaultUnavailable) as error:
            return Outcome(False, error.detail)

    async def _by_connection(
        self, subscription: Subscription, delivery: Delivery, link: str | None
    ) -> Outcome:
        chat = subscription.channel != "mail"
        arguments = for_chat(delivery, self.url) if chat else for_mail(delivery, self.url, link)
        key = message_id(delivery)
        try:
            used = await self.toolboxes.post(
                delivery.org_id, _connection(subscription), _TOOLS[subscription.channel], arguments, key=key
            )
        except ToolboxError as error:
            return Outcome(False, error.said)
        except (UnknownTool, ToolChanged, Malformed, CircuitOpen, TooManyWaiting) as error:
            return Outcome(False, error.detail)
        except ValidationError:
            return Outcome(False, "The connection's setup cannot be read any more: enter it again.")
        return Outcome(not used.failed, used.text[:_LONGEST_SAID])

    async def _to_webhook(self, subscription: Subscription, delivery: Delivery) -> Outcome:
        url, body = subscription.url or "", for_webhook(delivery, self.url)
        keys = await self.keys(subscription)
        headers = {
            "content-type": "application/json",
            "user-agent": "Remit-Webhooks",
            **sign(keys, message_id(delivery), now(), body),
        }
        client = self.outbound.client(url, timeout=_SECONDS, largest=_LARGEST_ANSWER, also=HEADERS)
        async with client:
            try:
                answer = await client.post(url, content=body, headers=headers)
            except httpx2.TimeoutException:
                return Outcome(False, "It did not answer in time.")
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                return Outcome(
                    False, f"It could not be reached: {str(error)[:_LONGEST_SAID] or 'no answer'}."
                )
        return _judged(answer)

    async def keys(self, subscription: Subscription) -> list[str]:
        """Open the secrets that sign: the one of today, and the one before while that holds still."""
        found = []
        if subscription.secret is not None:
            place = Place(subscription.org_id, subscription.id, subscription.secret_version)
            found.append(await self.vault.open(subscription.secret, place))
        until = subscription.previous_until
        if subscription.previous_secret is not None and until is not None and until > now():
            place = Place(subscription.org_id, subscription.id, subscription.previous_version)
            found.append(await self.vault.open(subscription.previous_secret, place))
        return found


def _connection(subscription: Subscription) -> UUID:
    if subscription.connection_id is None:
        raise UnknownTool("The connection is gone.")
    return subscription.connection_id


def _judged(answer: httpx2.Response) -> Outcome:
    """Every 2xx is a yes; 410 says that nothing more is wanted; a redirect is not followed."""
    status = answer.status_code
    if 200 <= status < 300:
        return Outcome(True, f"Status {status}.", status)
    if status == 410:
        return Outcome(False, "Status 410: the receiver says that it is gone.", status, gone=True)
    where = (
        " It redirects, which is not followed: enter the address it leads to." if 300 <= status < 400 else ""
    )
    said = f"Status {status}: {_read(answer)}"[:_LONGEST_SAID].rstrip(": ") + "."
    return Outcome(
        False, f"{said}{where}", status, again_after=seconds_of(answer.headers.get("retry-after", ""))
    )


def _read(answer: httpx2.Response) -> str:
    text = answer.content[:_LONGEST_SAID].decode("utf-8", "replace")
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
