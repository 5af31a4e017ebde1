-- Row-level security in four shapes. Each table that holds customers' data calls exactly one of these in its migration.

-- owned: has owner_id; seen through the data scope of the kind or (customers) by collaboration.
-- `also_reads` is one more condition under which a row may be read (a task by whoever gave it).
create function guanxi_protect_owned(target regclass, kind text, shared boolean, also_reads text) returns void language plpgsql as $$
declare
    sees text := format('(select guanxi_sees_all(%L)) or owner_id = any ((select guanxi_owners(%L))::bigint[])', kind, kind);
    reads text := sees;
    edits text := sees;
begin
    if shared then
        reads := reads || ' or id = any ((select guanxi_shared(''read''))::bigint[])';
        edits := edits || ' or id = any ((select guanxi_shared(''edit''))::bigint[])';
    end if;
    if also_reads <> '' then
        reads := reads || ' or ' || also_reads;
    end if;
    execute format('alter table %s enable row level security', target);
    execute format('create policy see on %s for select using (%s)', target, reads);
    execute format('create policy make on %s for insert with check ((select guanxi_may(%L, ''create'')))', target, kind);
    execute format('create policy change on %s for update using ((select guanxi_may(%L, ''edit'')) and (%s)) with check ((select guanxi_may(%L, ''edit'')))', target, kind, edits, kind);
    execute format('create policy erase on %s for delete using ((select guanxi_is_system()))', target);
    execute format('create trigger guard before update of owner_id, deleted_at on %s for each row
                    when (old.owner_id is distinct from new.owner_id or old.deleted_at is distinct from new.deleted_at)
                    execute function guanxi_guard(%L)', target, kind);
    execute format('create policy see_%s on core_change for select using (home_kind = %L and exists (select 1 from %s r where r.id = home_id))', kind, kind, target);
    insert into core_protected values (target::text, kind, 'owned');
end $$;

-- Handing over needs the power "assign", the recycle bin "delete", whatever way the update comes.
create function guanxi_guard() returns trigger language plpgsql as $$
begin
    if old.owner_id is distinct from new.owner_id and not guanxi_may(tg_argv[0], 'assign') then
        raise exception 'not allowed: assign %', tg_argv[0] using errcode = 'insufficient_privilege';
    end if;
    if old.deleted_at is distinct from new.deleted_at and not guanxi_may(tg_argv[0], 'delete') then
        raise exception 'not allowed: delete %', tg_argv[0] using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

-- A new owner may be outside the giver's scope, where a plain UPDATE would be refused: this function applies the same rule
-- to the rows as they are, and hands them over. Returns the ids that changed hands.
create function guanxi_assign(target regclass, ids bigint[], new_owner bigint) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare k text; s text;
begin
    select kind into strict k from core_protected where table_name = target::text and shape = 'owned';
    if not guanxi_may(k, 'assign') or not guanxi_may(k, 'edit') then
        raise exception 'not allowed: assign %', k using errcode = 'insufficient_privilege';
    end if;
    s := case when k = 'customer' then 'or id = any (guanxi_shared(''edit''))' else '' end;
    return query execute format(
        'update %s set owner_id = $2 where id = any ($1) and owner_id is distinct from $2
            and (guanxi_sees_all(%L) or owner_id = any (guanxi_owners(%L)) %s) returning id', target, k, k, s) using ids, new_owner;
end $$;

-- hanging: seen with the record it hangs on (column → parent), if the roles show this kind; written where that one may be edited.
-- mode: 'whole' rows have powers of their own (contact.create), 'log' rows are never changed or deleted,
-- 'part' rows are a piece of the parent (an address): whoever may make or edit the parent writes them.
create function guanxi_protect_hanging(target regclass, kind text, parent regclass, parent_kind text, parent_column text, mode text)
returns void language plpgsql as $$
declare
    loose text := format('(%I is null and (select guanxi_sees_all(%L)))', parent_column, parent_kind);
    reads text := format('exists (select 1 from %s p where p.id = %I)', parent, parent_column);
    edits text := format('exists (select 1 from %s p where p.id = %I and ((select guanxi_sees_all(%L)) or p.owner_id = any ((select guanxi_owners(%L))::bigint[])
                          or p.id = any ((select guanxi_shared(''edit''))::bigint[])))', parent, parent_column, parent_kind, parent_kind);
    writes text;
begin
    execute format('alter table %s enable row level security', target);
    execute format('create policy see on %s for select using ((select guanxi_may(%L, ''see'')) and (%s or %s))', target, kind, loose, reads);
    if mode = 'part' then
        writes := format('(select guanxi_may(%L, ''edit'') or guanxi_may(%L, ''create'')) and (%s or %s)', kind, kind, loose, edits);
        execute format('create policy write on %s for insert with check (%s)', target, writes);
        execute format('create policy change on %s for update using (%s)', target, writes);
        execute format('create policy erase on %s for delete using (%s)', target, writes);
    else
        execute format('create policy make on %s for insert with check ((select guanxi_may(%L, ''create'')) and (%s or %s))', target, kind, loose, edits);
    end if;
    if mode = 'log' then
        execute format('revoke update, delete, truncate on %s from guanxi_app', target);
    elsif mode = 'whole' then
        execute format('create policy change on %s for update using ((select guanxi_may(%L, ''edit'')) and (%s or %s))', target, kind, loose, edits);
        execute format('create policy erase on %s for delete using ((select guanxi_is_system()))', target);
    end if;
    insert into core_protected values (target::text, kind, 'hanging');
end $$;

-- private: a member's own rows (notices, drafts); `others` is an extra condition under which colleagues read them.
create function guanxi_protect_private(target regclass, kind text, member_column text, others text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('create policy own on %s for all using (%I = (select guanxi_member()) or (select guanxi_is_system()))', target, member_column);
    if others <> '' then
        execute format('create policy others on %s for select using (%s)', target, others);
    end if;
    insert into core_protected values (target::text, kind, 'private');
end $$;

-- through: seen and written exactly where the row it belongs to is seen (a rejected row with its import).
create function guanxi_protect_through(target regclass, kind text, parent regclass, parent_column text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('create policy through on %s for all using (exists (select 1 from %s p where p.id = %I))', target, parent, parent_column);
    insert into core_protected values (target::text, kind, 'through');
end $$;

create function guanxi_touch() returns trigger language plpgsql as
$$ begin new.updated_at := now(); return new; end $$;
