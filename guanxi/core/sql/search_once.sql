-- A narrow scope is asked once for what begins like the word and for what holds it: each question walks the lists of all
-- owners in the index, and a frequent beginning is collected anew each time.
do $$
declare source text := pg_get_functiondef('core_visible_docs'::regproc);
begin
    -- his own and some of the others first, then the rest: a frequent word fills the page from the first ones
    execute replace(replace(source, '-- his own first, then some of the others, then the rest:', '-- his own and some of the others first, then the rest:'),
        E'v_parts := array[array_to_string(array[\'@\' || guanxi_member()], \' | \'),\n'
        '                         (select string_agg(\'@\' || o, \' | \') from unnest(v_asked[1:3]) o),',
        E'v_parts := array[(select string_agg(\'@\' || o, \' | \') from unnest(guanxi_member() || v_asked[1:3]) o),');
end $$;

create or replace function core_find(p_start tsquery, p_anywhere tsquery, p_needle text, p_recheck boolean, p_kind text, p_limit int)
returns table (kind text, record_id bigint, home_id bigint, title text, detail text, closeness int, mine boolean)
-- Only functions are asked here, so the plan does not depend on the words: it is made once.
language sql set plan_cache_mode = force_generic_plan as $$
    with once as materialized (
        select d.*, case when d.tokens @@ p_start then 1 else 2 end as rank
          from core_visible_docs(case when numnode(p_anywhere) > 0 then p_start || p_anywhere else p_start end, p_kind, 1000, 2000) d
         where not core_sampled(p_kind)
    ), begins as materialized (
        -- on its own, so that it is found among any number of hits
        select d.* from core_visible_docs(p_start, p_kind, 300, 2000) d where core_sampled(p_kind) or (select count(*) from once) >= 300
    ), holds as materialized (
        select d.* from core_visible_docs(p_anywhere, p_kind, 300, 2000) d
         where numnode(p_anywhere) > 0 and core_sampled(p_kind) and (select count(*) from begins) < p_limit
    ), more as materialized (
        -- the sample did not fill the page: who sees one record in a hundred needs a larger one
        select d.* from core_visible_docs(p_anywhere, p_kind, 1000, 20000) d
         where numnode(p_anywhere) > 0 and core_sampled(p_kind) and (select count(*) from begins) < p_limit
           and (select count(*) from holds h where not p_recheck or position(p_needle in lower(h.title)) > 0) < p_limit
    ), rest as materialized (
        -- nor did that one: ask for all of them
        select d.* from core_visible_docs(p_anywhere, p_kind, 3000, 0) d
         where numnode(p_anywhere) > 0 and (core_sampled(p_kind) or (select count(*) from once) >= 300) and (select count(*) from begins) < p_limit
           and (select count(*) from once o where not p_recheck or position(p_needle in lower(o.title)) > 0) < p_limit
           and (select count(*) from holds h where not p_recheck or position(p_needle in lower(h.title)) > 0) < p_limit
           and (select count(*) from more m where not p_recheck or position(p_needle in lower(m.title)) > 0) < p_limit
    ), found as (
        select distinct on (d.id) d.*, case when lower(d.title) = p_needle then 0 else d.rank end as close from (
            select * from once union all select b.*, 1 from begins b union all select h.*, 2 from holds h
            union all select m.*, 2 from more m union all select r.*, 2 from rest r) d
         where not p_recheck or d.rank = 1 or position(p_needle in lower(d.title)) > 0
         order by d.id, d.rank
    )
    select f.kind::text, f.record_id, f.home_id, f.title::text, f.detail::text, f.close, coalesce(f.owner_id = guanxi_member(), false)
      from found f
     order by f.close, length(f.title), coalesce(f.owner_id = guanxi_member(), false) desc, f.touched_at desc, f.record_id
     limit p_limit
$$;
