"""What people review: the approval queue and the audit log."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

import httpx

from remit_sdk import models
from remit_sdk.responses import M, read


class Reviews(ABC):
    """The part of the client about approvals and the audit log."""

    @abstractmethod
    def _get(self, path: str, into: type[M], params: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _post(self, path: str, into: type[M], body: dict[str, Any] | None = None) -> M: ...

    @abstractmethod
    def _send(self, method: str, path: str, **rest: Any) -> httpx.Response: ...

    @abstractmethod
    def _stream(
        self, method: str, path: str, accept: str, **rest: Any
    ) -> AbstractContextManager[httpx.Response]: ...

    # Approvals ------------------------------------------------------------------------------------

    def approvals(self) -> models.ApprovalList:
        """List the plans that wait for a person, oldest first."""
        return self._get("/approvals", models.ApprovalList)

    def decide(
        self,
        plan_id: str,
        decision: Literal["approved", "rejected"],
        *,
        reason: str,
        digest: str | None = None,
    ) -> models.DecisionAnswer:
        """Approve or reject a plan; with the digest of what was seen, a change since then is refused."""
        body = {"plan_id": plan_id, "decision": decision, "reason": reason, "digest": digest}
        return self._post("/approve", models.DecisionAnswer, body)

    def proposals(
        self,
        *,
        status: Literal["pending", "decided", "all", "review"] = "pending",
        kind: str | None = None,
        environment: str | None = None,
        subject: str | None = None,
        q: str | None = None,
        whose: Literal["mine", "decidable"] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.ProposalPage:
        """List changes that somebody asks for: those that wait by risk and then age, decided ones newest first."""
        asked = {"status": status, "kind": kind, "environment": environment, "subject": subject, "q": q}
        more = {"whose": whose, "limit": limit, "cursor": cursor}
        return self._get("/api/proposals", models.ProposalPage, {**asked, **more})

    def proposal(self, id: str) -> models.ProposalDetail:
        """Show a proposal: who, what exactly, why, at which cost and risk, and what became of it."""
        return self._get(f"/api/proposals/{quote(id, safe='')}", models.ProposalDetail)

    def decide_proposal(
        self, id: str, decision: Literal["approved", "rejected"], *, reason: str, digest: str
    ) -> models.ProposalDetail:
        """Approve or reject exactly what `digest` stands for."""
        body = {"decision": decision, "reason": reason, "digest": digest}
        return self._post(f"/api/proposals/{quote(id, safe='')}/decision", models.ProposalDetail, body)

    def withdraw_proposal(self, id: str, *, reason: str) -> models.ProposalDetail:
        """Take back what one asked for."""
        path = f"/api/proposals/{quote(id, safe='')}/withdraw"
        return self._post(path, models.ProposalDetail, {"reason": reason})

    def approval_rules(self) -> models.RuleList:
        """List the rules of who has to approve which changes."""
        return self._get("/api/approval-rules", models.RuleList)

    def approval_rule(self, slug: str) -> models.RuleVersions:
        """List every version of a rule, the newest first."""
        return self._get(f"/api/approval-rules/{quote(slug, safe='')}", models.RuleVersions)

    def set_approval_rule(self, slug: str, rule: dict[str, Any]) -> models.RuleAnswer:
        """Make a rule, or its next version: `kind`, `environment`, `least_risk` and `stages`."""
        path = f"/api/approval-rules/{quote(slug, safe='')}"
        return read(self._send("PUT", path, json=rule), models.RuleAnswer)

    def end_approval_rule(self, slug: str) -> None:
        """End a rule; what waits under it goes on so."""
        self._send("DELETE", f"/api/approval-rules/{quote(slug, safe='')}")

    def break_glass(self, id: str, *, reason: str, digest: str) -> models.ProposalDetail:
        """Say that a change cannot wait; the second owner or admin who says so has it carried out."""
        path = f"/api/proposals/{quote(id, safe='')}/break-glass"
        return self._post(path, models.ProposalDetail, {"reason": reason, "digest": digest})

    def review_proposal(self, id: str, *, words: str) -> models.ProposalDetail:
        """Look back at a change that did not wait for its approvals."""
        path = f"/api/proposals/{quote(id, safe='')}/review"
        return self._post(path, models.ProposalDetail, {"words": words})

    def delegations(
        self, *, whose: Literal["mine"] | None = None, limit: int = 50, cursor: str | None = None
    ) -> models.DelegationPage:
        """List who lets whom decide, the newest first."""
        asked = {"whose": whose, "limit": limit, "cursor": cursor}
        return self._get("/api/delegations", models.DelegationPage, asked)

    def lend(
        self, to_member: str, *, until: str | None, reason: str, since: str | None, kinds: Sequence[str] = ()
    ) -> models.DelegationAnswer:
        """Let another member decide in one's place; moments are RFC 3339, and without `since` it holds at once."""
        body = {
            "to_member": to_member,
            "kinds": list(kinds),
            "reason": reason,
            "starts_at": since,
            "ends_at": until,
        }
        return self._post("/api/delegations", models.DelegationAnswer, body)

    def revoke_delegation(self, id: str) -> models.DelegationAnswer:
        """Take a lent right back before its end."""
        return self._post(f"/api/delegations/{quote(id, safe='')}/revoke", models.DelegationAnswer)

    # Audit ----------------------------------------------------------------------------------------

    def audit_entries(
        self,
        *,
        subject: str | None = None,
        q: str | None = None,
        actor: str | None = None,
        type: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """Search the log, newest first; a subject's entries alone come oldest first."""
        asked = {"subject": subject, "q": q, "actor": actor, "type": type}
        times = {"since": since and since.isoformat(), "until": until and until.isoformat()}
        page = {"limit": limit, "cursor": cursor}
        return self._get("/api/audit/entries", models.AuditPage, {**asked, **times, **page})

    def audit_entry(self, seq: int) -> models.AuditEntryDetail:
        """Show an entry with the proof that it stands in the log."""
        return self._get(f"/api/audit/entries/{seq}", models.AuditEntryDetail)

    def audit_consistency(self, first: int, second: int | None = None) -> models.ConsistencyAnswer:
        """Prove that the log with `second` entries only added to what it was with `first`."""
        return self._get("/api/audit/consistency", models.ConsistencyAnswer, {"from": first, "to": second})

    def audit_checkpoint(self) -> models.CheckpointAnswer:
        """Return a signed statement of what the log is now."""
        return self._get("/api/audit/checkpoint", models.CheckpointAnswer)

    def audit_export(self) -> Iterator[bytes]:
        """Export the whole log, in pieces."""
        with self._stream("GET", "/api/audit/export", "application/jsonl") as response:
            yield from response.iter_bytes()
