"""What trying a connection out found, in words: what came back, and what to fix."""

from dataclasses import dataclass
from typing import Any, Literal

from remit.controls.connections.kinds import KINDS
from remit.controls.connections.offer import Provider
from remit.engines.models import Finding, Outcome
from remit.kit.errors import RemitError

Result = Outcome | Literal["address_refused", "secret_unreadable", "failed"]


@dataclass(frozen=True)
class Tried:
    """The result of a test: `fix` says what to do, and is none when all is well."""

    outcome: Result
    said: str
    fix: str | None
    milliseconds: int

    def facts(self) -> dict[str, Any]:
        """What records keep of a test."""
        return {"ok": self.outcome == "answered", **vars(self)}


def tried(provider: Provider, finding: Finding) -> Tried:
    """Say a finding in words."""
    said, fix = _WORDS[finding.outcome](provider, finding)
    return Tried(finding.outcome, said, fix, finding.milliseconds)


def not_tried(outcome: Result, error: RemitError) -> Tried:
    """Say why nothing was asked."""
    said, _, fix = error.detail.partition(": ")
    if not fix:
        said, _, fix = error.detail.partition(". ")
    return Tried(outcome, f"{said.rstrip('.')}.", f"{fix[:1].upper()}{fix[1:]}" or None, 0)


def _server(provider: Provider) -> str:
    return provider.base_url or KINDS[provider.kind].address or provider.slug


def _answered(provider: Provider, finding: Finding) -> tuple[str, str | None]:
    count = len(finding.models)
    served = f" and serves {count} {'model' if count == 1 else 'models'}" if count else ""
    if not provider.usual and not count:
        return "It answers.", "It lists no models: enter the default model by hand."
    return f"It answers{served}.", None


def _wrong_key(provider: Provider, finding: Finding) -> tuple[str, str | None]:
    if provider.envelope is None:
        return f"It wants a key (status {finding.status}).", "Enter the key of this provider."
    return (
        f"It refuses the key (status {finding.status}).",
        "Replace the key: the one that is stored is wrong, was revoked, or may not be used for this model.",
    )


def _rate_limited(_: Provider, __: Finding) -> tuple[str, str | None]:
    return (
        "It says that there are too many requests, or that the account's quota is used up (status 429).",
        "Wait a minute and test again; if it stays so, look at the account's limits and credit at the provider.",
    )


def _model_not_served(provider: Provider, finding: Finding) -> tuple[str, str | None]:
    some = ", ".join(finding.models[:5])
    if finding.status is None:
        return (
            f"It answers, but does not list {provider.usual}.",
            f"Choose another default model, such as {some}.",
        )
    return (
        f"It answers, but refuses a question to {provider.usual or finding.models[0]} (status {finding.status}).",
        f"Choose another default model{f', such as {some}' if some else ''}.",
    )


def _provider_failed(_: Provider, finding: Finding) -> tuple[str, str | None]:
    return (
        f"It answers that it has a problem of its own (status {finding.status}).",
        "Look at the log or the status page of the provider, then test again.",
    )


def _not_a_model_api(provider: Provider, finding: Finding) -> tuple[str, str | None]:
    status = f" (status {finding.status})" if finding.status else ""
    if finding.status and 300 <= finding.status < 400:
        return (
            f"{_server(provider)} leads elsewhere ({finding.status}).",
            "Enter the address that it leads to.",
        )
    return (
        f"{_server(provider)} answers{status}, but not as a model API.",
        "Check the base URL: it ends where /models and /chat/completions begin, mostly in /v1, and begins with http://"
        " or https:// as the server does.",
    )


def _tls(provider: Provider, _: Finding) -> tuple[str, str | None]:
    return (
        f"No secure connection to {_server(provider)}: its certificate is not trusted, or it speaks no TLS.",
        "Use http:// if the server has no certificate. If its certificate is from your own authority, start Remit with"
        " SSL_CERT_FILE naming that authority's file.",
    )


def _timeout(provider: Provider, _: Finding) -> tuple[str, str | None]:
    return (
        f"{_server(provider)} did not answer in time.",
        "Check that the server runs and that a firewall lets Remit through; a model that is only being loaded may need"
        " a second test.",
    )


def _unreachable(provider: Provider, _: Finding) -> tuple[str, str | None]:
    return (
        f"Nothing answers at {_server(provider)}.",
        "Check the host's name and port, and that the server runs where Remit can reach it.",
    )


_WORDS = {
    "answered": _answered,
    "wrong_key": _wrong_key,
    "rate_limited": _rate_limited,
    "model_not_served": _model_not_served,
    "provider_failed": _provider_failed,
    "not_a_model_api": _not_a_model_api,
    "tls": _tls,
    "timeout": _timeout,
    "unreachable": _unreachable,
}
