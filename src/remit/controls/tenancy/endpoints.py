"""People, keys and organisations over HTTP."""

from fastapi import APIRouter

from remit.controls.tenancy.account_endpoints import router as accounts
from remit.controls.tenancy.invitation_endpoints import router as invitations
from remit.controls.tenancy.key_endpoints import router as keys
from remit.controls.tenancy.member_endpoints import router as members
from remit.controls.tenancy.oidc_endpoints import router as oidc
from remit.controls.tenancy.organization_endpoints import router as organizations
from remit.controls.tenancy.session_endpoints import router as sessions
from remit.controls.tenancy.team_endpoints import router as teams

router = APIRouter()
for part in (sessions, oidc, accounts, organizations, members, invitations, keys, teams):
    router.include_router(part)
