"""Every read of the tenancy tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from remit.controls.tenancy.tables import (
    Account,
    ApiKey,
    BrowserSession,
    Invitation,
    Member,
    Organization,
    SignInLink,
)
from remit.kit.database import Base, Session
from remit.kit.pagination import Position

_WAITS = and_(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))


async def organization_by_slug(session: Session, slug: str) -> Organization | None:
    """Find an organisation; needs a transaction whose `lookup` is the slug."""
    return (await session.scalars(select(Organization).where(Organization.slug == slug))).one_or_none()


async def organization(session: Session) -> Organization:
    """Return the organisation of the transaction."""
    return (await session.scalars(select(Organization))).one()


async def _make(session: Session, table: type[Base], row: Base) -> bool:
    """Store a row; false when there is one like it, also when somebody was faster just now."""
    values = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    key = table.__table__.c.id
    stored = await session.execute(insert(table).values(**values).on_conflict_do_nothing().returning(key))
    return stored.one_or_none() is not None


async def account_by_email(session: Session, email: str) -> Account | None:
    """Find an account by its address in lower case; needs a transaction whose `lookup` is that address."""
    return (await session.scalars(select(Account).where(Account.email == email))).one_or_none()


async def account(session: Session, id: UUID) -> Account | None:
    """Find an account; needs a transaction that it opens."""
    return (await session.scalars(select(Account).where(Account.id == id))).one_or_none()


async def make_account(session: Session, made: Account) -> bool:
    """Store an account; false when there is one of that address, also when another made it just now."""
    return await _make(session, Account, made)


async def worked_at(session: Session, account_id: UUID, org_id: UUID) -> None:
    """Note where a person works now; needs a transaction that the account opens."""
    await session.execute(update(Account).where(Account.id == account_id).values(last_org_id=org_id))


async def rename_account(session: Session, id: UUID, name: str) -> None:
    """Change a person's name; needs a transaction that the account opens."""
    await session.execute(update(Account).where(Account.id == id).values(name=name))


async def set_password(session: Session, id: UUID, stored: str | None, moment: datetime) -> None:
    """Store the hash of a password, or none; needs a transaction that the account opens."""
    values = {"password_hash": stored, "password_changed_at": moment}
    await session.execute(update(Account).where(Account.id == id).values(**values))


async def lock_password(session: Session, id: UUID, stored: str | None) -> bool:
    """Keep others from changing a password until the transaction ends; false when it is another than one thinks."""
    same = select(Account.id).where(Account.id == id, Account.password_hash.is_not_distinct_from(stored))
    return (await session.scalars(same.with_for_update(key_share=True))).one_or_none() is not None


async def prove_account(session: Session, id: UUID, moment: datetime) -> bool:
    """Note that an account is its person's; false when it is known. Needs a transaction that the account opens."""
    unproved = update(Account).where(Account.id == id, Account.proved_at.is_(None))
    proved = await session.execute(unproved.values(proved_at=moment).returning(Account.id))
    return proved.one_or_none() is not None


async def memberships(session: Session, account_id: UUID) -> Sequence[Member]:
    """List a person's memberships, oldest first; needs a transaction that the account opens."""
    mine = select(Member).where(Member.account_id == account_id, Member.removed_at.is_(None))
    return (await session.scalars(mine.order_by(Member.created_at, Member.id))).all()


async def count_memberships(session: Session, account_id: UUID) -> int:
    """Count the organisations of an account; needs a transaction that it opens."""
    mine = select(func.count()).where(Member.account_id == account_id, Member.removed_at.is_(None))
    return (await session.scalars(mine)).one()


async def organizations_of(session: Session, account_id: UUID) -> Sequence[tuple[Organization, Member]]:
    """List a person's organisations and memberships, by name; needs a transaction that the account opens."""
    mine = (
        select(Organization, Member)
        .join(Member, Member.org_id == Organization.id)
        .where(Member.account_id == account_id, Member.removed_at.is_(None))
        .order_by(func.lower(Organization.name), Organization.id)
    )
    return [(organization, member) for organization, member in await session.execute(mine)]


async def make_member(session: Session, made: Member) -> bool:
    """Store a member; false when the person is one."""
    return await _make(session, Member, made)


async def lock_members(session: Session) -> None:
    """Have whoever else wants to change members wait until the transaction ends."""
    await session.execute(select(Organization.id).with_for_update(key_share=True))


async def members_like(
    session: Session, words: str | None, *, after: Position | None, limit: int
) -> Sequence[Member]:
    """List the members whose name or address holds some words, oldest first."""
    wanted = select(Member).where(Member.removed_at.is_(None))
    if words:
        wanted = wanted.where(
            or_(Member.name.icontains(words, autoescape=True), Member.email.icontains(words, autoescape=True))
        )
    if after is not None:
        wanted = wanted.where(tuple_(Member.created_at, Member.id) > after)
    return (await session.scalars(wanted.order_by(Member.created_at, Member.id).limit(limit))).all()


