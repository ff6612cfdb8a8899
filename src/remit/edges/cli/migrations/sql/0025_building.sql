-- Code that a model was asked for: counted by person for the limit, found again for the same or nearly the same words.
create table code_generations (
  org_id uuid not null constraint fk_code_generations_org_id references organizations (id),
  id uuid not null,
  person uuid not null,
  created_by jsonb not null,
  slug text not null,
  description text not null,
  exact_digest text not null,  -- over all that was asked
  contract_digest text not null,  -- over all of it but the words and the examples
  trigrams int[] not null,  -- of the words, as hashes
  status text not null constraint ck_code_generations_status
    check (status in ('running', 'passed', 'failed', 'refused', 'no_code', 'template', 'stopped')),
  reason text not null,
  code text not null,
  tier text not null,
  rounds jsonb not null,
  cached jsonb,  -- where it was found, none where a model wrote it
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint pk_code_generations primary key (org_id, id)
);
create index ix_code_generations_person on code_generations (org_id, person, created_at desc);
create index ix_code_generations_contract_digest on code_generations (org_id, contract_digest, created_at desc)
  where status = 'passed' and cached is null;
select remit_tenant('code_generations');
revoke delete, truncate on code_generations from remit_app;

-- Agents on their way, before there is a version of them: the one document of interview, wizard and editor.
create table agent_drafts (
  org_id uuid not null constraint fk_agent_drafts_org_id references organizations (id),
  id uuid not null,
  kind text not null constraint ck_agent_drafts_kind check (kind in ('interview', 'wizard')),
  owner uuid not null,
  title text not null,
  source text not null,
  revision int not null,
  step int not null,  -- of the wizard
  conversation_id uuid,
  slug text,  -- of the agent that it was saved as
  version int,
  created_by jsonb not null,
  changed_by jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint pk_agent_drafts primary key (org_id, id),
  constraint fk_agent_drafts_conversation_id foreign key (org_id, conversation_id)
    references conversations (org_id, id)
);
create unique index uq_agent_drafts_conversation_id on agent_drafts (org_id, conversation_id)
  where conversation_id is not null;
create index ix_agent_drafts_updated_at on agent_drafts (org_id, updated_at desc, id desc);
select remit_tenant('agent_drafts');
