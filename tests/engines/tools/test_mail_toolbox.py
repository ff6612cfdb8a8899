"""Mail servers as toolboxes, against a real one: what is sent, to whom, and how it is encrypted."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.engines.tools.places import LAPTOP, guard
from tests.engines.tools.wires import certificate

from remit.engines.tools import Mail, Toolbox, ToolboxError, open_toolbox
from remit.kit.addresses import Reach
from remit.kit.errors import Malformed
from remit.kit.outbound import Outbound

PASSWORD = "mail-secret-123"
LETTER = {"to": ["ann@example.com"], "subject": "Grüße 🎉", "text": "Hello\n.\nÖ"}


class Post:
    """Takes mail, but not for `nobody@example.com`; `says` is its answer to a whole mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.says = "250 taken"

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append((list(envelope.rcpt_tos), mail))
        return self.says


def _signed_in(_: Any, __: Any, ___: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"remit", PASSWORD.encode())
    return AuthResult(success=good, handled=good)


@asynccontextmanager
async def post(
    tls: ssl.SSLContext | None = None, *, at_once: bool = False, **how: Any
) -> AsyncIterator[tuple[Post, int]]:
    taken = Post()
    served: list[SMTP] = []

    def made() -> SMTP:
        served.append(SMTP(taken, hostname="post.example.com", tls_context=None if at_once else tls, **how))
        return served[-1]

    listening = await asyncio.get_running_loop().create_server(
        made, "127.0.0.1", 0, ssl=tls if at_once else None
    )
    try:
        yield taken, listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for each in served:
            if each.transport is not None:
                each.transport.close()


def opened(port: int, secret: str = "", outbound: Outbound = LAPTOP, **more: Any) -> Toolbox:
    usual = {
        "host": "127.0.0.1",
        "security": "none",
        "sender": "remit@example.com",
        "sender_name": "Remit, Inc.",
    }
    setup = Mail(**{**usual, "port": port, **more})
    return open_toolbox(setup, secret, outbound, guard(retries=0, silence_seconds=1))


async def test_mail_is_sent_as_it_was_written() -> None:
    async with post() as (taken, port):
        box = opened(port)
        letter = LETTER | {
            "to": ["ann@example.com", "bob@EXAMPLE.org"],
            "html": "<p>Hello</p>",
            "reply_to": "c@d.example",
        }
        used = await box.use("send_email", letter, key="k1")
        assert not used.failed
        assert used.text == "Handed to 127.0.0.1 for ann@example.com, bob@example.org."
        ((to, mail),) = taken.taken
        assert to == ["ann@example.com", "bob@example.org"]
        assert mail["From"] == '"Remit, Inc." <remit@example.com>'
        assert mail["Subject"] == "Grüße 🎉"
        assert mail["Reply-To"] == "c@d.example"
        assert mail["Auto-Submitted"] == "auto-generated"
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert text.get_content().splitlines() == ["Hello", ".", "Ö"]
        assert html.get_content().strip() == "<p>Hello</p>"
        await box.use("send_email", LETTER, key="k1")
        await box.use("send_email", LETTER, key="k2")
        ids = [mail["Message-ID"] for _, mail in taken.taken]
        assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": "Hi\r\nBcc: evil@example.com"}, "one line"),
        ({"subject": "Hi\nX: y"}, "one line"),
        ({"to": ["ann@example.com\r\nRCPT TO:<evil@example.com>"]}, "no address"),
        ({"to": ["Ann <ann@example.com>"]}, "no address"),
        ({"to": ["ann@example.com, bob@evil.example"]}, "no address"),
        ({"to": ["nobody"]}, "no address"),
        ({"to": ["ann@evil.example"]}, "may not go to evil.example"),
        ({"to": ["ann@sub.example.com"]}, "may not go to sub.example.com"),
        ({"to": ["ann@example.com", "bob@evil.example"]}, "may not go to evil.example"),
        ({"to": []}, "At /to"),
        ({"reply_to": "x\r\nBcc: y@z"}, "no address"),
        ({"bcc": ["x@y"]}, "bcc"),
    ],
)
async def test_nothing_of_what_is_written_becomes_another_header_or_recipient(
    changed: dict[str, Any], said: str
) -> None:
    async with post() as (taken, port):
        box = opened(port, allowed_domains=("Example.com",))
        with pytest.raises(ToolboxError, match=said) as caught:
            await box.use("send_email", LETTER | changed, key="k")
        assert not caught.value.reached
        assert not (await box.use("send_email", LETTER, key="k")).failed
        assert len(taken.taken) == 1