async def members_seen(session: Session, ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Say when members were last seen at a browser; who never was is left out."""
    seen = select(BrowserSession.member_id, func.max(BrowserSession.last_seen_at).label("at"))
    found = await session.execute(
        seen.where(BrowserSession.member_id.in_(ids)).group_by(BrowserSession.member_id)
    )
    return {row.member_id: row.at for row in found}


async def member(session: Session, id: UUID) -> Member | None:
    """Find a member by id; whoever was removed is none."""
    wanted = select(Member).where(Member.id == id, Member.removed_at.is_(None))
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def member_by_email(session: Session, email: str) -> Member | None:
    """Find a member by address, whatever its case."""
    wanted = select(Member).where(func.lower(Member.email) == email.lower(), Member.removed_at.is_(None))
    return (await session.scalars(wanted)).one_or_none()


async def members(session: Session) -> Sequence[Member]:
    """List the members, oldest first."""
    wanted = select(Member).where(Member.removed_at.is_(None)).order_by(Member.id)
    return (await session.scalars(wanted)).all()


async def change_member(session: Session, id: UUID, values: dict[str, Any]) -> None:
    """Change a member."""
    await session.execute(update(Member).where(Member.id == id).values(**values))


async def key(session: Session, key_id: str) -> ApiKey | None:
    """Find a key by its public part; needs a transaction whose `lookup` is that part."""
    return (await session.scalars(select(ApiKey).where(ApiKey.key_id == key_id))).one_or_none()


async def key_by_id(session: Session, id: UUID) -> ApiKey | None:
    """Find a key by id, also one that has ended."""
    wanted = select(ApiKey).where(ApiKey.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted)).one_or_none()


async def keys(session: Session, deployment_id: UUID | None = None) -> Sequence[ApiKey]:
    """List the organisation's keys, or those of one deployment, oldest first."""
    wanted = select(ApiKey).order_by(ApiKey.id)
    return (await session.scalars(wanted.where(ApiKey.deployment_id == deployment_id))).all()


async def live_keys(
    session: Session, member_id: UUID | None, *, after: Position | None, limit: int
) -> Sequence[ApiKey]:
    """List the keys of the organisation, or of one member, that belong to no deployment and work; newest first."""
    wanted = select(ApiKey).where(ApiKey.deployment_id.is_(None), ApiKey.revoked_at.is_(None))
    if member_id is not None:
        wanted = wanted.where(ApiKey.member_id == member_id)
    if after is not None:
        wanted = wanted.where(tuple_(ApiKey.created_at, ApiKey.id) < after)
    newest_first = wanted.order_by(ApiKey.created_at.desc(), ApiKey.id.desc()).limit(limit)
    return (await session.scalars(newest_first)).all()


async def any_key(session: Session, id: UUID) -> ApiKey | None:
    """Find a key, also one that has ended."""
    return (await session.scalars(select(ApiKey).where(ApiKey.id == id))).one_or_none()


async def live_key(session: Session, id: UUID) -> ApiKey | None:
    """Find a key that belongs to no deployment and works."""
    wanted = select(ApiKey).where(
        ApiKey.id == id, ApiKey.deployment_id.is_(None), ApiKey.revoked_at.is_(None)
    )
    return (await session.scalars(wanted)).one_or_none()


async def revoke_key(
    session: Session, id: UUID, moment: datetime, *, deployment_id: UUID | None = None
) -> ApiKey | None:
    """End a key at a moment; none when there is none to end. An end to come may be moved."""
    works = or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > func.clock_timestamp())
    live = update(ApiKey).where(ApiKey.id == id, works)
    if deployment_id is not None:
        live = live.where(ApiKey.deployment_id == deployment_id)
    return (await session.scalars(live.values(revoked_at=moment).returning(ApiKey))).one_or_none()


async def revoke_keys_of(session: Session, member_id: UUID, moment: datetime) -> Sequence[ApiKey]:
    """End every key of a member, and of service accounts they made; return those that worked until now."""
    theirs = or_(ApiKey.member_id == member_id, ApiKey.person == member_id)
    live = update(ApiKey).where(theirs, ApiKey.revoked_at.is_(None))
    return (await session.scalars(live.values(revoked_at=moment).returning(ApiKey))).all()


