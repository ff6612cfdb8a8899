"""Mail as it is asked for and as it is sent: nothing of what a model writes can become another header."""

import hashlib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from remit.engines.tools.errors import ToolboxError
from remit.engines.tools.fields import mailbox, one_line
from remit.engines.tools.setups import Mail
from remit.kit.clock import now

_LONGEST_TEXT = 200_000
_MOST_RECIPIENTS = 50
SEND_EMAIL = {
    "type": "object",
    "properties": {
        "to": {
            "type": "array",
            "items": {"type": "string", "maxLength": 320},
            "minItems": 1,
            "maxItems": _MOST_RECIPIENTS,
            "description": "Addresses, without names.",
        },
        "subject": {"type": "string", "minLength": 1, "maxLength": 500},
        "text": {"type": "string", "maxLength": _LONGEST_TEXT, "description": "The mail as plain text."},
        "html": {
            "type": "string",
            "maxLength": _LONGEST_TEXT,
            "description": "The same as HTML, for readers that show it.",
        },
        "reply_to": {"type": "string", "maxLength": 320, "description": "Where answers go."},
    },
    "required": ["to", "subject", "text"],
    "additionalProperties": False,
}


def recipients(setup: Mail, arguments: Mapping[str, Any]) -> list[str]:
    """Read who is to get it; raises `ToolboxError` for what is no address, or one that mail may not go to."""
    found = list(dict.fromkeys(_address(each) for each in arguments["to"]))
    for each in found:
        place = each.rpartition("@")[2]
        if setup.allowed_domains and place not in setup.allowed_domains:
            raise ToolboxError(
                f"Nothing was sent: mail may not go to {place}, only to {', '.join(setup.allowed_domains)}.",
                reached=False,
            )
    return found


def message(setup: Mail, arguments: Mapping[str, Any], to: list[str], key: str) -> bytes:
    """Write the mail; its Message-ID is the same for the same key, so that what comes twice can be seen."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(setup.sender_name, addr_spec=setup.sender)
    mail["To"] = [Address(addr_spec=each) for each in to]
    try:
        mail["Subject"] = one_line(arguments["subject"])
    except ValueError as error:
        raise ToolboxError(
            "Nothing was sent: a subject is one line without control characters.", reached=False
        ) from error
    if "reply_to" in arguments:
        mail["Reply-To"] = Address(addr_spec=_address(arguments["reply_to"]))
    mail["Date"] = format_datetime(now())
    named = hashlib.sha256(key.encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{named}@{setup.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_body(arguments["text"]))
    if "html" in arguments:
        mail.add_alternative(_body(arguments["html"]), subtype="html")
    return mail.as_bytes()


def _address(text: str) -> str:
    try:
        return mailbox(text.strip())
    except ValueError as error:
        raise ToolboxError(
            f"Nothing was sent: {text[:100]!a} is no address such as name@example.com.", reached=False
        ) from error


def _body(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
