"""Messages as Slack and Teams show them, made of a text, a title, facts and a link; nobody is called by them."""

from collections.abc import Mapping
from typing import Any

_MOST_FACTS = 20
POST_MESSAGE = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 3000},
        "title": {"type": "string", "minLength": 1, "maxLength": 140},
        "facts": {
            "type": "array",
            "maxItems": _MOST_FACTS,
            "description": "Short facts, shown as a list of names and values.",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "value": {"type": "string", "maxLength": 900},
                },
                "required": ["name", "value"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["text"],
    "additionalProperties": False,
}


def for_slack(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write blocks, and the text that notifications show."""
    blocks: list[dict[str, Any]] = []
    if "title" in arguments:
        blocks.append({"type": "header", "text": {"type": "plain_text", "text": arguments["title"]}})
    # Slack takes 3000 characters, and signs that stand for others make a text longer.
    blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": _quiet(arguments["text"])[:3000]}})
    facts = [
        f"*{_quiet(each['name'])}*\n{_quiet(each['value'])}"[:2000] for each in arguments.get("facts", ())
    ]
    for first in range(0, len(facts), 10):
        fields = [{"type": "mrkdwn", "text": each} for each in facts[first : first + 10]]
        blocks.append({"type": "section", "fields": fields})
    return {"text": _quiet(arguments.get("title", arguments["text"])), "blocks": blocks}


def for_teams(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write an Adaptive Card, as the workflows of Teams take it."""
    body: list[dict[str, Any]] = []
    if "title" in arguments:
        body.append(
            {
                "type": "TextBlock",
                "text": arguments["title"],
                "weight": "Bolder",
                "size": "Medium",
                "wrap": True,
            }
        )
    body.append({"type": "TextBlock", "text": arguments["text"], "wrap": True})
    if arguments.get("facts"):
        facts = [{"title": each["name"], "value": each["value"]} for each in arguments["facts"]]
        body.append({"type": "FactSet", "facts": facts})
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attached]}


def _quiet(text: str) -> str:
    """Write what Slack would read as a mention or a link as the signs that it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
