"""Rollouts, environments and freezes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Rollouts(ABC):
    """The part of the client about rollouts and environments."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    def rollouts(self, plan_id: str, *, limit: int = 20, cursor: str | None = None) -> models.RolloutList:
        """List the rollouts of a deployment, newest first."""
        asked = {"limit": limit, "cursor": cursor}
        return self._get(f"/api/deployments/{quote(plan_id)}/rollouts", models.RolloutList, asked)

    def act_on_rollout(self, rollout_id: str, action: str, reason: str = "") -> models.RolloutAnswer:
        """Pause, resume, abort or promote a rollout that is under way."""
        body = {"action": action, "reason": reason}
        path = f"/api/rollouts/{quote(rollout_id)}/act"
        return read(self._send("POST", path, json=body), models.RolloutAnswer)

    def promotion(self, plan_id: str, to: str | None = None) -> models.EnvironmentPromotion:
        """Say what promoting a deployment would change in the next environment, or in `to`."""
        path = f"/api/deployments/{quote(plan_id)}/promotion"
        return self._get(path, models.EnvironmentPromotion, {"to": to})

    def promote_deployment(
        self, plan_id: str, to: str | None = None, *, override_freeze: bool = False
    ) -> models.PromotedAnswer:
        """Bring what serves into the next environment, or into `to`."""
        path = f"/api/deployments/{quote(plan_id)}/promote"
        params = {"override_freeze": override_freeze}
        return read(self._send("POST", path, json={"to": to}, params=params), models.PromotedAnswer)

    def hear_act(self, sentence: str) -> models.ActHeard:
        """Understand a sentence about something deployed; it says what it would do, and does nothing."""
        return read(self._send("POST", "/api/commands/acts", json={"command": sentence}), models.ActHeard)

    def perform(self, request: models.ActRequest) -> str:
        """Do what such a sentence was understood to ask for; returns what the server says of it."""
        sent = self._send(str(request.method), request.path, json=request.body)
        return str(sent.json().get("message", "Done"))

    def scaling(self, plan_id: str) -> models.ScalingAnswer:
        """Say how a deployment is scaled by itself, and what its rule wants now."""
        return self._get(f"/api/deployments/{quote(plan_id)}/scaling", models.ScalingAnswer)

    def set_scaling(self, plan_id: str, rule: models.Scaling) -> models.ChangeAnswer:
        """Have a model's number of instances follow a rule, at once or when a person has approved it."""
        path, body = f"/api/deployments/{quote(plan_id)}/scaling", rule.model_dump(mode="json")
        return read(self._send("PUT", path, json=body), models.ChangeAnswer)

    def stop_scaling(self, plan_id: str) -> models.ScalingAnswer:
        """Have no rule scale a deployment any more; what runs stays as it is."""
        sent = self._send("DELETE", f"/api/deployments/{quote(plan_id)}/scaling")
        return read(sent, models.ScalingAnswer)

    def advice(self) -> models.AdviceList:
        """List what would do better or cost less; each has the request that asks for it, for `perform`."""
        return self._get("/api/insights/advice", models.AdviceList)

    def environments(self) -> models.EnvironmentList:
        """List environments in their order, with the freezes that are or will be."""
        return self._get("/api/environments", models.EnvironmentList)

    def set_environment(self, name: str, body: models.EnvironmentBody) -> models.EnvironmentSetting:
        """Set how new versions come to serve in an environment, and where it may run what."""
        sent = self._send("PUT", f"/api/environments/{quote(name)}", json=body.model_dump(mode="json"))
        return read(sent, models.EnvironmentSetting)

    def add_environment(
        self, name: str, *, title: str | None = None, protected: bool = False, before: str | None = None
    ) -> models.EnvironmentSetting:
        """Add an environment: before another one, else before the first protected one, or last where it is one."""
        body = {"name": name, "title": title, "protected": protected, "before": before}
        return read(self._send("POST", "/api/environments", json=body), models.EnvironmentSetting)

    def remove_environment(self, name: str) -> models.EnvironmentList:
        """Remove an environment in which nothing is."""
        return read(self._send("DELETE", f"/api/environments/{quote(name)}"), models.EnvironmentList)

    def order_environments(self, names: list[str]) -> models.EnvironmentList:
        """Put the environments in another order."""
        return read(
            self._send("POST", "/api/environments/order", json={"names": names}), models.EnvironmentList
        )

    def freeze(self, body: models.FreezeBody) -> models.FreezeAnswer:
        """Freeze an environment from a moment to another."""
        return read(
            self._send("POST", "/api/freezes", json=body.model_dump(mode="json")), models.FreezeAnswer
        )

    def lift_freeze(self, freeze_id: str) -> models.FreezeAnswer:
        """End a freeze now."""
        return read(self._send("DELETE", f"/api/freezes/{quote(freeze_id)}"), models.FreezeAnswer)

    def rendered_plan(self, plan_id: str) -> models.RenderedPlan:
        """Show what a plan is for its host, such as a cluster's manifests; nothing is sent."""
        return self._get(f"/api/deployments/{quote(plan_id, safe='')}/rendered", models.RenderedPlan)
