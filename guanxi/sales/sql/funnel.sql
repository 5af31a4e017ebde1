-- How far opportunities came, per month in which they began and owner. Whatever changes marks its month as stale, by adding a
-- row, so that nobody waits for anybody; a job writes the stale months anew (docs/decisions/0012).
alter table sales_flow enable row level security;
create policy see on sales_flow for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
insert into core_protected values ('sales_flow', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_flow from guanxi_app;
alter table sales_stale enable row level security;
create policy see_system on sales_stale for select using ((select guanxi_is_system()));
insert into core_protected values ('sales_stale', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_stale from guanxi_app;

create index opportunity_of_month on sales_opportunity ((coalesce(owner_id, 0)), opened_on) where deleted_at is null;

create function sales_mark_stale() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    source text := case
        when tg_table_name = 'sales_line' then format('select o.opened_on, o.owner_id from %s l join sales_opportunity o on o.id = l.opportunity_id',
            case tg_op when 'DELETE' then 'stale' else 'fresh' end)
        when tg_op = 'INSERT' then 'select opened_on, owner_id from fresh'
        when tg_op = 'DELETE' then 'select opened_on, owner_id from stale'
        else 'select v.opened_on, v.owner_id from fresh f join stale s using (id)
               cross join lateral (values (f.opened_on, f.owner_id), (s.opened_on, s.owner_id)) v (opened_on, owner_id)
               where (f.owner_id, f.opened_on, f.pipeline, f.stage, f.state, f.furthest, f.source, f.deleted_at)
                     is distinct from (s.owner_id, s.opened_on, s.pipeline, s.stage, s.state, s.furthest, s.source, s.deleted_at)' end;
begin
    execute format('insert into sales_stale (month, owner_id, at)
                    select distinct date_trunc(''month'', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from (%s) changed', source);
    return null;
end $$;
create trigger stale_insert after insert on sales_opportunity referencing new table as fresh for each statement execute function sales_mark_stale();
create trigger stale_update after update on sales_opportunity referencing old table as stale new table as fresh for each statement execute function sales_mark_stale();
create trigger stale_delete after delete on sales_opportunity referencing old table as stale for each statement execute function sales_mark_stale();
create trigger stale_line_insert after insert on sales_line referencing new table as fresh for each statement execute function sales_mark_stale();
create trigger stale_line_delete after delete on sales_line referencing old table as stale for each statement execute function sales_mark_stale();

-- Since when the figures may be behind; null where they are not.
create function sales_flow_since() returns timestamptz language sql stable security definer set search_path = public, pg_temp as
$$ select min(at) from sales_stale $$;

-- What writes the stale months anew stands in sql/flow.sql.

-- What is there already: how far each came by its log, without a line in the history, and every month is stale.
alter table sales_opportunity disable trigger user;
update sales_opportunity o set furthest = coalesce(
    case when o.state = 'won' then o.stage end,
    (select s.key from sales_stage s
      where s.pipeline_id = o.pipeline and s.kind = 'open' and (s.key = o.stage or exists (
            select from sales_move m where m.opportunity_id = o.id and m.to_stage = s.key and m.takes_back_id is null
               and not exists (select from sales_move b where b.opportunity_id = m.opportunity_id and b.takes_back_id = m.id)))
      order by s.place desc, s.key desc limit 1),
    (select s.key from sales_stage s where s.pipeline_id = o.pipeline and s.kind = 'open' order by s.place, s.key limit 1),
    o.stage);
alter table sales_opportunity enable trigger user;
insert into sales_stale (month, owner_id, at)
select distinct date_trunc('month', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from sales_opportunity;
