-- Search under the rule of visibility. SECURITY DEFINER, because @@ is not leakproof and could not use its index
-- under a policy; the same rule stands in the WHERE of every branch, before any cut-off.

create index core_searchdoc_tokens on core_searchdoc using gin (tokens) with (fastupdate = on);

-- A term of more than `p_sample` hits is only sampled (0: never): fast, and enough to fill a page of the closest.
create function core_visible_docs(p_query tsquery, p_kind text, p_limit int, p_sample int) returns setof core_searchdoc
-- The planner does not know of the sampling and would rather read the whole table for a hot word.
language plpgsql security definer set search_path = public, pg_temp set gin_fuzzy_search_limit = 0
set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
    v_all boolean := guanxi_sees_all('customer');
    v_owners bigint[] := guanxi_owners('customer');
    v_shared bigint[] := guanxi_shared('read');
    v_kinds text[] := array_remove(array[
        case when guanxi_may('customer', 'see') then 'customer' end, case when guanxi_may('contact', 'see') then 'contact' end], null);
begin
    perform set_config('gin_fuzzy_search_limit', p_sample::text, true);
    if p_kind <> '' then
        v_kinds := array(select k from unnest(v_kinds) k where k = p_kind);
    end if;
    if v_all then
        return query select d.* from core_searchdoc d where d.tokens @@ p_query and d.kind = any (v_kinds) limit p_limit;
    else
        return query select d.* from core_searchdoc d where d.tokens @@ p_query and d.kind = any (v_kinds)
                        and (d.owner_id = any (v_owners) or d.home_id = any (v_shared)) limit p_limit;
    end if;
end $$;

-- The closest first. What begins like the needle is asked for on its own, so that it is found among any number of hits.
create function core_find(p_start tsquery, p_anywhere tsquery, p_needle text, p_recheck boolean, p_kind text, p_limit int)
returns table (kind text, record_id bigint, home_id bigint, title text, detail text, closeness int, mine boolean)
language sql set plan_cache_mode = force_custom_plan as $$
    with begins as materialized (
        select d.* from core_visible_docs(p_start, p_kind, 1000, 2000) d
    ), holds as materialized (
        select d.* from core_visible_docs(p_anywhere, p_kind, 1000, 2000) d
         where numnode(p_anywhere) > 0 and (select count(*) from begins) < p_limit
    ), more as materialized (
        -- the sample did not fill the page: who sees one record in a hundred needs a larger one
        select d.* from core_visible_docs(p_anywhere, p_kind, 1000, 20000) d
         where numnode(p_anywhere) > 0 and (select count(*) from begins) < p_limit
           and (select count(*) from holds h where not p_recheck or position(p_needle in lower(h.title)) > 0) < p_limit
    ), rest as materialized (
        -- nor did that one: ask for all of them
        select d.* from core_visible_docs(p_anywhere, p_kind, 3000, 0) d
         where numnode(p_anywhere) > 0 and (select count(*) from begins) < p_limit
           and (select count(*) from holds h where not p_recheck or position(p_needle in lower(h.title)) > 0) < p_limit
           and (select count(*) from more m where not p_recheck or position(p_needle in lower(m.title)) > 0) < p_limit
    ), found as (
        select distinct on (d.id) d.*, case when lower(d.title) = p_needle then 0 else d.rank end as close from (
            select b.*, 1 as rank from begins b union all select h.*, 2 from holds h
            union all select m.*, 2 from more m union all select r.*, 2 from rest r) d
         where not p_recheck or d.rank = 1 or position(p_needle in lower(d.title)) > 0
         order by d.id, d.rank
    )
    select f.kind::text, f.record_id, f.home_id, f.title::text, f.detail::text, f.close, coalesce(f.owner_id = guanxi_member(), false)
      from found f
     order by f.close, length(f.title), coalesce(f.owner_id = guanxi_member(), false) desc, f.touched_at desc, f.record_id
     limit p_limit
$$;

create function core_hits(p_kind text, p_start tsquery, p_anywhere tsquery, p_needle text, p_recheck boolean, p_limit int)
returns setof bigint language sql rows 500 as $$
    select d.record_id from core_visible_docs(case when numnode(p_anywhere) > 0 then p_start || p_anywhere else p_start end, p_kind, p_limit, 0) d
     where not p_recheck or position(p_needle in lower(d.title)) > 0
$$;
