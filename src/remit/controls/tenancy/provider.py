"""Which identity provider may sign people in, as the settings say."""

from dataclasses import dataclass

from remit.kit.settings import Settings


@dataclass(frozen=True)
class OidcSettings:
    """A provider, and how Remit is known there; `name` is what the button says."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    redirect_uri: str


def oidc_settings(settings: Settings) -> OidcSettings | None:
    """Read the provider from the settings; none when there is none."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    secret = settings.oidc_client_secret
    return OidcSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else "",
        name=settings.oidc_name,
        redirect_uri=f"{settings.url}/api/oidc/callback",
    )
