-- Whose credit an opportunity is: the summaries of the funnel and of the cohorts know it, and the sums of what was won and is open.
-- A month of an owner is written anew as a whole; what of it is credited to others stands in rows of theirs.
drop policy see on sales_flow;
create policy see on sales_flow for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or member_id = any ((select guanxi_owners('opportunity'))::bigint[]) or member_id = (select guanxi_member())));
drop policy see on sales_cohort;
create policy see on sales_cohort for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or member_id = any ((select guanxi_owners('opportunity'))::bigint[]) or member_id = (select guanxi_member())));
update sales_flow set member_id = owner_id;
update sales_cohort set member_id = owner_id;

create or replace function sales_mark_stale() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    source text := case
        when tg_table_name in ('sales_line', 'sales_share') then format(
            'select o.opened_on, o.owner_id from %s l join sales_opportunity o on o.id = l.opportunity_id', case tg_op when 'DELETE' then 'stale' else 'fresh' end)
        when tg_op = 'INSERT' then 'select opened_on, owner_id from fresh'
        when tg_op = 'DELETE' then 'select opened_on, owner_id from stale'
        else 'select v.opened_on, v.owner_id from fresh f join stale s using (id)
               cross join lateral (values (f.opened_on, f.owner_id), (s.opened_on, s.owner_id)) v (opened_on, owner_id)
               where (f.owner_id, f.opened_on, f.pipeline, f.stage, f.state, f.furthest, f.source, f.deleted_at, f.is_split)
                     is distinct from (s.owner_id, s.opened_on, s.pipeline, s.stage, s.state, s.furthest, s.source, s.deleted_at, s.is_split)
                  or f.state = ''won'' and (f.closed_on, f.currency, f.amount_minor) is distinct from (s.closed_on, s.currency, s.amount_minor)' end;
begin
    execute format('insert into sales_stale (month, owner_id, at)
                    select distinct date_trunc(''month'', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from (%s) changed', source);
    return null;
end $$;
create trigger stale_share_insert after insert on sales_share referencing new table as fresh for each statement execute function sales_mark_stale();
create trigger stale_share_update after update on sales_share referencing new table as fresh for each statement execute function sales_mark_stale();
create trigger stale_share_delete after delete on sales_share referencing old table as stale for each statement execute function sales_mark_stale();

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
           o.currency, sum(coalesce(s.percent, 100)) / 100.0, coalesce(sum(o.amount_minor * coalesce(s.percent, 100)), 0) / 100.0
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
    select face, month, owner_id, member_id, pipeline, value, stage, sum(open) / 100.0, sum(won) / 100.0, sum(lost) / 100.0, sum(stays) / 100.0,
           sum(seconds) / 100.0 from (
        select face, month, owner_id, member_id, pipeline, value, furthest as stage, (state = 'open')::int * percent as open,
               (state = 'won')::int * percent as won, (state = 'lost')::int * percent as lost, 0 as stays, 0 as seconds from faced
        union all
        select f.face, f.month, f.owner_id, f.member_id, f.pipeline, f.value, s.from_stage, 0, 0, 0, s.stays * f.percent, s.seconds * f.percent
          from faced f join stood s using (id)) one
     group by 1, 2, 3, 4, 5, 6, 7;
    return array_length(months, 1);
end $$;
insert into sales_stale (month, owner_id, at)
select distinct date_trunc('month', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from sales_opportunity where is_split;

-- Of split opportunities what every member is credited with, less what of his own is credited to others; it adds up to nothing. In
-- ten-thousandths. A member is told of his own credit, and of those whose opportunities he sees, also where the opportunity itself is
-- hidden from him. Of what was won by spans of days: 1 from the first of `p_days` to the day before the second, and so on.
drop function sales_credit(text, date, date, text[], int);
create function sales_credit_won(p_days date[]) returns table (span int, member_id bigint, currency text, moved numeric)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    everything boolean := guanxi_sees_all('opportunity');
    members bigint[] := guanxi_owners('opportunity') || guanxi_member();
begin
    if guanxi_may('opportunity', 'see') then
        return query execute '
            with split as (
                select o.id, width_bucket(o.closed_on, $1) as span, o.owner_id, o.currency::text as currency, o.amount_minor
                  from sales_opportunity o
                 where o.is_split and o.state = ''won'' and o.deleted_at is null and o.closed_on >= $2 and o.closed_on < $3)
            select m.span, m.who, m.currency, sum(m.credit) from (
                select p.span, s.member_id as who, p.currency, p.amount_minor * s.percent as credit from split p join sales_share s on s.opportunity_id = p.id
                union all
                select p.span, p.owner_id, p.currency, -100 * p.amount_minor from split p) m
             where $4 or m.who = any ($5) group by 1, 2, 3 having sum(m.credit) <> 0'
            using p_days, p_days[1], p_days[array_length(p_days, 1)], everything, members;
    end if;
end $$;

-- The same of what is open, and due in a period where one is given, by category.
create function sales_credit_open(p_first date, p_last date, p_sure text[], p_from int) returns table (counted text, member_id bigint, currency text, moved numeric)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    everything boolean := guanxi_sees_all('opportunity');
    members bigint[] := guanxi_owners('opportunity') || guanxi_member();
begin
    if guanxi_may('opportunity', 'see') then
        return query execute '
            with split as (
                select o.id, o.owner_id, o.currency::text as currency, o.amount_minor,
                       case when o.category <> '''' then o.category::text
                            when o.probability >= $4 or o.probability is null and o.stage = any ($3) then ''commit'' else ''best'' end as counted
                  from sales_opportunity o
                 where o.is_split and o.state = ''open'' and o.deleted_at is null'
            || case when p_first is null then '' else ' and o.expected_on between $1 and $2' end || ')
            select m.counted, m.who, m.currency, sum(m.credit) from (
                select p.counted, s.member_id as who, p.currency, p.amount_minor * s.percent as credit from split p join sales_share s on s.opportunity_id = p.id
                union all
                select p.counted, p.owner_id, p.currency, -100 * p.amount_minor from split p) m
             where $5 or m.who = any ($6) group by 1, 2, 3 having sum(m.credit) <> 0'
            using p_first, p_last, p_sure, p_from, everything, members;
    end if;
end $$;
