-- How many opportunities stand in a stage, and what they add up to, per owner: kept while they are written, so that a board
-- need not count millions. Changes are only ever added, so nobody waits for anybody; one in a thousand folds what has piled up.
alter table sales_tally enable row level security;
create policy see on sales_tally for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
insert into core_protected values ('sales_tally', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_tally from guanxi_app;

create function sales_fold_tally() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if pg_try_advisory_xact_lock(hashtext('sales_tally')) then
        with gone as (
            delete from sales_tally where (stage, currency, coalesce(owner_id, 0)) in (
                select stage, currency, coalesce(owner_id, 0) from sales_tally group by 1, 2, 3 having count(*) > 1)
            returning stage, currency, owner_id, number, minor)
        insert into sales_tally (stage, currency, owner_id, number, minor)
        select stage, currency, owner_id, sum(number), sum(minor) from gone group by 1, 2, 3 having sum(number) <> 0 or sum(minor) <> 0;
    end if;
end $$;
revoke execute on function sales_fold_tally() from public;

create function sales_keep_tally() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    source text := case tg_op
        when 'INSERT' then 'select 1 as sign, * from fresh'
        when 'DELETE' then 'select -1 as sign, * from stale'
        else 'select 1 as sign, * from fresh union all select -1, * from stale' end;
    last bigint;
begin
    execute format(
        'with added as (
             insert into sales_tally (stage, currency, owner_id, number, minor)
             select stage, currency, owner_id, sum(sign), coalesce(sum(sign * amount_minor), 0) from (%s) changed where deleted_at is null
              group by stage, currency, owner_id having sum(sign) <> 0 or coalesce(sum(sign * amount_minor), 0) <> 0
             returning id)
         select max(id) filter (where id %% 1000 = 0) from added', source) into last;
    if last is not null then
        perform sales_fold_tally();
    end if;
    return null;
end $$;
create trigger tally_insert after insert on sales_opportunity referencing new table as fresh for each statement execute function sales_keep_tally();
create trigger tally_update after update on sales_opportunity referencing old table as stale new table as fresh for each statement execute function sales_keep_tally();
create trigger tally_delete after delete on sales_opportunity referencing old table as stale for each statement execute function sales_keep_tally();

insert into sales_tally (stage, currency, owner_id, number, minor)
select stage, currency, owner_id, count(*), coalesce(sum(amount_minor), 0) from sales_opportunity where deleted_at is null group by 1, 2, 3;
