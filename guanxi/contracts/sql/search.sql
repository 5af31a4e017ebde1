-- Contracts are found by whoever has them in his data scope, whether he sees the customer or not.
do $$
begin
    execute format('create or replace function core_found_alone() returns text[] language sql immutable as $f$ select %L::text[] $f$',
                   array_append(core_found_alone(), 'contract'));
end $$;

do $$
declare
    seen text := $w$ home_id is null and kind = 'contract' and exists (select from contracts_contract o where o.id = record_id)$w$;
    writes text := $w$(select guanxi_may('contract', 'edit') or guanxi_may('contract', 'create')) and $w$ || seen;
begin
    execute format('create policy see_contract on core_searchdoc for select using (%s)', seen);
    execute format('create policy write_contract on core_searchdoc for insert with check (%s)', writes);
    execute format('create policy change_contract on core_searchdoc for update using (%s)', writes);
end $$;

create function contracts_move_searchdocs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update core_searchdoc set owner_id = new.owner_id, is_binned = new.deleted_at is not null
     where record_id = new.id and kind = 'contract';
    return null;
end $$;
create trigger move_searchdocs after update of owner_id, deleted_at on contracts_contract for each row
    when ((old.owner_id, old.deleted_at) is distinct from (new.owner_id, new.deleted_at)) execute function contracts_move_searchdocs();
