-- A tie between two customers: seen by whoever sees both, written by whoever may change one of them.
alter table customers_tie enable row level security;
create policy see on customers_tie for select using ((select guanxi_is_system()) or ((select guanxi_may('customer', 'see'))
    and exists (select 1 from customers_customer p where p.id = giver_id) and exists (select 1 from customers_customer p where p.id = taker_id)));
create policy make on customers_tie for insert with check ((select guanxi_is_system()) or ((select guanxi_may('customer', 'edit'))
    and exists (select 1 from customers_customer p where p.id = giver_id) and exists (select 1 from customers_customer p where p.id = taker_id)
    and exists (select 1 from customers_customer p where p.id in (giver_id, taker_id) and ((select guanxi_sees_all('customer'))
        or p.owner_id = any ((select guanxi_owners('customer'))::bigint[]) or p.id = any ((select guanxi_shared('edit'))::bigint[])))));
create policy erase on customers_tie for delete using ((select guanxi_is_system()) or ((select guanxi_may('customer', 'edit'))
    and exists (select 1 from customers_customer p where p.id in (giver_id, taker_id) and ((select guanxi_sees_all('customer'))
        or p.owner_id = any ((select guanxi_owners('customer'))::bigint[]) or p.id = any ((select guanxi_shared('edit'))::bigint[])))));
insert into core_protected values ('customers_tie', 'customer', 'through');
