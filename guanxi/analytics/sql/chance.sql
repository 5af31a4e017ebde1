-- What was learnt tells shares and models, no customer. Who may see such figures sees them.
alter table analytics_lesson enable row level security;
create policy see on analytics_lesson for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy make on analytics_lesson for insert with check ((select guanxi_is_system()));
create policy change on analytics_lesson for update using ((select guanxi_is_system()));
create policy erase on analytics_lesson for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_lesson', 'fact', 'through');

-- A chance is seen with its lead, or with its customer where it is about none.
alter table analytics_chance enable row level security;
create policy see on analytics_chance for select using ((select guanxi_is_system()) or ((select guanxi_may('fact', 'see'))
    and case when lead_id is null then exists (select 1 from customers_customer p where p.id = customer_id)
             else exists (select 1 from sales_lead l where l.id = lead_id) end));
create policy make on analytics_chance for insert with check ((select guanxi_is_system()));
create policy change on analytics_chance for update using ((select guanxi_is_system()));
create policy erase on analytics_chance for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_chance', 'fact', 'hanging');
alter table analytics_chance set (fillfactor = 80); -- replaced every day

-- What a record was like at a moment: the values that changes after it replaced, by column; what is not in it was as it is now.
create function analytics_before(p_kind text, p_id bigint, p_at timestamptz) returns jsonb language sql stable set search_path = public, pg_temp as $$
    select coalesce(jsonb_object_agg(key, value -> 0), '{}') from (
        select distinct on (e.key) e.key, e.value from core_change c cross join lateral jsonb_each(c.changes) e
         where c.kind = p_kind and c.record_id = p_id and c.operation = 'U' and c.at > p_at order by e.key, c.at, c.id) first $$;
create function analytics_then(p_before jsonb, p_column text, p_now text) returns text language sql immutable as $$
    select case when p_before ? p_column then p_before ->> p_column else p_now end $$;
