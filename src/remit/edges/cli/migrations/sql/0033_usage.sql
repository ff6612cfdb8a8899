-- Tokens that a provider had kept and those a model thought with: parts of the input and of the output.
alter table usage add column cached_tokens bigint not null default 0;
alter table usage add column reasoning_tokens bigint not null default 0;
