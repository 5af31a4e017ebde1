-- Whose orders changed since they were summed up last: noted with each change, read and taken away by the system alone.
alter table analytics_changed enable row level security;
create policy see on analytics_changed for select using ((select guanxi_is_system()));
create policy make on analytics_changed for insert with check ((select guanxi_is_system()));
create policy erase on analytics_changed for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_changed', 'fact', 'through');
revoke update, truncate on analytics_changed from guanxi_app;

-- In the transaction of the change, so that whoever sees the one sees the other. The transaction's number is part of the key:
-- two that change orders of the same customer do not wait for each other.
create function analytics_note_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_xid bigint := pg_current_xact_id()::text::bigint;
begin
    if tg_op = 'INSERT' then
        insert into analytics_changed (customer_id, xid)
        select distinct customer_id, v_xid from fresh where customer_id is not null on conflict do nothing;
    elsif tg_op = 'DELETE' then
        insert into analytics_changed (customer_id, xid)
        select distinct customer_id, v_xid from stale where customer_id is not null on conflict do nothing;
    else
        insert into analytics_changed (customer_id, xid)
        select distinct w.customer_id, v_xid
          from fresh f join stale s using (id) cross join lateral (values (f.customer_id), (s.customer_id)) w (customer_id)
         where w.customer_id is not null
           and (f.customer_id, f.currency, f.status, f.total, f.ordered_at, f.deleted_at is null)
               is distinct from (s.customer_id, s.currency, s.status, s.total, s.ordered_at, s.deleted_at is null)
            on conflict do nothing;
    end if;
    return null;
end $$;
create trigger note_buyer_insert after insert on commerce_order referencing new table as fresh for each statement execute function analytics_note_change();
create trigger note_buyer_delete after delete on commerce_order referencing old table as stale for each statement execute function analytics_note_change();
create trigger note_buyer_update after update on commerce_order referencing old table as stale new table as fresh for each statement execute function analytics_note_change();

-- Orders that no longer, or by now, lie before the day up to which orders are summed up: their customers count as changed.
create function analytics_note_days(p_from date, p_until date, p_zone text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: value' using errcode = 'insufficient_privilege';
    end if;
    insert into analytics_changed (customer_id, xid)
    select distinct customer_id, pg_current_xact_id()::text::bigint from commerce_order
     where ordered_at >= (least(p_from, p_until) + 1)::timestamp at time zone p_zone
       and ordered_at < (greatest(p_from, p_until) + 1)::timestamp at time zone p_zone
       and deleted_at is null and customer_id is not null
        on conflict do nothing;
end $$;
revoke execute on function analytics_note_days(date, date, text) from public;
grant execute on function analytics_note_days(date, date, text) to guanxi_app;

-- Sums up the orders of the next customers by id, up to a day: of all, or of those alone whose orders changed. Answers the last id
-- (null at the end) and how many customers that were. Only sums that changed are written.
-- Past the policies, for they would ask for every order whether its customer is seen; only for the system, and it answers an id.
drop function analytics_sum_orders(bigint, int, date, text);
create function analytics_sum_orders(p_after bigint, p_most int, p_day date, p_zone text, p_changed boolean default false)
returns table (last bigint, number int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_ids bigint[];
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: value' using errcode = 'insufficient_privilege';
    end if;
    if p_changed then
        v_ids := array(select distinct customer_id from analytics_changed where customer_id > p_after order by 1 limit p_most);
    else
        v_ids := array(select id from customers_customer where id > p_after order by id limit p_most);
    end if;
    number := cardinality(v_ids);
    if number = 0 then
        return;
    end if;
    last := v_ids[number];
    -- before the orders are read: what is noted from here on is summed up next time
    delete from analytics_changed where customer_id = any (v_ids);
    with daily as (
        select o.customer_id, o.currency, (o.ordered_at at time zone p_zone)::date as day,
               count(*) filter (where o.total > 0 and o.status = 'placed') orders,
               coalesce(sum(o.total) filter (where o.total > 0 and o.status = 'placed'), 0) spent,
               coalesce(-sum(o.total) filter (where o.total < 0), 0) returned
          from commerce_order o where o.customer_id = any (v_ids) and o.deleted_at is null
         group by 1, 2, 3),
    summed as (
        select customer_id, currency, min(day) filter (where spent > 0) first_on, max(day) filter (where spent > 0) last_on,
               (count(*) filter (where spent > 0))::int days, sum(orders)::int orders, sum(spent) spent, sum(returned) returned,
               (array_agg(spent order by day) filter (where spent > 0))[1] first_day
          from daily where day <= p_day group by 1, 2),
    told as materialized (
        select customer_id, currency, first_on, last_on, days, orders, spent, spent - first_day as again, returned,
               row_number() over (partition by customer_id order by days desc, last_on desc, currency) = 1 as is_main
          from summed where days > 0),
    gone as (
        delete from analytics_buyer b where b.customer_id = any (v_ids)
           and not exists (select from told t where t.customer_id = b.customer_id and t.currency = b.currency))
    insert into analytics_buyer (customer_id, currency, first_on, last_on, days, orders, spent, again, returned, is_main)
    select t.* from told t left join analytics_buyer k using (customer_id, currency)
     where (k.first_on, k.last_on, k.days, k.orders, k.spent, k.again, k.returned, k.is_main)
           is distinct from (t.first_on, t.last_on, t.days, t.orders, t.spent, t.again, t.returned, t.is_main)
        on conflict (customer_id, currency) do update set first_on = excluded.first_on, last_on = excluded.last_on, days = excluded.days,
           orders = excluded.orders, spent = excluded.spent, again = excluded.again, returned = excluded.returned, is_main = excluded.is_main;
    return next;
end $$;
revoke execute on function analytics_sum_orders(bigint, int, date, text, boolean) from public;
grant execute on function analytics_sum_orders(bigint, int, date, text, boolean) to guanxi_app;
