-- Which order numbers are taken, also by orders the actor may not see: of those it tells only that they are.
create function commerce_taken(p_numbers text[]) returns table (number text, order_id bigint, seen boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select o.number, case when s.seen then o.id end, s.seen
      from commerce_order o left join customers_customer c on c.id = o.customer_id
     cross join lateral (select guanxi_may('order', 'see') and case when c.id is null then guanxi_sees_all('customer')
                                     else customers_sees(c.id, c.owner_id) end as seen) s
     where o.number = any (p_numbers) and o.deleted_at is null and guanxi_may('order', 'create') $$;
