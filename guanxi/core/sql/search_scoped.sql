-- Owners are tokens of the same index, so that a narrow data scope meets the word inside the index: a department that sees
-- one record in fifty would otherwise fetch fifty for one it keeps.
create function core_scoped(tokens tsvector, owner_id bigint) returns tsvector language sql immutable parallel safe as
$$ select tokens || array_to_tsvector(array['@' || coalesce(owner_id::text, '')]) $$;

drop index core_searchdoc_tokens;
create index core_searchdoc_scoped on core_searchdoc using gin (core_scoped(tokens, owner_id)) with (fastupdate = on);

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
    v_mine tsquery;
begin
    if p_kind <> '' then
        v_kinds := array(select k from unnest(v_kinds) k where k = p_kind);
    end if;
    if v_all or cardinality(v_owners) > 200 then
        perform set_config('gin_fuzzy_search_limit', p_sample::text, true);
        return query select d.* from core_searchdoc d where core_scoped(d.tokens, d.owner_id) @@ p_query and d.kind = any (v_kinds)
                        and (v_all or d.owner_id = any (v_owners) or d.home_id = any (v_shared)) limit p_limit;
        return;
    end if;
    -- nothing is sampled here: what the word and the scope have in common is little
    v_mine := (select string_agg('''@' || o || '''', ' | ') from unnest(v_owners) o)::tsquery;
    return query
        (select d.* from core_searchdoc d where core_scoped(d.tokens, d.owner_id) @@ (p_query && v_mine) and d.kind = any (v_kinds) limit p_limit)
        union all
        (select d.* from core_searchdoc d where d.home_id = any (v_shared) and d.tokens @@ p_query and d.kind = any (v_kinds)
            and (d.owner_id is null or d.owner_id <> all (v_owners)) limit p_limit);
end $$;
