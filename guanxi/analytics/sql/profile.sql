-- Surveys tell no customer; who sees figures sees them. Profiles are seen with their customer. Only the system writes both.
do $$
declare target text;
begin
    foreach target in array array['analytics_survey', 'analytics_profile'] loop
        execute format('alter table %s enable row level security', target);
        execute format('create policy make on %s for insert with check ((select guanxi_is_system()))', target);
        execute format('create policy change on %s for update using ((select guanxi_is_system()))', target);
        execute format('create policy erase on %s for delete using ((select guanxi_is_system()))', target);
    end loop;
end $$;
create policy see on analytics_survey for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy see on analytics_profile for select using ((select guanxi_is_system())
    or ((select guanxi_may('fact', 'see')) and exists (select 1 from customers_customer p where p.id = customer_id)));
insert into core_protected values ('analytics_survey', 'fact', 'through'), ('analytics_profile', 'fact', 'hanging');
alter table analytics_profile set (fillfactor = 80);
insert into analytics_weighing (id) values (1);

-- The usual pause between two days with a purchase, of customers who have a rhythm of their own: their median.
create function analytics_usual_pause() returns float8
language sql stable security definer set search_path = public, pg_temp as $$
    select percentile_cont(0.5) within group (order by (last_on - first_on)::float8 / (days - 1))
      from analytics_buyer where is_main and days >= 3 and guanxi_is_system()
$$;

