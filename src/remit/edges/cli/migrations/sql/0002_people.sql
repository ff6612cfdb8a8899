-- A table whose rows belong to one organisation: nobody sees or writes those of another.
create function remit_tenant(t text) returns void language plpgsql as $$ begin
  execute format('alter table %I enable row level security', t);
  execute format('alter table %I force row level security', t);
  execute format('create policy tenant on %I using (org_id = (select remit_org())) with check (org_id = (select remit_org()))', t);
  execute format('grant select, insert, update, delete on %I to remit_app', t);
end $$;
revoke execute on function remit_tenant(text) from public;

-- Accounts -----------------------------------------------------------------------------------------
-- A person of the installation, who may be a member of several organisations. No organisation sees accounts: one is
-- found by its e-mail address (always in lower case) when somebody signs in, and then by who is signed in.

create function remit_account() returns uuid language sql stable
  as $$ select nullif(current_setting('remit.account', true), '')::uuid $$;

create table accounts (
  id uuid constraint pk_accounts primary key,
  email text not null constraint uq_accounts_email unique,
  name text not null,
  password_hash text,
  password_changed_at timestamptz,
  -- When a link made on the machine, or an identity provider, showed first that the account is its person's.
  proved_at timestamptz,
  -- Where the person worked last; only a hint, so it names no row.
  last_org_id uuid,
  created_at timestamptz not null
);

-- Whoever owns the tables is held back by row-level security as well, unless they are a superuser.
alter table members no force row level security;
alter table sessions no force row level security;
alter table members
  add column account_id uuid constraint fk_members_account_id references accounts (id),
  add column removed_at timestamptz;
insert into accounts (id, email, name, created_at, proved_at)
  select distinct on (lower(email)) gen_random_uuid(), lower(email), name, created_at, now()
  from members order by lower(email), created_at;
update members set account_id = accounts.id from accounts where accounts.email = lower(members.email);
alter table members alter column account_id set not null;
drop index ix_members_email;
create unique index ix_members_email on members (org_id, lower(email)) where removed_at is null;
create unique index ix_members_account_id on members (account_id, org_id) where removed_at is null;

alter table sessions
  add column method text not null default 'link'
    constraint ck_sessions_method check (method in ('link', 'password', 'oidc', 'invitation')),
  add column proved_at timestamptz,
  add column address text not null default '',
  add column user_agent text not null default '',
  add column last_seen_at timestamptz;
update sessions set proved_at = created_at, last_seen_at = created_at;
alter table sessions
  alter column method drop default,
  alter column proved_at set not null,
  alter column address drop default,
  alter column user_agent drop default,
  alter column last_seen_at set not null;
create index ix_sessions_member_id on sessions (org_id, member_id);
alter table members force row level security;
alter table sessions force row level security;

-- `person` is who four eyes count a service account as, a member or another key; none for itself.
alter table api_keys
  add column last_used_at timestamptz,
  add column person uuid;
create index ix_api_keys_member_id on api_keys (org_id, member_id);

alter table accounts enable row level security;
alter table accounts force row level security;
create policy lookup on accounts for select using (email = (select remit_lookup()));
create policy mine on accounts for select using (id = (select remit_account()));
create policy made on accounts for insert with check (email = (select remit_lookup()));
create policy changed on accounts for update
  using (id = (select remit_account())) with check (id = (select remit_account()));
grant select, insert, update (name, password_hash, password_changed_at, proved_at, last_org_id) on accounts to remit_app;
-- Who is signed in sees their own memberships, and so their organisations.
create policy mine on members for select using (account_id = (select remit_account()));
create policy mine on organizations for select using (id in (
  select org_id from members where account_id = (select remit_account()) and removed_at is null));
revoke delete on members, api_keys, sessions, sign_in_links from remit_app;

-- Invitations --------------------------------------------------------------------------------------

create table invitations (
  org_id uuid not null constraint fk_invitations_org_id references organizations (id),
  id uuid not null,
  token_hash text not null constraint uq_invitations_token_hash unique,
  email text not null,
  role text not null constraint ck_invitations_role
    check (role in ('owner', 'admin', 'builder', 'operator', 'approver', 'viewer')),
  invited_by jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  member_id uuid,
  revoked_at timestamptz,
  constraint pk_invitations primary key (org_id, id),
  constraint fk_invitations_member_id foreign key (org_id, member_id) references members (org_id, id)
);
create index ix_invitations_email on invitations (email);
create unique index ix_invitations_open on invitations (org_id, email)
  where accepted_at is null and revoked_at is null;
select remit_tenant('invitations');
-- A link is looked up by its hash; a person whom an identity provider vouches for, by the address.
create policy lookup on invitations for select
  using (token_hash = (select remit_lookup()) or email = (select remit_lookup()));
revoke delete on invitations from remit_app;
