-- Purchase histories up to a day and purchases after it, equal ones counted together; every n-th customer by id.
-- Past the policies, which would ask for every order whether its customer is seen; only for the system, and it answers counts.
create function analytics_held_out(p_currency text, p_cut date, p_day date, p_zone text, p_every int)
returns table (x bigint, t_x int, age int, later bigint, number bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: value' using errcode = 'insufficient_privilege';
    end if;
    return query
    with bought as (
        select o.customer_id, (o.ordered_at at time zone p_zone)::date as day
          from analytics_buyer b join commerce_order o on o.customer_id = b.customer_id and o.currency = b.currency
         where b.is_main and b.currency = p_currency and b.first_on <= p_cut and b.customer_id % p_every = 0
           and o.deleted_at is null and o.status = 'placed' and o.total > 0
         group by 1, 2),
    each as (
        select customer_id, count(*) filter (where day <= p_cut) - 1 as x, max(day) filter (where day <= p_cut) - min(day) as t_x,
               p_cut - min(day) as age, count(*) filter (where day > p_cut and day <= p_day) as later
          from bought group by 1)
    select e.x, e.t_x, e.age, e.later, count(*) from each e where e.x >= 0 group by 1, 2, 3, 4;
end $$;
revoke execute on function analytics_held_out(text, date, date, text, int) from public;
grant execute on function analytics_held_out(text, date, date, text, int) to guanxi_app;
