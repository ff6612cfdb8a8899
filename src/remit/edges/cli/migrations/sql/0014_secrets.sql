-- `remit vault rewrap` finds out which organisations have secrets; it reads the envelopes of each as that organisation.
create policy relay on connection_secrets for select using ((select current_setting('remit.relay', true)) = 'on');
