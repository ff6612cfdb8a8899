"""Notifications: who is told what by which channel, and what became of each message."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Notifications(ABC):
    """The part of the client about notifications."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def notifications(self, *, limit: int = 50, cursor: str | None = None) -> models.NotificationPage:
        """List one page of notifications, oldest first."""
        return self._get("/api/notifications", models.NotificationPage, {"limit": limit, "cursor": cursor})

    def notification(self, id: str) -> models.NotificationAnswer:
        """Show a notification."""
        return self._get(_one(id), models.NotificationAnswer)

    def notification_kinds(self) -> models.NoticeKindList:
        """List the kinds of news there are."""
        return self._get("/api/notifications/kinds", models.NoticeKindList)

    def add_notification(
        self, name: str, channel: str, kinds: list[str], **members: Any
    ) -> models.MadeNotification:
        """Have news told: `connection_id`, `url`, `addresses`, `people`, `environments`, `least_severity`, `enabled`.

        The secret of a webhook is in the answer, this once.
        """
        body = {"name": name, "channel": channel, "kinds": kinds, **members}
        return self._post("/api/notifications", models.MadeNotification, body)

    def change_notification(self, id: str, version: int, **members: Any) -> models.NotificationAnswer:
        """Change members of the version that was read."""
        answer = self._send("PATCH", _one(id), json={"version": version, **members})
        return read(answer, models.NotificationAnswer)

    def remove_notification(self, id: str) -> None:
        """Tell nothing more by it; its secret and the list of its messages are gone."""
        self._send("DELETE", _one(id))

    def test_notification(self, id: str) -> models.NotificationTested:
        """Send a test message now, and say what became of it."""
        return self._post(f"{_one(id)}/test", models.NotificationTested)

    def rotate_notification_secret(self, id: str) -> models.RotatedSecret:
        """Give a webhook a new secret, shown this once; for a day messages are signed with both."""
        return self._post(f"{_one(id)}/secret", models.RotatedSecret)

    def notification_messages(
        self,
        *,
        notification: str | None = None,
        state: str | None = None,
        kind: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.NoticeMessagePage:
        """List one page of the messages of the last 30 days, newest first; `state` is waiting, delivered or dead."""
        params = {
            "notification": notification,
            "state": state,
            "kind": kind,
            "limit": limit,
            "cursor": cursor,
        }
        return self._get("/api/notifications/messages", models.NoticeMessagePage, params)

    def notification_message(self, id: str) -> models.NoticeMessageAnswer:
        """Show a message, and what became of it."""
        return self._get(_message(id), models.NoticeMessageAnswer)

    def redeliver_notification_message(self, id: str) -> models.NoticeMessageAnswer:
        """Send a message once more, under the same id."""
        return self._post(f"{_message(id)}/redeliver", models.NoticeMessageAnswer)

    def notification_preferences(self) -> models.PreferenceAnswer:
        """Show which kinds of news one does not want by mail."""
        return self._get("/api/notifications/preferences", models.PreferenceAnswer)

    def set_notification_preferences(self, muted: list[str]) -> models.PreferenceAnswer:
        """Choose which kinds of news one does not want by mail."""
        answer = self._send("PUT", "/api/notifications/preferences", json={"muted": muted})
        return read(answer, models.PreferenceAnswer)


def _one(id: str) -> str:
    return f"/api/notifications/{quote(id, safe='')}"


def _message(id: str) -> str:
    return f"/api/notifications/messages/{quote(id, safe='')}"
