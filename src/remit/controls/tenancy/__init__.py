"""Organisations, members, roles, keys and sessions: who asks, and for whom."""

from remit.controls.tenancy.accounts import reclaim
from remit.controls.tenancy.actor import (
    ACCOUNT,
    INVITATION,
    KEY,
    MEMBER,
    ORGANIZATION,
    SESSION,
    Actor,
    Role,
    system,
)
from remit.controls.tenancy.errors import BadKey, BadSession, LinkSpent, MemberExists, UnknownMember
from remit.controls.tenancy.invitations import accept, invite, look
from remit.controls.tenancy.keyring import make_key
from remit.controls.tenancy.keys import Callers, NewKey, create, identified, person_behind, revoke
from remit.controls.tenancy.log import Record
from remit.controls.tenancy.members import (
    add_member,
    change_member,
    list_members,
    member_by_email,
    remove_member,
)
from remit.controls.tenancy.organizations import FOUNDED, first, found_organization
from remit.controls.tenancy.provider import oidc_settings
from remit.controls.tenancy.queries import keys, organization
from remit.controls.tenancy.recalling import kept_of, recall
from remit.controls.tenancy.requests import (
    COOKIE,
    ActorDep,
    DatabaseDep,
    PresenceDep,
    RecordDep,
    SecretKeyDep,
    SessionDep,
    VisitorDep,
    acting,
    bearer,
    by_key,
    may,
    presence_or_none,
)
from remit.controls.tenancy.roles import ROLES, RoleWords, covers
from remit.controls.tenancy.sessions import (
    SESSION_LIFETIME,
    Client,
    Door,
    Presence,
    SignedIn,
    end_one,
    identify_session,
    make_link,
    member_actor,
    owner,
    sign_in,
    token_hash,
)
from remit.controls.tenancy.tables import Account, ApiKey, Member, Organization
from remit.controls.tenancy.teams import TEAM, Team
from remit.controls.tenancy.teams import like as teams_like
from remit.controls.tenancy.teams import slugs as team_slugs
from remit.controls.tenancy.teams import some as teams_of
from remit.controls.tenancy.tries import Tries

__all__ = [
    "ACCOUNT",
    "COOKIE",
    "FOUNDED",
    "INVITATION",
    "KEY",
    "MEMBER",
    "ORGANIZATION",
    "ROLES",
    "SESSION",
    "SESSION_LIFETIME",
    "TEAM",
    "Account",
    "Actor",
    "ActorDep",
    "ApiKey",
    "BadKey",
    "BadSession",
    "Callers",
    "Client",
    "DatabaseDep",
    "Door",
    "LinkSpent",
    "Member",
    "MemberExists",
    "NewKey",
    "Organization",
    "Presence",
    "PresenceDep",
    "Record",
    "RecordDep",
    "Role",
    "RoleWords",
    "SecretKeyDep",
    "SessionDep",
    "SignedIn",
    "Team",
    "Tries",
    "UnknownMember",
    "VisitorDep",
    "accept",
    "acting",
    "add_member",
    "bearer",
    "by_key",
    "change_member",
    "covers",
    "create",
    "end_one",
    "first",
    "found_organization",
    "identified",
    "identify_session",
    "invite",
    "kept_of",
    "keys",
    "list_members",
    "look",
    "make_key",
    "make_link",
    "may",
    "member_actor",
    "member_by_email",
    "oidc_settings",
    "organization",
    "owner",
    "person_behind",
    "presence_or_none",
    "recall",
    "reclaim",
    "remove_member",
    "revoke",
    "sign_in",
    "system",
    "team_slugs",
    "teams_like",
    "teams_of",
    "token_hash",
]
