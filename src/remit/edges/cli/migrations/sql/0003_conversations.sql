-- Conversations belong to one person; `owner` is the person of the actor: a member, or a service account.
create table conversations (
  org_id uuid not null constraint fk_conversations_org_id references organizations (id),
  id uuid not null,
  owner uuid not null,
  kind text not null constraint ck_conversations_kind check (kind in ('chat', 'test')),
  title text not null,
  leaf_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint pk_conversations primary key (org_id, id)
);
create index ix_conversations_newest on conversations (org_id, owner, updated_at desc, id desc)
  where kind = 'chat' and deleted_at is null;
create table participants (
  org_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  kind text not null constraint ck_participants_kind check (kind in ('deployment', 'agent')),
  ref_id uuid not null,
  version_id uuid,
  handle text not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  constraint pk_participants primary key (org_id, id),
  constraint fk_participants_conversation_id foreign key (org_id, conversation_id)
    references conversations (org_id, id),
  constraint fk_participants_version_id foreign key (org_id, version_id) references agent_versions (org_id, id),
  constraint uq_participants_handle unique (org_id, conversation_id, handle),
  constraint uq_participants_ref_id unique (org_id, conversation_id, kind, ref_id)
);
-- A tree: an edited message and an answer asked for again stand beside the one they replace.
create table messages (
  org_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  parent_id uuid,
  role text not null constraint ck_messages_role check (role in ('user', 'assistant')),
  participant_id uuid,
  addressed jsonb not null,
  content text not null,
  status text not null constraint ck_messages_status
    check (status in ('streaming', 'complete', 'stopped', 'refused', 'failed')),
  problem jsonb,
  agent text,
  model text,
  provider text,
  demo boolean not null,
  input_tokens bigint,
  output_tokens bigint,
  cost_usd numeric(18, 9),
  price_as_of date,
  duration_ms double precision,
  first_token_ms double precision,
  call_id text,
  request_id text,
  tools jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_messages primary key (org_id, id),
  constraint fk_messages_conversation_id foreign key (org_id, conversation_id) references conversations (org_id, id),
  constraint fk_messages_parent_id foreign key (org_id, parent_id) references messages (org_id, id),
  constraint fk_messages_participant_id foreign key (org_id, participant_id) references participants (org_id, id)
);
create index ix_messages_parent_id on messages (org_id, conversation_id, parent_id);
alter table conversations add constraint fk_conversations_leaf_id
  foreign key (org_id, leaf_id) references messages (org_id, id);
select remit_tenant('conversations');
select remit_tenant('participants');
select remit_tenant('messages');
revoke delete, truncate on conversations, participants, messages from remit_app;
