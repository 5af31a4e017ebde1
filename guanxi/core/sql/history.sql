-- History: written by the database for every change, whoever made it; the application can only read it.

create table core_change (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    record_id bigint not null,
    home_kind text not null,
    home_id bigint,
    operation "char" not null check (operation in ('I', 'U', 'D')),
    member_id bigint,
    through text not null,
    through_id text not null default '',
    changes jsonb not null default '{}'
);
comment on column core_change.changes is 'U: {column: [old, new]}; D: the whole old row as {column: [old, null]}; I: empty, the row itself tells';
create index core_change_record on core_change (kind, record_id, id desc);
create index core_change_home on core_change (home_kind, home_id, id desc);
create index core_change_import on core_change (through_id, id) where through = 'import';

-- Statement triggers with transition tables: one insert for the whole statement, so imports stay set-based.
-- Arguments: kind, home kind, column that holds the home's id.
create function guanxi_note_insert() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format(
        'insert into core_change (kind, record_id, home_kind, home_id, operation, member_id, through, through_id)
         select %L, id, %L, %I, ''I'', guanxi_member(), coalesce(guanxi_setting(''through''), ''sql''), coalesce(guanxi_setting(''through_id''), '''')
           from fresh', tg_argv[0], tg_argv[1], tg_argv[2]);
    return null;
end $$;

create function guanxi_note_update() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format(
        'insert into core_change (kind, record_id, home_kind, home_id, operation, member_id, through, through_id, changes)
         select %L, f.id, %L, f.%I, ''U'', guanxi_member(), coalesce(guanxi_setting(''through''), ''sql''), coalesce(guanxi_setting(''through_id''), ''''), d.changes
           from fresh f join stale s on s.id = f.id
          cross join lateral (
              select jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value)) as changes
                from jsonb_each(to_jsonb(f) - %L::text[]) n join jsonb_each(to_jsonb(s)) o using (key)
               where n.value is distinct from o.value) d
          where d.changes is not null', tg_argv[0], tg_argv[1], tg_argv[2], '{updated_at,name_sort,name_key,last_contact_at,password,last_login}');
    return null;
end $$;

create function guanxi_note_delete() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format(
        'insert into core_change (kind, record_id, home_kind, home_id, operation, member_id, through, through_id, changes)
         select %L, s.id, %L, s.%I, ''D'', guanxi_member(), coalesce(guanxi_setting(''through''), ''sql''), coalesce(guanxi_setting(''through_id''), ''''),
                (select jsonb_object_agg(key, jsonb_build_array(value, null)) from jsonb_each(to_jsonb(s) - ''{password,last_login}''::text[]))
           from stale s', tg_argv[0], tg_argv[1], tg_argv[2]);
    return null;
end $$;

create function guanxi_track(target regclass, kind text, home_kind text, home_column text) returns void language plpgsql as $$
begin
    execute format('create trigger note_insert after insert on %s referencing new table as fresh for each statement execute function guanxi_note_insert(%L, %L, %L)', target, kind, home_kind, home_column);
    execute format('create trigger note_update after update on %s referencing old table as stale new table as fresh for each statement execute function guanxi_note_update(%L, %L, %L)', target, kind, home_kind, home_column);
    execute format('create trigger note_delete after delete on %s referencing old table as stale for each statement execute function guanxi_note_delete(%L, %L, %L)', target, kind, home_kind, home_column);
end $$;

alter table core_change enable row level security;
create policy see_system on core_change for select using ((select guanxi_is_system()));
insert into core_protected values ('core_change', 'change', 'history');
revoke insert, update, delete, truncate on core_change from guanxi_app;
revoke insert, update, delete, truncate on core_protected from guanxi_app;
