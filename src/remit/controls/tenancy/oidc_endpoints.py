"""The ways to sign in, and the one through an identity provider; a browser follows these, so refusals are pages."""

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from remit.controls.tenancy.accounts import account_of, address, begin_anywhere, memberships
from remit.controls.tenancy.errors import OidcRefused, OidcUnavailable
from remit.controls.tenancy.invitations import accept_vouched
from remit.controls.tenancy.oidc import LIFETIME_SECONDS, Oidc, Vouched
from remit.controls.tenancy.requests import DoorDep
from remit.controls.tenancy.session_endpoints import give_cookie, is_secure
from remit.controls.tenancy.sessions import Door, SignedIn, prove
from remit.kit.errors import NotFound, RemitError
from remit.kit.schemas import Answer
from remit.kit.telemetry import logger

router = APIRouter(tags=["session"])
_log = logger(__name__)
_COOKIE = "remit_oidc"
_PATH = "/api/oidc"
_LOCAL = re.compile(r"/(?:[^/\\\x00-\x20\x7f][^\\\x00-\x20\x7f]*)?")


class OidcOption(Answer):
    """An identity provider; `name` is what its button says."""

    name: str


class SignInOptions(Answer):
    """The ways to sign in here."""

    password: bool
    link: bool
    oidc: OidcOption | None


def _configured(request: Request) -> Oidc | None:
    """Return the provider; it is kept, with what it told about itself."""
    state = request.app.state
    if state.oidc_settings is None:
        return None
    if getattr(state, "oidc", None) is None:
        state.oidc = Oidc(state.oidc_settings, state.secret_key)
    found: Oidc = state.oidc
    return found


ConfiguredDep = Annotated[Oidc | None, Depends(_configured)]


def _provider(configured: ConfiguredDep) -> Oidc:
    if configured is None:
        raise NotFound("No identity provider is set up here: see REMIT_OIDC_ISSUER.")
    return configured


ProviderDep = Annotated[Oidc, Depends(_provider)]


@router.get("/api/sign-in-options")
async def sign_in_options(configured: ConfiguredDep) -> SignInOptions:
    """Say which ways to sign in there are."""
    oidc = OidcOption(name=configured.settings.name) if configured else None
    return SignInOptions(password=True, link=True, oidc=oidc)


@router.get(f"{_PATH}/start", status_code=303, response_class=RedirectResponse)
async def start_oidc(
    request: Request, oidc: ProviderDep, next: Annotated[str, Query(max_length=1000)] = "/"
) -> RedirectResponse:
    """Send the browser to the identity provider; `next` is the page to show afterwards."""
    try:
        begun = await oidc.begin(next if _LOCAL.fullmatch(next) else "/")
    except OidcUnavailable as error:
        return _refused("unavailable", error)
    response = RedirectResponse(begun.url, 303)
    response.set_cookie(
        _COOKIE,
        begun.cookie,
        max_age=LIFETIME_SECONDS,
        path=_PATH,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return response


@router.get(f"{_PATH}/callback", status_code=303, response_class=RedirectResponse)
async def finish_oidc(request: Request, oidc: ProviderDep, door: DoorDep) -> RedirectResponse:
    """Take the browser back from the identity provider, sign it in and show the page it wanted."""
    try:
        vouched = await oidc.finish(request.cookies.get(_COOKIE), request.query_params)
        signed_in = await _sign_in(door, vouched)
    except OidcRefused as error:
        return _refused(error.reason, error)
    except OidcUnavailable as error:
        return _refused("unavailable", error)
    response = RedirectResponse(vouched.next, 303)
    give_cookie(request, response, signed_in)
    response.delete_cookie(_COOKIE, path=_PATH)
    return response


async def _sign_in(door: Door, vouched: Vouched) -> SignedIn:
    """Begin a session of whoever has an account in an organisation, or is invited; nobody else is let in."""
    email = address(vouched.email)
    async with door.database.transaction(None) as session:
        account = await account_of(session, email)
        if account is None or not await memberships(session, account):
            account = await accept_vouched(session, door, email, vouched.name)
        if account is None:
            raise OidcRefused("unknown", f"Nobody has invited {email} here.")
        await prove(session, door.record, account.id)
        return await begin_anywhere(session, door, account, "oidc")


def _refused(reason: str, error: RemitError) -> RedirectResponse:
    _log.warning("sign-in through the identity provider refused", reason=reason, detail=error.detail)
    response = RedirectResponse(f"/sign-in?{urlencode({'refused': reason})}", 303)
    response.delete_cookie(_COOKIE, path=_PATH)
    return response
