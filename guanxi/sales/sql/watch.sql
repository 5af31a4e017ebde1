-- Whoever has a board open is told that one of the opportunities he sees has changed, and nothing else: his page asks again, as
-- himself. Who made the change is not told, his page knows.
create function sales_tell_boards() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    source text := case tg_op
        when 'INSERT' then 'select owner_id from fresh'
        when 'DELETE' then 'select owner_id from stale'
        else 'select owner_id from fresh union select owner_id from stale' end;
begin
    if exists (select from sales_watch where at > now() - interval '12 hours') then
        execute format(
            'select pg_notify(''guanxi'', json_build_object(''member'', w.member_id, ''topic'', ''changed'', ''what'', ''board'')::text)
               from sales_watch w
              where w.at > now() - interval ''12 hours'' and w.member_id is distinct from guanxi_member()
                and exists (select from (%s) c where w.sees_all or c.owner_id = any (w.owners))', source);
    end if;
    return null;
end $$;
create trigger boards_insert after insert on sales_opportunity referencing new table as fresh for each statement execute function sales_tell_boards();
create trigger boards_update after update on sales_opportunity referencing old table as stale new table as fresh for each statement execute function sales_tell_boards();
create trigger boards_delete after delete on sales_opportunity referencing old table as stale for each statement execute function sales_tell_boards();
