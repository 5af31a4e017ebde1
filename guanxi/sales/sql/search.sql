-- Opportunities are found by whoever has them in his data scope, whether he sees the customer or not.
create or replace function core_found_alone() returns text[] language sql immutable as $$ select '{opportunity}'::text[] $$;

do $$
declare
    seen text := $w$ home_id is null and kind = 'opportunity' and exists (select from sales_opportunity o where o.id = record_id)$w$;
    writes text := $w$(select guanxi_may('opportunity', 'edit') or guanxi_may('opportunity', 'create')) and $w$ || seen;
begin
    execute format('create policy see_opportunity on core_searchdoc for select using (%s)', seen);
    execute format('create policy write_opportunity on core_searchdoc for insert with check (%s)', writes);
    execute format('create policy change_opportunity on core_searchdoc for update using (%s)', writes);
end $$;

create function sales_move_searchdocs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update core_searchdoc set owner_id = new.owner_id, is_binned = new.deleted_at is not null
     where record_id = new.id and kind = 'opportunity';
    return null;
end $$;
create trigger move_searchdocs after update of owner_id, deleted_at on sales_opportunity for each row
    when ((old.owner_id, old.deleted_at) is distinct from (new.owner_id, new.deleted_at)) execute function sales_move_searchdocs();