-- Looks at the next customers by id: their stage of life and what is known of them, as of a day; answers the last id, null at
-- the end. Only what changed is written. Past the policies, which would ask for every row whether its customer is seen; only for the system.
create function analytics_look(p_after bigint, p_most int, p_day date, p_zone text, p_rule jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last bigint;
    typical float8 := (p_rule->>'typical')::float8;
    trend int := (p_rule->>'trend_days')::int;
    sold_day date := (p_rule->>'sold')::date; -- what counts as today for whoever is known by opportunities alone
    change float8 := (p_rule->>'trend_percent')::float8 / 100;
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: profile' using errcode = 'insufficient_privilege';
    end if;
    select max(id) into last from (select id from customers_customer where id > p_after order by id limit p_most) next;
    if last is null then
        return null;
    end if;
    delete from analytics_profile p using customers_customer c
     where c.id = p.customer_id and p.customer_id > p_after and p.customer_id <= last and c.deleted_at is not null;
    insert into analytics_profile as p (customer_id, stage, first_on, last_on, rhythm, pause, recent, before, won, currency, contract,
                                        completeness, recency, breadth, gaps, known)
    with bought as (
        select o.customer_id, (o.ordered_at at time zone p_zone)::date as day,
               coalesce(sum(o.total) filter (where o.currency = b.currency), 0) as spent
          from commerce_order o left join analytics_buyer b on b.customer_id = o.customer_id and b.is_main
         where o.customer_id > p_after and o.customer_id <= last and o.deleted_at is null and o.status = 'placed' and o.total > 0
         group by 1, 2),
    won as (
        select s.customer_id, s.closed_on as day, sum(coalesce(s.amount, 0)) as spent, max(s.currency) as currency
          from sales_opportunity s
         where s.customer_id > p_after and s.customer_id <= last and s.deleted_at is null and s.state = 'won' and s.closed_on <= sold_day
           and not exists (select from bought b where b.customer_id = s.customer_id)
         group by 1, 2),
    days as (
        select *, day - lag(day) over (partition by customer_id order by day) as gap
          from (select customer_id, day, spent, null as currency, p_day as today from bought where day <= p_day
                union all select customer_id, day, spent, currency, sold_day from won) every),
    life as (
        select customer_id, min(day) first_on, max(day) last_on,
               case when count(*) >= 3 then percentile_cont(0.5) within group (order by gap) end as rhythm,
               max(gap) filter (where today - day < trend) as pause,
               coalesce(sum(spent) filter (where today - day < trend), 0) as recent,
               coalesce(sum(spent) filter (where today - day >= trend and today - day < 2 * trend), 0) as before,
               sum(spent) filter (where currency is not null) as won, coalesce(max(currency), '') as currency, max(today) as today
          from days group by 1),
    running as (
        select distinct customer_id from contracts_contract
         where customer_id > p_after and customer_id <= last and deleted_at is null and status = 'active'
           and coalesce(starts_on, signed_on, p_day) <= p_day and coalesce(ends_on, p_day) >= p_day),
    people as (
        select customer_id, count(*) number, bool_or(part = 'decider') decider
          from customers_contact where customer_id > p_after and customer_id <= last and deleted_at is null group by 1),
    reached as (
        select customer_id, bool_or(channel = 'phone') phone, bool_or(channel = 'mail') mail
          from customers_identity where customer_id > p_after and customer_id <= last and deleted_at is null group by 1),
    looked as (
        select c.id, c.type = 'company' as company, l.*, coalesce(l.today, p_day) as now, r.customer_id is not null as contract,
               greatest(4 * coalesce(l.rhythm, typical), (p_rule->>'lost_days')::float8) as lost_after,
               greatest(2 * coalesce(l.rhythm, typical), (p_rule->>'silent_days')::float8) as silent_after,
               case when c.last_contact_at is null then 0
                    else least(1, greatest(0, (365 - (p_day - (c.last_contact_at at time zone p_zone)::date)) / 335.0)) end as fresh,
               array_remove(array[
                   case when c.type = 'company' and coalesce(n.number, 0) = 0 then 'contact' end,
                   case when c.type = 'company' and not coalesce(n.decider, false) then 'decider' end,
                   case when not coalesce(i.phone, false) then 'phone' end,
                   case when not coalesce(i.mail, false) then 'mail' end,
                   case when c.type = 'company' and c.industry = '' then 'industry' end,
                   case when c.type = 'company' and c.size = '' then 'size' end,
                   case when c.city = '' then 'city' end,
                   case when c.source = '' then 'source' end,
                   case when c.owner_id is null then 'owner' end], null) as gaps,
               array_remove(array[
                   case when c.last_contact_at is not null then 'talk' end,
                   case when l.customer_id is not null then 'order' end,
                   case when exists (select from sales_opportunity s where s.customer_id = c.id and s.deleted_at is null)
                          or exists (select from sales_lead s where s.customer_id = c.id and s.deleted_at is null) then 'deal' end,
                   case when exists (select from contracts_contract k where k.customer_id = c.id and k.deleted_at is null) then 'contract' end,
                   case when coalesce(n.number, 0) > 1 then 'people' end,
                   case when exists (select from customers_tie t where t.giver_id = c.id)
                          or exists (select from customers_tie t where t.taker_id = c.id) then 'tie' end], null) as known
          from customers_customer c
          left join life l on l.customer_id = c.id
          left join running r on r.customer_id = c.id
          left join people n on n.customer_id = c.id
          left join reached i on i.customer_id = c.id
         where c.id > p_after and c.id <= last and c.deleted_at is null)
    select id, case when first_on is null then 'prospect'
                    when not contract and now - last_on > lost_after then 'lost'
                    when not contract and now - last_on > silent_after then 'silent'
                    when pause > lost_after then 'won_back'
                    when now - first_on < (p_rule->>'new_days')::int then 'new'
                    when now - first_on < 2 * trend then 'steady'
                    when recent > before * (1 + change) then 'growing'
                    when recent < before * (1 - change) then 'sinking'
                    else 'steady' end,
           first_on, last_on, rhythm, pause, recent, before, won, coalesce(currency, ''), contract,
           round(100.0 * (1 - cardinality(gaps)::numeric / case when company then 9 else 5 end)), round(100 * fresh),
           round(100.0 * cardinality(known) / case when company then 6 else 5 end), gaps, known
      from looked
        on conflict (customer_id) do update set stage = excluded.stage, first_on = excluded.first_on, last_on = excluded.last_on,
           rhythm = excluded.rhythm, pause = excluded.pause, recent = excluded.recent, before = excluded.before, won = excluded.won, currency = excluded.currency, contract = excluded.contract,
           completeness = excluded.completeness, recency = excluded.recency, breadth = excluded.breadth, gaps = excluded.gaps, known = excluded.known
     where (p.stage, p.first_on, p.last_on, p.rhythm, p.pause, p.recent, p.before, p.won, p.currency, p.contract, p.completeness, p.recency, p.breadth, p.gaps, p.known)
           is distinct from (excluded.stage, excluded.first_on, excluded.last_on, excluded.rhythm, excluded.pause, excluded.recent, excluded.before,
           excluded.won, excluded.currency, excluded.contract, excluded.completeness, excluded.recency, excluded.breadth, excluded.gaps, excluded.known);
    return last;
end $$;
revoke execute on function analytics_look(bigint, int, date, text, jsonb), analytics_usual_pause() from public;
grant execute on function analytics_look(bigint, int, date, text, jsonb), analytics_usual_pause() to guanxi_app;
