-- What hangs on a contract is looked up contract by contract: the planner would rather read all contracts first ("offset 0" forbids it).
do $$
declare t text;
begin
    foreach t in array array['instalment', 'payment', 'invoice'] loop
        execute format('alter policy through on contracts_%s using (exists (select 1 from contracts_contract p where p.id = contract_id offset 0))', t);
    end loop;
    alter policy through on contracts_allocation using (exists (select 1 from contracts_payment p where p.id = payment_id offset 0));
end $$;

-- Instalments are seen with their contract, and written by whoever may write contracts.
create policy hand on contracts_instalment as restrictive for insert with check ((select guanxi_may('contract', 'edit') or guanxi_may('contract', 'create')));
create policy change on contracts_instalment as restrictive for update using ((select guanxi_may('contract', 'edit')));
create policy erase on contracts_instalment as restrictive for delete using ((select guanxi_may('contract', 'edit')));

-- Payments and invoices are seen with their contract by whoever may see payments (invoices); nobody deletes any.
do $$
declare t text; k text;
begin
    foreach k in array array['payment', 'invoice'] loop
        t := 'contracts_' || k;
        execute format('create policy look on %s as restrictive for select using ((select guanxi_may(%L, ''see'')))', t, k);
        execute format('create policy hand on %s as restrictive for insert with check ((select guanxi_may(%L, ''create'')))', t, k);
        execute format('create policy change on %s as restrictive for update using ((select guanxi_may(%L, ''edit'')))', t, k);
        execute format('revoke delete, truncate on %s from guanxi_app', t);
        execute format('create trigger touch before update on %s for each row execute function guanxi_touch()', t);
        execute format('create policy see_%s on core_change for select using (home_kind = %L and exists (select 1 from %s r where r.id = home_id))', k, k, t);
    end loop;
end $$;
create policy hand on contracts_allocation as restrictive for insert with check ((select guanxi_may('payment', 'create')));
create policy change on contracts_allocation as restrictive for update using ((select guanxi_is_system()));
create policy erase on contracts_allocation as restrictive for delete using ((select guanxi_may('contract', 'edit')));

-- The rights that roles have on customers, they have on contracts; payments and invoices nobody deletes. Service only looks.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, k.kind, g.scope,
       case when r.built_in = 'service' then array['see']
            else array(select v from unnest(g.verbs) v where k.kind = 'contract' or v in ('see', 'create', 'edit', 'export')) end
  from staff_grant g join staff_role r on r.id = g.role_id cross join (values ('contract'), ('payment'), ('invoice')) k (kind)
 where g.kind = 'customer';
