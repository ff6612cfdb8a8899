"""A piece of news as each channel takes it: a card for chats, a mail, and the body of a webhook."""

import html
import json
from collections.abc import Mapping
from typing import Any

from remit.controls.notifications.tables import DELIVERY, Delivery
from remit.controls.tenancy import ORGANIZATION

_LONGEST_TITLE, _LONGEST_TEXT, _LONGEST_VALUE = 140, 2500, 800
_FOOT = "Sent by Remit."


def for_chat(delivery: Delivery, url: str) -> dict[str, Any]:
    """Write what the tool `post_message` of Slack and Teams take; the link leads to the page, where one signs in."""
    notice = delivery.notice
    return {
        "title": _cut(_line(notice["title"]), _LONGEST_TITLE),
        "text": f"{_cut(notice['text'], _LONGEST_TEXT)}\n{url}{notice['path']}",
        "facts": [
            {"name": _cut(name, 100), "value": _cut(value, _LONGEST_VALUE)} for name, value in notice["facts"]
        ],
    }


def for_mail(delivery: Delivery, url: str, link: str | None) -> dict[str, Any]:
    """Write what the tool `send_email` takes; `link` lets the one person whom the mail is for decide."""
    notice = delivery.notice
    page = f"{url}{notice['path']}"
    decide = (
        f"Look at it and decide (only you, once, within a day):\n{link}\n\nOr sign in:\n{page}"
        if link
        else page
    )
    why = (
        f"{_FOOT} You get this as a person concerned; choose what you get: {url}/settings/notifications"
        if delivery.member_id
        else _FOOT
    )
    facts = "\n".join(f"{name}: {_line(value)}" for name, value in notice["facts"])
    return {
        "to": [delivery.recipient],
        "subject": _cut(_line(notice["title"]), 200),
        "text": f"{notice['text']}\n\n{facts}\n\n{decide}\n\n{why}\n",
        "html": _html(notice, page, link, why),
    }


def _html(notice: Mapping[str, Any], page: str, link: str | None, why: str) -> str:
    rows = "".join(
        f"<tr><td style='padding:2px 16px 2px 0;color:#666'>{html.escape(name)}</td>"
        f"<td>{html.escape(value)}</td></tr>"
        for name, value in notice["facts"]
    )
    primary = html.escape(link or page, quote=True)
    word = "Look at it and decide" if link else "Open in Remit"
    other = (
        f"<p style='color:#666'>The button works only for you, once, within a day. "
        f"<a href='{html.escape(page, quote=True)}'>Sign in instead</a></p>"
        if link
        else ""
    )
    return (
        "<div style='font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;max-width:600px'>"
        f"<h1 style='font-size:18px'>{html.escape(notice['title'])}</h1>"
        f"<p>{html.escape(notice['text'])}</p><table>{rows}</table>"
        f"<p><a href='{primary}' style='display:inline-block;padding:8px 14px;border-radius:6px;"
        f"background:#1f4fd8;color:#fff;text-decoration:none'>{word}</a></p>{other}"
        f"<p style='color:#666;font-size:13px'>{html.escape(why)}</p></div>"
    )


def for_webhook(delivery: Delivery, url: str) -> bytes:
    """Write the body of a webhook, as docs/webhooks.md describes it; it is the same however often it is sent."""
    notice = delivery.notice
    body = {
        "type": delivery.kind,
        "timestamp": notice["at"],
        "data": {
            "organization": ORGANIZATION.show(delivery.org_id),
            "ref": delivery.ref,
            "title": notice["title"],
            "text": notice["text"],
            "facts": [{"name": name, "value": value} for name, value in notice["facts"]],
            "url": f"{url}{notice['path']}",
            "object": notice["data"],
        },
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def message_id(delivery: Delivery) -> str:
    """The id by which a receiver tells a message that comes twice."""
    return DELIVERY.show(delivery.id)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 2]} …"


def _line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
