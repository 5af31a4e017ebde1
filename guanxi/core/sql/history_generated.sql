-- A column that the database works out from others changes with them: the history tells of those only.
create or replace function guanxi_note_update() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format(
        'insert into core_change (kind, record_id, home_kind, home_id, operation, member_id, through, through_id, changes)
         select %L, f.id, %L, f.%I, ''U'', guanxi_member(), coalesce(guanxi_setting(''through''), ''sql''), coalesce(guanxi_setting(''through_id''), ''''), d.changes
           from fresh f join stale s on s.id = f.id
          cross join lateral (
              select jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value)) as changes
                from jsonb_each(to_jsonb(f) - %L::text[]) n join jsonb_each(to_jsonb(s)) o using (key)
               where n.value is distinct from o.value) d
          where d.changes is not null', tg_argv[0], tg_argv[1], tg_argv[2],
        '{updated_at,name_sort,name_key,last_contact_at,password,last_login}'::text[]
        || array(select attname::text from pg_attribute where attrelid = tg_relid and attgenerated <> ''));
    return null;
end $$;
