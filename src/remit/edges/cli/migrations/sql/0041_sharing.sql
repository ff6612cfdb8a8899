-- Whether any worker may carry a change out, or only the one that leads, which looks after what is on its machine.
alter table proposals add column anywhere boolean not null default false;
-- What was approved and has not begun is told of anew: workers hear of changes that are due. The owner may be bound by
-- the policies of rows, so each is opened.
do $$
declare approved record;
begin
  perform set_config('remit.relay', 'on', true);
  for approved in
    select org_id, ref, data from events where kind = 'proposal.approved' and delivered_at is null order by seq
  loop
    perform set_config('remit.org', approved.org_id::text, true);
    insert into events (org_id, kind, ref, data, created_at)
      values (approved.org_id, 'change.due_here', approved.ref, approved.data, now());
  end loop;
  perform set_config('remit.org', '', true), set_config('remit.relay', '', true);
end $$;

-- A process that hangs while it holds the log, or whose machine is gone, holds up everybody's calls for ten seconds, and
-- not until somebody finds it: its transaction comes to nothing. Nothing but statements of one moment follow on the lock.
create or replace function remit_audit_head(org uuid) returns bytea language plpgsql as $$
declare stands bytea;
begin
  perform set_config('idle_in_transaction_session_timeout', '10s', true);
  select h.frontier into stands from audit_heads h where h.org_id = org for update;
  if stands is null then
    insert into audit_heads (org_id, size, frontier) values (org, 0, decode('0000000000000000', 'hex'))
      on conflict do nothing;
    select h.frontier into stands from audit_heads h where h.org_id = org for update;
  end if;
  return stands;
end $$;
