"""Mail servers as toolboxes, by aiosmtplib."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from remit.engines.tools.arguments import Checker
from remit.engines.tools.attempts import Fault, attempts, is_about_tls, refused, silent, unknown, unreachable
from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.mail_texts import SEND_EMAIL, message, recipients
from remit.engines.tools.setups import Mail
from remit.engines.tools.texts import short
from remit.engines.tools.tool import Probed, Tool, Used
from remit.kit.addresses import AddressRefused
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard


class MailToolbox:
    """One mail server, and who it sends for."""

    def __init__(self, setup: Mail, secret: str, outbound: Outbound, guard: Guard) -> None:
        if setup.user and not secret:
            raise Malformed("The user's password is missing.")
        if setup.user and setup.security == "none" and not outbound.reach.is_own(setup.host):
            raise Malformed("A password is not sent in the clear: use STARTTLS or TLS.")
        self._setup = setup
        self._secret = secret
        self._outbound = outbound
        self._guard = guard
        self._tls = _context(setup)
        self._checker = Checker(SEND_EMAIL)

    def __repr__(self) -> str:
        return f"<MailToolbox {self._setup.host}>"

    async def tools(self) -> Sequence[Tool]:
        """List the one tool."""
        only = self._setup.allowed_domains
        to = f" Only to addresses of {', '.join(only[:20])}." if only else ""
        return [Tool("send_email", f"Sends a mail from {self._setup.sender}.{to}", SEND_EMAIL)]

    async def use(self, name: str, arguments: Mapping[str, Any], *, key: str) -> Used:
        """Send a mail to all its recipients or to none."""
        if name != "send_email":
            raise ToolboxError(f"There is no tool {name[:100]} here.", reached=False)
        self._checker.check(name, arguments)
        to = recipients(self._setup, arguments)
        written = message(self._setup, arguments, to, key)

        async def once() -> Used:
            return await self._send(to, written)

        return await attempts(self._guard, self._setup.host, once, repeatable=False)

    async def _send(self, to: list[str], written: bytes) -> Used:
        async with self._signed_in() as client:
            try:
                await client.mail(self._setup.sender)
                for each in to:
                    await client.rcpt(each)
            except SMTPResponseException as error:
                return Used(f"The mail server refused it: {self._said(error)}", failed=True)
            except (SMTPException, OSError) as error:
                raise _broken(self._setup.host, reached=False) from error
            try:
                await client.data(written)
            except SMTPResponseException as error:
                return Used(f"The mail server refused it: {self._said(error)}", failed=True)
            except (SMTPException, OSError) as error:
                raise _broken(self._setup.host, reached=True) from error
            return Used(f"Handed to {self._setup.host} for {', '.join(to)}.")

    @asynccontextmanager
    async def _signed_in(self) -> AsyncIterator[SMTP]:
        """Connect, encrypt and sign in; raises `Fault`, when nothing was sent yet."""
        setup, settings = self._setup, self._guard.settings
        client = SMTP(
            hostname=setup.host,
            sock=await self._socket(),
            timeout=settings.silence_seconds,
            use_tls=setup.security == "tls",
            start_tls=False,
            tls_context=self._tls,
            local_hostname=setup.sender.rpartition("@")[2],
        )
        try:
            try:
                await self._begin(client)
            except (SMTPException, OSError) as error:
                raise self._fault(error) from error
            yield client
        finally:
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(1):
                    await client.quit()
            client.close()

    async def _begin(self, client: SMTP) -> None:
        await client.connect()
        await client.ehlo()
        if self._setup.security == "starttls":
            if not client.supports_extension("starttls"):
                raise Fault(
                    f"{self._setup.host} does not offer STARTTLS, so nothing was sent.",
                    reached=False,
                    bad=False,
                    hint="Use TLS with its port (often 465), or a port that offers STARTTLS (often 587).",
                )
            await client.starttls()
            await client.ehlo()
        if self._setup.user:
            if not client.supports_extension("auth"):
                raise Fault(
                    f"{self._setup.host} does not take passwords here.",
                    reached=False,
                    bad=False,
                    hint="Use another port or security, or leave the user out.",
                )
            await client.login(self._setup.user, self._secret)

    async def _socket(self) -> socket.socket:
        """Connect to a judged address of the host."""
        setup = self._setup
        host = setup.host.rstrip(".")
        try:
            addresses = await self._outbound.addresses(host, setup.port)
        except AddressRefused as error:
            raise refused(error) from error
        except (OSError, UnicodeError) as error:
            raise unknown(host) from error
        problem: Fault = unknown(host)
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            connected = socket.socket(family, socket.SOCK_STREAM)
            connected.setblocking(False)
            try:
                async with asyncio.timeout(self._guard.settings.connect_seconds):
                    await asyncio.get_running_loop().sock_connect(connected, (address, setup.port))
            except BaseException as error:
                connected.close()
                if not isinstance(error, OSError):
                    raise
                problem = unreachable(host, error)
            else:
                return connected
        raise problem

    def _fault(self, error: Exception) -> Fault:
        """Say why nobody is signed in."""
        host = self._setup.host
        if isinstance(error, SMTPAuthenticationError):
            hint = "Check the user and the password; many servers want one that is made for programs."
            return Fault(f"{host} refused the user or the password.", reached=False, bad=False, hint=hint)
        if is_about_tls(error):
            return unreachable(host, error)
        if isinstance(error, SMTPResponseException) and error.code > 0:
            again = 400 <= error.code < 500
            hint = "Check the port and the security, and the server's own logs."
            return Fault(f"{host} says {self._said(error)}", reached=False, again=again, bad=again, hint=hint)
        if isinstance(error, SMTPTimeoutError | TimeoutError):
            found = silent(host, self._guard.settings.silence_seconds, reached=False)
            found.hint = "Check the port and the security: 587 wants STARTTLS, 465 wants TLS."
            return found
        return _broken(host, reached=False)

    def _said(self, error: SMTPResponseException) -> str:
        return f"{error.code} {short(error.message, (self._secret,))[:300]}"

    async def probe(self) -> Probed:
        """Sign in, and leave without sending anything."""
        began = perf_counter()
        try:
            async with asyncio.timeout(self._guard.settings.whole_seconds), self._signed_in() as client:
                encrypted = client.get_transport_info("sslcontext") is not None
        except Fault as fault:
            return Probed(False, fault.said, perf_counter() - began, fault.hint)
        except TimeoutError:
            return Probed(
                False, f"{self._setup.host} did not answer in time.", perf_counter() - began, "Try again."
            )
        who = f"took the password of {self._setup.user}" if self._setup.user else "answered"
        said = f"{self._setup.host} {who}, {'encrypted' if encrypted else 'in the clear'}; nothing was sent."
        return Probed(True, said, perf_counter() - began, tools=1)

    async def close(self) -> None:
        """Let go of nothing: each mail has a connection of its own."""


def _context(setup: Mail) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cadata=setup.authority)
    except ssl.SSLError as error:
        raise Malformed("The certificate authority is no certificate in PEM.") from error


def _broken(host: str, *, reached: bool) -> Fault:
    return Fault(
        f"{host} broke the connection off, or does not speak SMTP.",
        reached=reached,
        again=True,
        hint="Check the port and the security: 587 wants STARTTLS, 465 wants TLS.",
    )