async def test_mail_goes_to_all_or_to_nobody() -> None:
    async with post() as (taken, port):
        box = opened(port)
        used = await box.use(
            "send_email", LETTER | {"to": ["ann@example.com", "nobody@example.com"]}, key="k"
        )
        assert used.failed
        assert used.text == "The mail server refused it: 550 no such box"
        assert taken.taken == []
        taken.says = "554 looks like spam"
        used = await box.use("send_email", LETTER, key="k")
        assert used.failed
        assert "554 looks like spam" in used.text


async def test_encrypted_and_signed_in(tmp_path: Path) -> None:
    tls, authority = certificate(tmp_path, "post.example.com")

    async def known(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    named: dict[str, Any] = {
        "outbound": Outbound(Reach(loopback=True), known),
        "host": "post.example.com",
        "user": "remit",
    }
    how: dict[str, Any] = {"authenticator": _signed_in}
    async with (
        post(tls, **how) as (taken, port),
        post(tls, at_once=True, auth_require_tls=False, **how) as (second, other),
    ):
        for mails, at, security in ((taken, port, "starttls"), (second, other, "tls")):
            good = {**named, "security": security, "authority": authority}
            box = opened(at, PASSWORD, **good)
            assert not (await box.use("send_email", LETTER, key="k")).failed
            assert len(mails.taken) == 1
            probed = await box.probe()
            assert probed.ok
            assert probed.said == "post.example.com took the password of remit, encrypted; nothing was sent."
            for changed, secret, said in (
                ({}, "wrong-password", "refused the user or the password"),
                ({"authority": None}, PASSWORD, "no certificate that can be trusted"),
                ({"host": "other.example.com"}, PASSWORD, "no certificate that can be trusted"),
            ):
                wrong = opened(at, secret, **{**good, **changed})
                probed = await wrong.probe()
                assert not probed.ok
                assert said in probed.said
                assert probed.hint
                with pytest.raises(ToolboxError, match=said) as caught:
                    await wrong.use("send_email", LETTER, key="k")
                assert not caught.value.reached
                assert PASSWORD not in f"{probed} {caught.value!r} {box!r}"
            assert len(mails.taken) == 1


async def test_a_server_without_starttls_gets_nothing() -> None:
    async with post() as (taken, port):
        box = opened(port, security="starttls")
        probed = await box.probe()
        assert not probed.ok
        assert "does not offer STARTTLS" in probed.said
        assert "465" in probed.hint
        with pytest.raises(ToolboxError, match="STARTTLS"):
            await box.use("send_email", LETTER, key="k")
        assert taken.taken == []
        assert (await opened(port).probe()).said == "127.0.0.1 answered, in the clear; nothing was sent."


async def test_passwords_do_not_travel_in_the_clear() -> None:
    with pytest.raises(Malformed, match="in the clear"):
        opened(25, PASSWORD, host="mail.example.com", user="remit")
    with pytest.raises(Malformed, match="password is missing"):
        opened(25, "", user="remit", security="tls")
    with pytest.raises(Malformed, match="PEM"):
        opened(25, security="tls", authority="nonsense")


async def _silent_after_data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the whole mail and then says nothing."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"DATA"):
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            await reader.read()
            break
        writer.write(b"250 ok\r\n")
    writer.close()


async def _web(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    writer.close()


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220-" + b"x" * 200_000)
    await reader.read()
    writer.close()


async def test_servers_that_hang_or_are_none() -> None:
    for answer, words, reached in (
        (_silent_after_data, "broke the connection off", True),
        (_web, "127.0.0.1", False),
        (_endless, "127.0.0.1", False),
    ):
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        box = opened(listening.sockets[0].getsockname()[1])
        with pytest.raises(ToolboxError, match=words) as caught:
            await box.use("send_email", LETTER, key="k")
        assert caught.value.reached is reached
        listening.close()
    box = opened(9)
    with pytest.raises(ToolboxError, match="cannot be reached") as caught:
        await box.use("send_email", LETTER, key="k")
    assert not caught.value.reached

    async def rebound(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    box = opened(25, outbound=Outbound(Reach(), rebound), host="mail.example.com")
    with pytest.raises(ToolboxError, match="on this machine") as caught:
        await box.use("send_email", LETTER, key="k")
    assert not caught.value.reached
