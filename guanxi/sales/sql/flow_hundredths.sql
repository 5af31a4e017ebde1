-- The figures of funnel and cohorts are whole numbers, hundredths of an opportunity's credit: these add up faster than decimals.
alter table sales_flow
    alter open type bigint using (open * 100)::bigint, alter won type bigint using (won * 100)::bigint, alter lost type bigint using (lost * 100)::bigint,
    alter stays type bigint using (stays * 100)::bigint, alter seconds type bigint using (seconds * 100)::bigint;
alter table sales_cohort
    alter number type bigint using (number * 100)::bigint, alter minor type numeric(30, 0) using round(minor * 100);

-- Writes up to `most` stale months of owners anew; answers how many. What changes meanwhile is stale again.
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
    insert into sales_cohort (month, owner_id, member_id, pipeline, after, currency, number, minor)
    select c.month, o.owner_id, coalesce(s.member_id, o.owner_id), o.pipeline,
           greatest(0, (extract(year from o.closed_on) - extract(year from c.month)) * 12 + extract(month from o.closed_on) - extract(month from c.month))::smallint,
           o.currency, sum(coalesce(s.percent, 100)), coalesce(sum(o.amount_minor * coalesce(s.percent, 100)), 0)
      from unnest(months, owners) as c (month, owner)
      join sales_opportunity o on coalesce(o.owner_id, 0) = c.owner
           and o.opened_on >= c.month and o.opened_on < (c.month + interval '1 month')::date and o.deleted_at is null
      left join sales_share s on o.is_split and s.opportunity_id = o.id
     where o.state = 'won'
     group by 1, 2, 3, 4, 5, 6;
    insert into sales_flow (face, month, owner_id, member_id, pipeline, value, stage, open, won, lost, stays, seconds)
    with picked as materialized (
        select o.id, c.month, o.owner_id, o.pipeline, o.furthest, o.state, o.source, o.is_split
          from unnest(months, owners) as c (month, owner)
          join sales_opportunity o on coalesce(o.owner_id, 0) = c.owner
               and o.opened_on >= c.month and o.opened_on < (c.month + interval '1 month')::date and o.deleted_at is null),
    credited as materialized (
        select p.*, coalesce(s.member_id, p.owner_id) as member_id, coalesce(s.percent, 100) as percent
          from picked p left join sales_share s on p.is_split and s.opportunity_id = p.id),
    faced as materialized (
        select '' as face, '' as value, p.* from credited p
        union all select 'source', p.source, p.* from credited p
        union all select 'product', coalesce(l.product_id::text, ''), p.* from credited p
                    left join (select distinct opportunity_id, product_id from sales_line) l on l.opportunity_id = p.id),
    stood as materialized (
        select p.id, m.from_stage, count(*) as stays, sum(m.seconds) as seconds
          from picked p join sales_move m on m.opportunity_id = p.id
         where m.seconds is not null and m.from_stage <> '' and m.takes_back_id is null
           and not exists (select from sales_move b where b.opportunity_id = m.opportunity_id and b.takes_back_id = m.id)
         group by 1, 2)
    select face, month, owner_id, member_id, pipeline, value, stage, sum(open), sum(won), sum(lost), sum(stays), sum(seconds) from (
        select face, month, owner_id, member_id, pipeline, value, furthest as stage, (state = 'open')::int * percent as open,
               (state = 'won')::int * percent as won, (state = 'lost')::int * percent as lost, 0 as stays, 0 as seconds from faced
        union all
        select f.face, f.month, f.owner_id, f.member_id, f.pipeline, f.value, s.from_stage, 0, 0, 0, s.stays * f.percent, s.seconds * f.percent
          from faced f join stood s using (id)) one
     group by 1, 2, 3, 4, 5, 6, 7;
    return array_length(months, 1);
end $$;
