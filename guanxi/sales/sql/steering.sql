-- What was foreseen is read for those owners whose opportunities a member sees; only the system writes it. Where the ends lie says
-- nothing about amounts and is read by whoever sees opportunities at all.
alter table sales_outlook enable row level security;
create policy see on sales_outlook for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
create policy make on sales_outlook for insert with check ((select guanxi_is_system()));
create policy erase on sales_outlook for delete using ((select guanxi_is_system()));
insert into core_protected values ('sales_outlook', 'opportunity', 'through');
alter table sales_outlookends enable row level security;
create policy see on sales_outlookends for select using ((select guanxi_may('opportunity', 'see')));
create policy make on sales_outlookends for insert with check ((select guanxi_is_system()));
create policy erase on sales_outlookends for delete using ((select guanxi_is_system()));
insert into core_protected values ('sales_outlookends', 'opportunity', 'through');

-- What is due in a period, and what was lost in one, are added up from these indexes alone.
create index opportunity_due on sales_opportunity (expected_on, owner_id) include (currency, category, stage, probability, amount_minor)
    where state = 'open' and deleted_at is null;
create index opportunity_lost on sales_opportunity (closed_on, owner_id) include (loss_by, currency, source, amount_minor)
    where state = 'lost' and deleted_at is null;

-- What was won of what began in a month, by how many months it took: written anew beside the funnel.
alter table sales_cohort enable row level security;
create policy see on sales_cohort for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
insert into core_protected values ('sales_cohort', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_cohort from guanxi_app;

create or replace function sales_mark_stale() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    source text := case
        when tg_table_name = 'sales_line' then format('select o.opened_on, o.owner_id from %s l join sales_opportunity o on o.id = l.opportunity_id',
            case tg_op when 'DELETE' then 'stale' else 'fresh' end)
        when tg_op = 'INSERT' then 'select opened_on, owner_id from fresh'
        when tg_op = 'DELETE' then 'select opened_on, owner_id from stale'
        else 'select v.opened_on, v.owner_id from fresh f join stale s using (id)
               cross join lateral (values (f.opened_on, f.owner_id), (s.opened_on, s.owner_id)) v (opened_on, owner_id)
               where (f.owner_id, f.opened_on, f.pipeline, f.stage, f.state, f.furthest, f.source, f.deleted_at)
                     is distinct from (s.owner_id, s.opened_on, s.pipeline, s.stage, s.state, s.furthest, s.source, s.deleted_at)
                  or f.state = ''won'' and (f.closed_on, f.currency, f.amount_minor) is distinct from (s.closed_on, s.currency, s.amount_minor)' end;
begin
    execute format('insert into sales_stale (month, owner_id, at)
                    select distinct date_trunc(''month'', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from (%s) changed', source);
    return null;
end $$;

create or replace function sales_refresh_flow(most integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare months date[]; owners bigint[];
begin
    if not pg_try_advisory_xact_lock(hashtext('sales_flow')) then
        return 0;
    end if;
    with cells as (select month, owner_id from sales_stale group by 1, 2 order by min(at) limit most),
         gone as (delete from sales_stale s using cells c where s.month = c.month and s.owner_id = c.owner_id)
    select array_agg(month), array_agg(owner_id) into months, owners from cells;
    if months is null then
        return 0;
    end if;
    delete from sales_flow f using unnest(months, owners) as c (month, owner) where f.month = c.month and coalesce(f.owner_id, 0) = c.owner;
    delete from sales_cohort k using unnest(months, owners) as c (month, owner) where k.month = c.month and coalesce(k.owner_id, 0) = c.owner;
    insert into sales_cohort (month, owner_id, pipeline, after, currency, number, minor)
    select c.month, o.owner_id, o.pipeline,
           greatest(0, (extract(year from o.closed_on) - extract(year from c.month)) * 12 + extract(month from o.closed_on) - extract(month from c.month))::smallint,
           o.currency, count(*), coalesce(sum(o.amount_minor), 0)
      from unnest(months, owners) as c (month, owner)
      join sales_opportunity o on coalesce(o.owner_id, 0) = c.owner
           and o.opened_on >= c.month and o.opened_on < (c.month + interval '1 month')::date and o.deleted_at is null
     where o.state = 'won'
     group by 1, 2, 3, 4, 5;
    insert into sales_flow (face, month, owner_id, pipeline, value, stage, open, won, lost, stays, seconds)
    with picked as materialized (
        select o.id, c.month, o.owner_id, o.pipeline, o.furthest, o.state, o.source
          from unnest(months, owners) as c (month, owner)
          join sales_opportunity o on coalesce(o.owner_id, 0) = c.owner
               and o.opened_on >= c.month and o.opened_on < (c.month + interval '1 month')::date and o.deleted_at is null),
    faced as materialized (
        select '' as face, '' as value, p.* from picked p
        union all select 'source', p.source, p.* from picked p
        union all select 'product', coalesce(l.product_id::text, ''), p.* from picked p
                    left join (select distinct opportunity_id, product_id from sales_line) l on l.opportunity_id = p.id),
    stood as materialized (
        select p.id, m.from_stage, count(*) as stays, sum(m.seconds) as seconds
          from picked p join sales_move m on m.opportunity_id = p.id
         where m.seconds is not null and m.from_stage <> '' and m.takes_back_id is null
           and not exists (select from sales_move b where b.opportunity_id = m.opportunity_id and b.takes_back_id = m.id)
         group by 1, 2)
    select face, month, owner_id, pipeline, value, stage, sum(open), sum(won), sum(lost), sum(stays), sum(seconds) from (
        select face, month, owner_id, pipeline, value, furthest as stage, (state = 'open')::int as open, (state = 'won')::int as won,
               (state = 'lost')::int as lost, 0 as stays, 0 as seconds from faced
        union all
        select f.face, f.month, f.owner_id, f.pipeline, f.value, s.from_stage, 0, 0, 0, s.stays, s.seconds from faced f join stood s using (id)) one
     group by 1, 2, 3, 4, 5, 6;
    return array_length(months, 1);
end $$;

insert into sales_stale (month, owner_id, at)
select distinct date_trunc('month', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from sales_opportunity;
