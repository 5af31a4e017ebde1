-- Beside customers and their contacts there is what is found under the rule of its own owner (an opportunity). Such a row has
-- no home; its package names the kind here and keeps owner and bin in step.
create function core_found_alone() returns text[] language sql immutable as $$ select '{}'::text[] $$;

-- Whether the actor sees so much of what is asked for that frequent words are only sampled.
drop function core_sampled();
create function core_sampled(p_kind text) returns boolean language sql stable as $$
    select coalesce(bool_or(guanxi_sees_all(k) or cardinality(guanxi_owners(k)) > 200), false)
      from unnest(array_prepend('customer', core_found_alone())) k
     where p_kind = '' or k = p_kind or (k = 'customer' and p_kind <> all (core_found_alone())) $$;

-- A term of more than `p_sample` hits is only sampled (0: never): fast, and enough to fill a page of the closest.
create or replace function core_visible_docs(p_query tsquery, p_kind text, p_limit int, p_sample int) returns setof core_searchdoc
-- The planner does not know of the sampling and would rather read the whole table for a hot word.
language plpgsql security definer set search_path = public, pg_temp set gin_fuzzy_search_limit = 0
set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
    v_all boolean := guanxi_sees_all('customer');
    v_owners bigint[] := guanxi_owners('customer');
    v_shared bigint[] := guanxi_shared('read');
    v_kinds text[] := array(select k from unnest(array['customer', 'contact']) k where guanxi_may(k, 'see') and p_kind in ('', k));
    v_alone text[] := array(select k from unnest(core_found_alone()) k where guanxi_may(k, 'see') and p_kind in ('', k));
    v_whole text[] := array(select k from unnest(v_alone) k where guanxi_sees_all(k));
    -- of the other kinds that are found alone, whose: kind@owner
    v_narrow text[] := array(select k || '@' || o from unnest(v_alone) k, unnest(guanxi_owners(k)) o where not guanxi_sees_all(k));
    v_asked bigint[];
    v_parts text[];
    v_part text;
    v_new int;
    v_found int := 0;
    v_enough constant int := case when p_sample > 0 then 300 else p_limit end;
begin
    if core_sampled(p_kind) then
        perform set_config('gin_fuzzy_search_limit', p_sample::text, true);
        return query select d.* from core_searchdoc d where core_scoped(d.tokens, d.owner_id) @@ p_query and not d.is_binned
                        and (d.kind = any (v_kinds) and (v_all or d.owner_id = any (v_owners) or d.home_id = any (v_shared))
                             or d.kind = any (v_whole) or d.kind || '@' || d.owner_id = any (v_narrow)) limit p_limit;
        return;
    end if;
    v_asked := array(select unnest(v_owners) where cardinality(v_kinds) > 0
                     union select o from unnest(v_alone) k, unnest(guanxi_owners(k)) o);
    if p_sample > 0 then
        -- his own first, then some of the others, then the rest: a frequent word fills the page from the first ones
        v_asked := array_remove(v_asked, guanxi_member());
        v_parts := array[array_to_string(array['@' || guanxi_member()], ' | '),
                         (select string_agg('@' || o, ' | ') from unnest(v_asked[1:3]) o),
                         (select string_agg('@' || o, ' | ') from unnest(v_asked[4:]) o)];
    else
        v_parts := array[(select string_agg('@' || o, ' | ') from unnest(v_asked) o)];
    end if;
    return query select d.* from core_searchdoc d where d.home_id = any (v_shared) and d.tokens @@ p_query and d.kind = any (v_kinds)
                    and (d.owner_id is null or d.owner_id <> all (v_owners)) limit p_limit;
    foreach v_part in array v_parts loop
        return query select d.* from core_searchdoc d
                      where core_scoped(d.tokens, d.owner_id) @@ (p_query && v_part::tsquery) and not d.is_binned
                        and (d.kind = any (v_kinds) and d.owner_id = any (v_owners) or d.kind || '@' || d.owner_id = any (v_narrow))
                      limit greatest(v_enough - v_found, 0);
        get diagnostics v_new = row_count;
        v_found := v_found + v_new;
        exit when v_found >= v_enough;
    end loop;
end $$;

-- core_find as it was, but for core_sampled(p_kind).
do $$
declare source text := pg_get_functiondef('core_find'::regproc);
begin
    execute replace(source, 'core_sampled()', 'core_sampled(p_kind)');
end $$;
