-- Who holds an identity, a reference or a name, for imports and warnings while typing. It looks past row-level security,
-- because a value is unique whoever may see its holder, and so it tells of a hidden holder only that there is one.
-- channels: those of customers_identity, 'reference', or 'name'. Of several namesakes the oldest that the actor sees.
create function customers_held(channels text[], held text[])
returns table (n bigint, customer_id bigint, contact_id bigint, seen boolean)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    v_may boolean := guanxi_may('customer', 'see');
    v_asks boolean := guanxi_may('customer', 'create') or guanxi_may('customer', 'edit');
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
