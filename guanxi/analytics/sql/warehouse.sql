-- The warehouse: what is filled anew is known by marks, and read past the policies by the system alone.

alter table analytics_mark enable row level security;
create policy see on analytics_mark for select using ((select guanxi_is_system()));
create policy make on analytics_mark for insert with check ((select guanxi_is_system()));
create policy erase on analytics_mark for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_mark', 'fact', 'through');
revoke update, truncate on analytics_mark from guanxi_app;

-- Files and runs tell numbers of rows, no customer.
do $$
declare t text;
begin
    foreach t in array array['analytics_part', 'analytics_fill'] loop
        execute format('alter table %s enable row level security', t);
        execute format('create policy see on %s for select using ((select guanxi_is_system()) or (select guanxi_may(''fact'', ''see'')))', t);
        execute format('create policy make on %s for insert with check ((select guanxi_is_system()))', t);
        execute format('create policy change on %s for update using ((select guanxi_is_system()))', t);
        execute format('create policy erase on %s for delete using ((select guanxi_is_system()))', t);
        execute format('insert into core_protected values (%L, ''fact'', ''through'')', t);
    end loop;
end $$;

-- A mark says that rows of a part (131,072 numbers) of a source changed. It is written in the transaction of the change, so
-- that whoever sees the one sees the other; once per transaction, so that a long one does not pile them up.
create function analytics_mark_parts(p_source text, p_parts bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into analytics_mark (source, part, xid)
    select p_source, n, pg_current_xact_id()::text::bigint from (select distinct unnest(p_parts) n) changed
     where not exists (select from analytics_mark m where m.source = p_source and m.part = n and m.xid = pg_current_xact_id()::text::bigint);
$$;
revoke execute on function analytics_mark_parts(text, bigint[]) from public;

-- One statement and not a call of the function above, for it comes with every row that people write.
create function analytics_mark_rows() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare v_xid bigint := pg_current_xact_id()::text::bigint;
begin
    if tg_op = 'DELETE' then
        insert into analytics_mark (source, part, xid)
        select tg_argv[0], n, v_xid from (select distinct id >> 17 as n from stale) changed
         where not exists (select from analytics_mark m where m.source = tg_argv[0] and m.part = n and m.xid = v_xid);
    else
        insert into analytics_mark (source, part, xid)
        select tg_argv[0], n, v_xid from (select distinct id >> 17 as n from fresh) changed
         where not exists (select from analytics_mark m where m.source = tg_argv[0] and m.part = n and m.xid = v_xid);
    end if;
    return null;
end $$;

create function analytics_watch(target regclass, source text) returns void language plpgsql as $$
begin
    execute format('create trigger mark_insert after insert on %s referencing new table as fresh for each statement execute function analytics_mark_rows(%L)', target, source);
    execute format('create trigger mark_update after update on %s referencing new table as fresh for each statement execute function analytics_mark_rows(%L)', target, source);
    execute format('create trigger mark_delete after delete on %s referencing old table as stale for each statement execute function analytics_mark_rows(%L)', target, source);
end $$;
select analytics_watch('customers_customer', 'customers'), analytics_watch('commerce_product', 'products'),
       analytics_watch('staff_member', 'members'), analytics_watch('commerce_order', 'orders'),
       analytics_watch('commerce_line', 'lines'), analytics_watch('contracts_payment', 'payments'),
       analytics_watch('contracts_instalment', 'instalments'), analytics_watch('timeline_entry', 'entries'),
       analytics_watch('sales_opportunity', 'opportunities'), analytics_watch('sales_move', 'moves');
drop function analytics_watch(regclass, text);

-- The last contact with a customer is no news to the warehouse, and comes with every entry.
create or replace function analytics_mark_customers() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare changed bigint[];
begin
    select array_agg(distinct f.id >> 17) into changed from fresh f join stale s using (id)
     where (f.owner_id, f.stage, f.source, f.industry, f.country, f.city, f.type, f.created_at, f.deleted_at)
           is distinct from (s.owner_id, s.stage, s.source, s.industry, s.country, s.city, s.type, s.created_at, s.deleted_at);
    if changed is not null then
        perform analytics_mark_parts('customers', changed);
    end if;
    return null;
end $$;
drop trigger mark_update on customers_customer;
create trigger mark_update after update on customers_customer referencing old table as stale new table as fresh
    for each statement execute function analytics_mark_customers();

-- Lines carry their order's day and state, payments and instalments their contract's owner and state: these change with those.
create function analytics_mark_lines() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare changed bigint[];
begin
    select array_agg(distinct l.id >> 17) into changed
      from fresh f join stale s using (id) join commerce_line l on l.order_id = f.id
     where (f.ordered_at, f.status, f.currency, f.customer_id, f.deleted_at is null)
           is distinct from (s.ordered_at, s.status, s.currency, s.customer_id, s.deleted_at is null);
    if changed is not null then
        perform analytics_mark_parts('lines', changed);
    end if;
    return null;
end $$;
create trigger mark_lines after update on commerce_order referencing old table as stale new table as fresh
    for each statement execute function analytics_mark_lines();

create function analytics_mark_contracts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare moved bigint[]; changed bigint[];
begin
    select array_agg(f.id) into moved from fresh f join stale s using (id)
     where (f.owner_id, f.customer_id, f.status, f.currency, f.deleted_at is null)
           is distinct from (s.owner_id, s.customer_id, s.status, s.currency, s.deleted_at is null);
    if moved is null then
        return null;
    end if;
    select array_agg(distinct id >> 17) into changed from contracts_payment where contract_id = any (moved);
    if changed is not null then
        perform analytics_mark_parts('payments', changed);
    end if;
    select array_agg(distinct id >> 17) into changed from contracts_instalment where contract_id = any (moved);
    if changed is not null then
        perform analytics_mark_parts('instalments', changed);
    end if;
    return null;
end $$;
create trigger mark_contracts after update on contracts_contract referencing old table as stale new table as fresh
    for each statement execute function analytics_mark_contracts();
