-- The way back of a hand-over, for whoever made it and for a day: what he gave to `taker` and nobody has touched since
-- (the record or what hangs on it) goes back to whom it came from, also from beyond his reach. The history says all of
-- that, so nothing the caller tells is believed. Answers the records and their owners.
create function guanxi_give_back(target regclass, ids bigint[], taker bigint) returns table (record_id bigint, giver_id bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare k text;
begin
    select kind into strict k from core_protected where table_name = target::text and shape = 'owned';
    if not guanxi_may(k, 'assign') or not guanxi_may(k, 'edit') then
        raise exception 'not allowed: assign %', k using errcode = 'insufficient_privilege';
    end if;
    return query execute format(
        'update %s r set owner_id = h.giver from (
             select g.id, (last.changes #>> ''{owner_id,0}'')::bigint as giver
               from unnest($1) g(id) cross join lateral (
                   select * from core_change c where c.kind = $3 and c.record_id = g.id order by c.id desc limit 1) last
              where last.member_id = guanxi_member() and last.at > now() - interval ''1 day'' and last.changes ? ''owner_id''
                and (last.changes #>> ''{owner_id,1}'')::bigint is not distinct from $2
                and not exists (select from core_change c where c.home_kind = $3 and c.home_id = g.id and c.id > last.id)) h
          where r.id = h.id and r.deleted_at is null and r.owner_id is not distinct from $2
         returning r.id, r.owner_id', target) using ids, taker, k;
end $$;