async def member_names(session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Map ids of members to their names, of those too who were removed."""
    found = await session.execute(select(Member.id, Member.name).where(Member.id.in_(ids)))
    return {row.id: row.name for row in found}


async def touch_keys(session: Session, ids: Sequence[UUID], moment: datetime) -> None:
    """Note that keys were used, but for those that another request is at now."""
    free = select(ApiKey.id).where(ApiKey.id.in_(ids)).with_for_update(skip_locked=True)
    await session.execute(
        update(ApiKey)
        .where(ApiKey.id.in_(free))
        .values(last_used_at=moment)
        .execution_options(synchronize_session=False)
    )


async def browser_session(session: Session, token_hash: str, moment: datetime) -> BrowserSession | None:
    """Find a session that has not ended; needs a transaction whose `lookup` is the hash."""
    live = select(BrowserSession).where(
        BrowserSession.token_hash == token_hash,
        BrowserSession.revoked_at.is_(None),
        BrowserSession.expires_at > moment,
    )
    return (await session.scalars(live)).one_or_none()


async def sessions(session: Session, member_id: UUID, moment: datetime) -> Sequence[BrowserSession]:
    """List the sessions of a member that have not ended, the newest first."""
    live = select(BrowserSession).where(
        BrowserSession.member_id == member_id,
        BrowserSession.revoked_at.is_(None),
        BrowserSession.expires_at > moment,
    )
    return (await session.scalars(live.order_by(BrowserSession.id.desc()).limit(200))).all()


async def end_sessions(
    session: Session, member_id: UUID, moment: datetime, *, id: UUID | None = None, but: UUID | None = None
) -> Sequence[BrowserSession]:
    """End a member's sessions: the one of an id, or all but one, or all; return those that had not ended."""
    live = update(BrowserSession).where(
        BrowserSession.member_id == member_id,
        BrowserSession.revoked_at.is_(None),
        BrowserSession.expires_at > moment,
    )
    if id is not None:
        live = live.where(BrowserSession.id == id)
    if but is not None:
        live = live.where(BrowserSession.id != but)
    return (await session.scalars(live.values(revoked_at=moment).returning(BrowserSession))).all()


async def touch_session(session: Session, id: UUID, moment: datetime) -> None:
    """Note that a session was seen, unless another request is at that now."""
    free = select(BrowserSession.id).where(BrowserSession.id == id).with_for_update(skip_locked=True)
    await session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == free.scalar_subquery())
        .values(last_seen_at=moment)
        .execution_options(synchronize_session=False)
    )


async def link_owner(session: Session, token_hash: str) -> UUID | None:
    """Name the organisation of a sign-in link; needs a transaction whose `lookup` is the hash."""
    return (
        await session.scalars(select(SignInLink.org_id).where(SignInLink.token_hash == token_hash))
    ).one_or_none()


async def spend_link(session: Session, token_hash: str, moment: datetime) -> UUID | None:
    """Use a link up, in one statement so that two browsers cannot; return its member, or none."""
    live = update(SignInLink).where(
        SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None), SignInLink.expires_at > moment
    )
    return (await session.scalars(live.values(used_at=moment).returning(SignInLink.member_id))).one_or_none()


async def invitation(session: Session, token_hash: str) -> Invitation | None:
    """Find an invitation; needs a transaction whose `lookup` is the hash."""
    wanted = select(Invitation).where(Invitation.token_hash == token_hash)
    return (await session.scalars(wanted)).one_or_none()


async def invitations_for(session: Session, email: str) -> Sequence[Invitation]:
    """List the invitations of an address, oldest first; needs a transaction whose `lookup` is that address."""
    wanted = select(Invitation).where(Invitation.email == email).order_by(Invitation.id)
    return (await session.scalars(wanted)).all()


async def make_invitation(session: Session, made: Invitation) -> bool:
    """Store an invitation; false when the address has one that waits."""
    return await _make(session, Invitation, made)


async def waiting_invitations(
    session: Session, *, after: Position | None, limit: int
) -> Sequence[Invitation]:
    """List the invitations that nobody has accepted or withdrawn, newest first."""
    wanted = select(Invitation).where(_WAITS)
    if after is not None:
        wanted = wanted.where(tuple_(Invitation.created_at, Invitation.id) < after)
    newest_first = wanted.order_by(Invitation.created_at.desc(), Invitation.id.desc()).limit(limit)
    return (await session.scalars(newest_first)).all()


async def withdraw_for(session: Session, email: str, moment: datetime) -> None:
    """Withdraw the invitation of an address that waits, if there is one."""
    waiting = update(Invitation).where(Invitation.email == email, _WAITS)
    await session.execute(waiting.values(revoked_at=moment))


async def invitations_by(session: Session, inviters: Collection[str]) -> Sequence[Invitation]:
    """List the invitations that wait of those who made them, by their ids as records show them."""
    wanted = select(Invitation).where(Invitation.invited_by["id"].astext.in_(inviters), _WAITS)
    return (await session.scalars(wanted)).all()


async def withdraw_invitation(session: Session, id: UUID, moment: datetime) -> Invitation | None:
    """Withdraw an invitation that waits; none when there is none."""
    waiting = update(Invitation).where(Invitation.id == id, _WAITS)
    return (await session.scalars(waiting.values(revoked_at=moment).returning(Invitation))).one_or_none()


async def spend_invitation(session: Session, id: UUID, moment: datetime) -> bool:
    """Use an invitation up; false when it no longer works."""
    live = update(Invitation).where(Invitation.id == id, _WAITS, Invitation.expires_at > moment)
    spent = await session.execute(live.values(accepted_at=moment).returning(Invitation.id))
    return spent.one_or_none() is not None


async def accepted_by(session: Session, id: UUID, member_id: UUID) -> None:
    """Note who an invitation has made a member."""
    await session.execute(update(Invitation).where(Invitation.id == id).values(member_id=member_id))
