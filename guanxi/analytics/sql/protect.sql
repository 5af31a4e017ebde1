-- Runs tell sums of all customers in their fits: counts and parameters, no customer. Who may see such figures sees them.
alter table analytics_run enable row level security;
create policy see on analytics_run for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy make on analytics_run for insert with check ((select guanxi_is_system()));
create policy change on analytics_run for update using ((select guanxi_is_system()));
create policy erase on analytics_run for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_run', 'fact', 'through');

alter table analytics_buyer enable row level security;
create policy see on analytics_buyer for select using ((select guanxi_is_system())
    or ((select guanxi_may('fact', 'see')) and exists (select 1 from customers_customer p where p.id = customer_id)));
insert into core_protected values ('analytics_buyer', 'fact', 'hanging');
revoke insert, update, delete, truncate on analytics_buyer from guanxi_app;

-- Sums by owner: seen like his customers.
alter table analytics_cell enable row level security;
create policy see on analytics_cell for select using ((select guanxi_is_system()) or ((select guanxi_may('fact', 'see'))
    and ((select guanxi_sees_all('customer')) or owner_id = any ((select guanxi_owners('customer'))::bigint[]))));
create policy make on analytics_cell for insert with check ((select guanxi_is_system()));
create policy erase on analytics_cell for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_cell', 'fact', 'through');

insert into analytics_rule (id, quantile, days, purchases, money, discount, years)
values (1, true, '{30,90,180,365}', '{1,2,5,10}', '{100,500,2000,10000}', 10, 3);

-- Sums up the orders of the next customers by id, up to a day; answers the last id, null at the end.
-- Past the policies, for they would ask for every order whether its customer is seen; only for the system, and it answers an id.
create function analytics_sum_orders(p_after bigint, p_most int, p_day date, p_zone text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last bigint;
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: value' using errcode = 'insufficient_privilege';
    end if;
    select max(id) into last from (select id from customers_customer where id > p_after order by id limit p_most) next;
    if last is null then
        return null;
    end if;
    delete from analytics_buyer where customer_id > p_after and customer_id <= last;
    insert into analytics_buyer (customer_id, currency, first_on, last_on, days, orders, spent, again, returned, is_main)
    select customer_id, currency, first_on, last_on, days, orders, spent, spent - first_day, returned,
           row_number() over (partition by customer_id order by days desc, last_on desc, currency) = 1
      from (select customer_id, currency, min(day) filter (where spent > 0) first_on, max(day) filter (where spent > 0) last_on,
                   count(*) filter (where spent > 0) days, sum(orders) orders, sum(spent) spent, sum(returned) returned,
                   (array_agg(spent order by day) filter (where spent > 0))[1] first_day
              from (select o.customer_id, o.currency, (o.ordered_at at time zone p_zone)::date as day,
                           count(*) filter (where o.total > 0 and o.status = 'placed') orders,
                           coalesce(sum(o.total) filter (where o.total > 0 and o.status = 'placed'), 0) spent,
                           coalesce(-sum(o.total) filter (where o.total < 0), 0) returned
                      from commerce_order o
                     where o.customer_id > p_after and o.customer_id <= last and o.deleted_at is null
                     group by 1, 2, 3) daily
             where day <= p_day
             group by 1, 2) summed
     where days > 0;
    return last;
end $$;
revoke execute on function analytics_sum_orders(bigint, int, date, text) from public;
grant execute on function analytics_sum_orders(bigint, int, date, text) to guanxi_app;

-- What members suppose of a customer: seen with him by whoever sees such figures, kept by whoever may change him.
create policy may_see on analytics_counter as restrictive for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
