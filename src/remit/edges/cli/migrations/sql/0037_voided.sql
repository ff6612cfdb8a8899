-- Who took back a change that waited, or changed what it was about, and why (`by`, `why`).
alter table proposals add column voided jsonb;
