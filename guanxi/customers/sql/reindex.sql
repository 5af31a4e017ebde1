-- Bringing a customer back from the bin makes it findable again: whoever may delete customers may do that too.
do $$
declare writes text := $w$(select guanxi_may('customer', 'edit') or guanxi_may('customer', 'create') or guanxi_may('customer', 'delete')
        or guanxi_may('contact', 'edit') or guanxi_may('contact', 'create'))
    and exists (select 1 from customers_customer p where p.id = home_id and ((select guanxi_sees_all('customer'))
        or p.owner_id = any ((select guanxi_owners('customer'))::bigint[]) or p.id = any ((select guanxi_shared('edit'))::bigint[])))$w$;
begin
    execute format('alter policy write on core_searchdoc with check (%s)', writes);
    execute format('alter policy change on core_searchdoc using (%s)', writes);
    execute format('alter policy erase on core_searchdoc using (%s)', writes);
end $$;
