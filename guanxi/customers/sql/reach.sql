-- A contact's ways to reach belong to the contact: seen and written with the verbs of that kind, not with the customer's.
drop policy see on customers_identity;
drop policy write on customers_identity;
drop policy change on customers_identity;
drop policy erase on customers_identity;
create policy see on customers_identity for select using (
    case when contact_id is null then (select guanxi_may('customer', 'see')) else (select guanxi_may('contact', 'see')) end
    and exists (select 1 from customers_customer p where p.id = customer_id));
create function customers_protect_written(target regclass, verbs text, parent_column text) returns void language plpgsql as $$
declare writes text := format(
    '%s and exists (select 1 from customers_customer p where p.id = %I and ((select guanxi_sees_all(''customer''))
        or p.owner_id = any ((select guanxi_owners(''customer''))::bigint[]) or p.id = any ((select guanxi_shared(''edit''))::bigint[])))',
    verbs, parent_column);
begin
    execute format('create policy write on %s for insert with check (%s)', target, writes);
    execute format('create policy change on %s for update using (%s)', target, writes);
    execute format('create policy erase on %s for delete using (%s)', target, writes);
end $$;
select customers_protect_written('customers_identity',
    $$case when contact_id is null then (select guanxi_may('customer', 'edit') or guanxi_may('customer', 'create'))
           else (select guanxi_may('contact', 'edit') or guanxi_may('contact', 'create')) end$$, 'customer_id');

-- What customers and contacts are found by is written by whoever may write either of them.
drop policy write on core_searchdoc;
drop policy change on core_searchdoc;
drop policy erase on core_searchdoc;
select customers_protect_written('core_searchdoc',
    $$(select guanxi_may('customer', 'edit') or guanxi_may('customer', 'create')
           or guanxi_may('contact', 'edit') or guanxi_may('contact', 'create'))$$, 'home_id');
drop function customers_protect_written(regclass, text, text);

-- Whoever may write a contact's phone is told who holds it already (see holding.sql).
create or replace function customers_holders(p_channel text, p_values text[])
returns table (value text, customer_id bigint, contact_id bigint, owner_id bigint, seen boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select h.value, case when h.seen then h.customer_id end, case when h.seen then h.contact_id end, h.owner_id, h.seen
      from (select i.value, i.customer_id, i.contact_id, c.owner_id, customers_sees(c.id, c.owner_id) as seen
              from customers_identity i join customers_customer c on c.id = i.customer_id
             where i.channel = p_channel and i.value = any (p_values) and i.deleted_at is null
               and (guanxi_may('customer', 'create') or guanxi_may('customer', 'edit')
                    or guanxi_may('contact', 'create') or guanxi_may('contact', 'edit'))) h $$;

-- The same for imports (see importing.sql).
create or replace function customers_held(channels text[], held text[])
returns table (n bigint, customer_id bigint, contact_id bigint, seen boolean)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    v_may boolean := guanxi_may('customer', 'see');
    v_asks boolean := guanxi_may('customer', 'create') or guanxi_may('customer', 'edit')
        or guanxi_may('contact', 'create') or guanxi_may('contact', 'edit');
    v_all boolean := guanxi_sees_all('customer');
    v_owners bigint[] := guanxi_owners('customer');
    v_shared bigint[] := guanxi_shared('read');
begin
    return query
    with asked as materialized (
        select a.n, a.channel, a.value, case when a.channel = 'name' then customers_name_key(a.value) end as key
          from unnest(channels, held) with ordinality a(channel, value, n)
    ), found as (
        select a.n, i.customer_id, i.contact_id from asked a
          join customers_identity i on i.value = a.value and i.channel = a.channel and i.deleted_at is null
         where v_asks and a.channel not in ('reference', 'name')
        union all
        select a.n, c.id, null::bigint from asked a join customers_customer c on c.reference = a.value and c.deleted_at is null
         where v_asks and a.channel = 'reference'
        union all
        select a.n, c.id, null::bigint from asked a join customers_customer c on c.name_key = a.key and c.deleted_at is null
         where v_asks and a.channel = 'name' and lower(c.name) = lower(a.value)
    ), judged as (
        select f.n, f.customer_id, f.contact_id,
               v_may and (v_all or coalesce(c.owner_id = any (v_owners), false) or c.id = any (v_shared)) as seen
          from found f join customers_customer c on c.id = f.customer_id
    )
    select distinct on (j.n) j.n, case when j.seen then j.customer_id end, case when j.seen then j.contact_id end, j.seen
      from judged j order by j.n, j.seen desc, j.customer_id;
end $$;
