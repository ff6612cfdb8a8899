"""Datasets and evaluations: agents measured, compared, and held to thresholds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M

Format = Literal["jsonl", "csv", "yaml"]
_LONGEST = 120.0


class Proving(ABC):
    """The part of the client about datasets and evaluations."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def datasets(
        self, *, q: str = "", archived: bool = False, limit: int = 50, cursor: str | None = None
    ) -> models.DatasetPage:
        """List one page of datasets, newest first."""
        asked = {"q": q, "archived": archived, "limit": limit, "cursor": cursor}
        return self._get("/api/datasets", models.DatasetPage, asked)

    def dataset(self, slug: str) -> models.DatasetDetail:
        """Show a dataset with its versions."""
        return self._get(_dataset(slug), models.DatasetDetail)

    def create_dataset(self, slug: str, **members: Any) -> models.DatasetAnswer:
        """Make a dataset of `content` in a `format`, of `cases`, of answers in your conversations (`messages`), or of
        an agent's smoke run (`trial_of`).
        """
        return self._post("/api/datasets", models.DatasetAnswer, {"slug": slug, **members})

    def edit_dataset(self, slug: str, **members: Any) -> models.EditedDataset:
        """Make the next version: what `create_dataset` takes is added, or is everything with `whole=True`."""
        return self._post(f"{_dataset(slug)}/versions", models.EditedDataset, members)

    def cases(
        self, slug: str, *, version: int | None = None, limit: int = 50, cursor: str | None = None
    ) -> models.CasePage:
        """List some cases of a version, the newest when left out."""
        asked = {"version": version, "limit": limit, "cursor": cursor}
        return self._get(f"{_dataset(slug)}/cases", models.CasePage, asked)

    def export_dataset(self, slug: str, *, format: Format = "jsonl", version: int | None = None) -> str:
        """Return a version as the text of a file."""
        params = {"format": format, **({} if version is None else {"version": version})}
        return self._send("GET", f"{_dataset(slug)}/export", params=params, timeout=_LONGEST).text

    def archive_dataset(self, slug: str) -> models.DatasetAnswer:
        """Take a dataset out of use."""
        return self._post(f"{_dataset(slug)}/archive", models.DatasetAnswer)

    def restore_dataset(self, slug: str) -> models.DatasetAnswer:
        """Bring an archived dataset back."""
        return self._post(f"{_dataset(slug)}/restore", models.DatasetAnswer)

    def estimate_evaluation(self, agent: str, dataset: str, **members: Any) -> models.EvaluationEstimate:
        """Say what an evaluation would take; `members` are those of `start_evaluation`."""
        body = {"agent": agent, "dataset": dataset, **members}
        return self._post("/api/evaluations/estimate", models.EvaluationEstimate, body)

    def start_evaluation(self, agent: str, dataset: str, **members: Any) -> models.EvaluationAnswer:
        """Start measuring: `version`, `dataset_version`, `scorers`, `threshold`, `effects`."""
        body = {"agent": agent, "dataset": dataset, **members}
        return self._post("/api/evaluations", models.EvaluationAnswer, body)

    def evaluations(
        self,
        *,
        agent: str | None = None,
        dataset: str | None = None,
        status: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.EvaluationPage:
        """List one page of evaluations, newest first."""
        asked = {"agent": agent, "dataset": dataset, "status": status, "limit": limit, "cursor": cursor}
        return self._get("/api/evaluations", models.EvaluationPage, asked)

    def evaluation(self, id: str) -> models.EvaluationDetail:
        """Show an evaluation as it stands now."""
        return self._get(_evaluation(id), models.EvaluationDetail)

    def evaluation_results(self, id: str, *, only: str | None = None) -> Iterator[models.ResultAnswer]:
        """Yield what became of each case; `only` those that `passed`, `failed`, or are `errors`."""
        cursor: str | None = None
        while True:
            asked = {"only": only, "limit": 200, "cursor": cursor}
            page = self._get(f"{_evaluation(id)}/results", models.ResultPage, asked)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def cancel_evaluation(self, id: str) -> models.EvaluationAnswer:
        """End an evaluation."""
        return self._post(f"{_evaluation(id)}/cancel", models.EvaluationAnswer)

    def compare_evaluations(
        self, before: str, after: str, *, only: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> models.ComparisonAnswer:
        """Compare two evaluations on one dataset, with the cases that changed most."""
        asked = {"before": before, "only": only, "limit": limit, "cursor": cursor}
        return self._get(f"{_evaluation(after)}/compare", models.ComparisonAnswer, asked)

    def evaluation_rules(self) -> models.EvaluationRules:
        """List what is asked of agents before they may be promoted."""
        return self._get("/api/evaluation-rules", models.EvaluationRules)

    def add_evaluation_rule(
        self, dataset: str, scorers: Sequence[dict[str, Any]], threshold: float, **members: Any
    ) -> models.EvaluationRuleAnswer:
        """Ask for a score of the agents that `agent`, `type` and `tag` name; of all without."""
        body = {"dataset": dataset, "scorers": list(scorers), "threshold": threshold, **members}
        return self._post("/api/evaluation-rules", models.EvaluationRuleAnswer, body)

    def remove_evaluation_rule(self, id: str) -> None:
        """Ask for it no more."""
        self._send("DELETE", f"/api/evaluation-rules/{quote(id, safe='')}")


def _dataset(slug: str) -> str:
    return f"/api/datasets/{quote(slug, safe='')}"


def _evaluation(id: str) -> str:
    return f"/api/evaluations/{quote(id, safe='')}"
