-- Owners are tokens of the same index, so that a narrow data scope meets the word inside the index: a department that sees
-- one record in fifty would otherwise fetch fifty for one it keeps.
create function core_scoped(tokens tsvector, owner_id bigint) returns tsvector language sql immutable parallel safe as
$$ select tokens || array_to_tsvector(array['@' || coalesce(owner_id::text, '')]) $$;

drop index core_searchdoc_tokens;
create index core_searchdoc_scoped on core_searchdoc using gin (core_scoped(tokens, owner_id)) with (fastupdate = on);

-- Whether the actor sees so much that frequent words are only sampled.
create function core_sampled() returns boolean language sql stable as
$$ select guanxi_sees_all('customer') or cardinality(guanxi_owners('customer')) > 200 $$;

-- A term of more than `p_sample` hits is only sampled (0: never): fast, and enough to fill a page of the closest.
create or replace function core_visible_docs(p_query tsquery, p_kind text, p_limit int, p_sample int) returns setof core_searchdoc
-- The planner does not know of the sampling and would rather read the whole table for a hot word.
language plpgsql security definer set search_path = public, pg_temp set gin_fuzzy_search_limit = 0
set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
    v_all boolean := guanxi_sees_all('customer');
    v_owners bigint[] := coalesce(guanxi_owners('customer'), '{}');
    v_shared bigint[] := guanxi_shared('read');
    v_kinds text[] := array_remove(array[
        case when guanxi_may('customer', 'see') then 'customer' end, case when guanxi_may('contact', 'see') then 'contact' end], null);
    v_parts text[];
    v_part text;
    v_new int;
    v_found int := 0;
    v_enough constant int := case when p_sample > 0 then 300 else p_limit end;
begin
    if p_kind <> '' then
        v_kinds := array(select k from unnest(v_kinds) k where k = p_kind);
    end if;
    if core_sampled() then
        perform set_config('gin_fuzzy_search_limit', p_sample::text, true);
        return query select d.* from core_searchdoc d where core_scoped(d.tokens, d.owner_id) @@ p_query and d.kind = any (v_kinds)
                        and (v_all or d.owner_id = any (v_owners) or d.home_id = any (v_shared)) limit p_limit;
        return;
    end if;
    if p_sample > 0 then
        -- his own first, then some of the others, then the rest: a frequent word fills the page from the first ones
        v_owners := array_remove(v_owners, guanxi_member());
        v_parts := array[array_to_string(array['@' || guanxi_member()], ' | '),
                         (select string_agg('@' || o, ' | ') from unnest(v_owners[1:3]) o),
                         (select string_agg('@' || o, ' | ') from unnest(v_owners[4:]) o)];
    else
        v_parts := array[(select string_agg('@' || o, ' | ') from unnest(v_owners) o)];
    end if;
    return query select d.* from core_searchdoc d where d.home_id = any (v_shared) and d.tokens @@ p_query and d.kind = any (v_kinds)
                    and (d.owner_id is null or d.owner_id <> all (guanxi_owners('customer'))) limit p_limit;
    foreach v_part in array v_parts loop
        return query select d.* from core_searchdoc d
                      where core_scoped(d.tokens, d.owner_id) @@ (p_query && v_part::tsquery) and d.kind = any (v_kinds)
                      limit greatest(v_enough - v_found, 0);
        get diagnostics v_new = row_count;
        v_found := v_found + v_new;
        exit when v_found >= v_enough;
    end loop;
end $$;

-- The closest first. What begins like the needle is asked for on its own, so that it is found among any number of hits.
create or replace function core_find(p_start tsquery, p_anywhere tsquery, p_needle text, p_recheck boolean, p_kind text, p_limit int)
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
         where numnode(p_anywhere) > 0 and core_sampled() and (select count(*) from begins) < p_limit
           and (select count(*) from holds h where not p_recheck or position(p_needle in lower(h.title)) > 0) < p_limit
    ), rest as materialized (
        -- nor did that one: ask for all of them
        select d.* from core_visible_docs(p_anywhere, p_kind, 3000, 0) d
         where numnode(p_anywhere) > 0 and (core_sampled() or (select count(*) from holds) >= 300) and (select count(*) from begins) < p_limit
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
