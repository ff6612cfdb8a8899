-- Responses that a caller asked to have kept, so that the next one can follow it: what was said and what was answered,
-- as messages. Each follows at most one other; whoever made it is the only one who may read it.
create table responses (
  org_id uuid not null constraint fk_responses_org_id references organizations (id),
  id uuid not null,
  actor text not null,
  subject text not null,
  previous_id uuid,
  messages jsonb not null,
  body jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint pk_responses primary key (org_id, id)
);
select remit_tenant('responses');
create index ix_responses_expires_at on responses (org_id, expires_at);
