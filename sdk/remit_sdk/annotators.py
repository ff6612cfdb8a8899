"""Annotators elsewhere: who is asked what is in a text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Annotators(ABC):
    """The part of the client about annotators."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def annotators(self, *, limit: int = 50, cursor: str | None = None) -> models.AnnotatorPage:
        """List one page of annotators, oldest first."""
        return self._get("/api/annotators", models.AnnotatorPage, {"limit": limit, "cursor": cursor})

    def add_annotator(self, slug: str, kind: str, url: str, **members: Any) -> models.AnnotatorAnswer:
        """Add an annotator: `secret`, `name`, `options`, `directions`, `labels`, `timeout_seconds`, `fail_mode`,
        `streams`, `enabled`.
        """
        body = {"slug": slug, "kind": kind, "url": url, **members}
        return self._post("/api/annotators", models.AnnotatorAnswer, body)

    def change_annotator(self, id: str, version: int, **members: Any) -> models.AnnotatorAnswer:
        """Change members of the version that was read; a secret that is not sent stays."""
        path, body = f"/api/annotators/{quote(id, safe='')}", {"version": version, **members}
        return read(self._send("PATCH", path, json=body), models.AnnotatorAnswer)

    def remove_annotator(self, id: str) -> None:
        """Remove an annotator with its secret."""
        self._send("DELETE", f"/api/annotators/{quote(id, safe='')}")

    def test_annotator(self, id: str, text: str, direction: str = "input") -> models.AnnotatorTested:
        """Ask an annotator about a sample now."""
        path, body = f"/api/annotators/{quote(id, safe='')}/test", {"text": text, "direction": direction}
        return self._post(path, models.AnnotatorTested, body)
