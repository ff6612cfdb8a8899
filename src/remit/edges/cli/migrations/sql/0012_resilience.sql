-- What a connection is to bear (empty members hold at what Remit thinks sensible), who stands in for it, what its
-- models cost where the price list does not say, and what single kinds need to be reached.
alter table connections
  add column resilience jsonb not null default '{}',
  add column fallbacks jsonb not null default '[]',
  add column prices jsonb not null default '{}',
  add column region text,
  add column api_version text;
alter table connections drop constraint ck_connections_kind;
alter table connections add constraint ck_connections_kind check (
  kind in (
    'openai', 'anthropic', 'google', 'bedrock', 'azure', 'ollama', 'vllm', 'llama_cpp', 'lm_studio', 'openai_compatible'
  )
);

-- The model that was meant, where another one answered in its place.
alter table usage add column fallback_from text not null default '';
