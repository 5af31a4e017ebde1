-- Passes tell no customer; who sees figures sees them. Proposals are seen with their customer. Only the system writes both.
do $$
declare target text;
begin
    foreach target in array array['analytics_proposing', 'analytics_proposal'] loop
        execute format('alter table %s enable row level security', target);
        execute format('create policy make on %s for insert with check ((select guanxi_is_system()))', target);
        execute format('create policy change on %s for update using ((select guanxi_is_system()))', target);
        execute format('create policy erase on %s for delete using ((select guanxi_is_system()))', target);
    end loop;
end $$;
create policy see on analytics_proposing for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy see on analytics_proposal for select using ((select guanxi_is_system())
    or ((select guanxi_may('fact', 'see')) and exists (select 1 from customers_customer p where p.id = customer_id)));
insert into core_protected values ('analytics_proposing', 'fact', 'through'), ('analytics_proposal', 'fact', 'hanging');
alter table analytics_proposal set (fillfactor = 80);

-- A proposal is its customer's owner's.
create function analytics_proposal_follows() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.owner_id is null then
        delete from analytics_proposal where customer_id = new.id;
    else
        update analytics_proposal set owner_id = new.owner_id where customer_id = new.id;
    end if;
    return null;
end $$;
create trigger proposal_follows after update of owner_id on customers_customer
    for each row when (old.owner_id is distinct from new.owner_id) execute function analytics_proposal_follows();

-- Writes the first step of the next customers by id, by the rules of `guanxi.analytics.nextstep`; answers the last id, null at the
-- end. `p_rates`: what one unit of a currency is in the company's. Only what changed is written. Past the policies, which would ask
-- for every row whether it is seen; only for the system.
create function analytics_propose(p_after bigint, p_most int, p_at timestamptz, p_today date, p_silent int, p_rates jsonb, p_accepted float8, p_first float8)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last bigint;
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: proposal' using errcode = 'insufficient_privilege';
    end if;
    select max(id) into last from (select id from customers_customer where id > p_after order by id limit p_most) next;
    if last is null then
        return null;
    end if;
    with whom as (
        select id, owner_id, last_contact_at, created_at, next_contact_at from customers_customer
         where id > p_after and id <= last and deleted_at is null and owner_id is not null),
    lifetime as (
        select customer_id, value, unit from customers_fact
         where customer_id > p_after and customer_id <= last and name = 'lifetime' and value <> 0),
    promise as (
        select distinct on (customer_id) customer_id, id from timeline_promise
         where customer_id > p_after and customer_id <= last and deleted_at is null and closed_as = '' and due_at < p_at
         order by customer_id, due_at, id),
    late as (
        select c.customer_id, c.currency, sum(i.amount - i.received) as amount
          from contracts_contract c join contracts_instalment i on i.contract_id = c.id and i.due_on < p_today and i.received < i.amount
         where c.customer_id > p_after and c.customer_id <= last and c.deleted_at is null and c.status <> 'void' and c.next_due_on < p_today
         group by 1, 2),
    owed as (select distinct on (customer_id) * from late order by customer_id, amount desc, currency desc),
    quote as (
        select distinct on (customer_id) customer_id, id, total, currency, sent_at from sales_quote
         where customer_id > p_after and customer_id <= last and deleted_at is null and status = 'sent' and sent_at is not null
         order by customer_id, sent_at, id),
    offer as (
        select l.customer_id, o.product, o.amount, o.currency
          from analytics_likely l cross join lateral (
               select (e.row->>0)::bigint as product, (e.row->>6)::float8 as amount, e.row->>7 as currency
                 from jsonb_array_elements(l.new) with ordinality as e(row, place)
                where exists (select from commerce_product p where p.id = (e.row->>0)::bigint and p.deleted_at is null)
                  and exists (select from commerce_product p where p.id = (e.row->>1)::bigint and p.deleted_at is null)
                order by e.place limit 1) o
         where l.customer_id > p_after and l.customer_id <= last and p_first is not null),
    every as (
        select p.customer_id, 'promise' as kind, 1 as place, 'promise:' || p.id as key, f.value * (p_rates->>f.unit)::float8 as stake
          from promise p left join lifetime f on f.customer_id = p.customer_id
        union all
        select customer_id, 'money', 2, 'money:' || currency, amount::float8 * (p_rates->>currency)::float8 from owed
        union all
        select customer_id, 'quote', 3, 'quote:' || id, total::float8 * (p_rates->>currency)::float8 * coalesce(p_accepted, 1)
          from quote where sent_at <= p_at - interval '3 days'
        union all
        select g.customer_id, 'leaving', 4, 'leaving', f.value * g.value * (p_rates->>f.unit)::float8
          from customers_fact g left join lifetime f on f.customer_id = g.customer_id
         where g.customer_id > p_after and g.customer_id <= last and g.name = 'leaving' and g.word = 'above'
        union all
        select customer_id, 'offer', 5, 'offer:' || product, amount * (p_rates->>currency)::float8 * p_first from offer
        union all
        select id, 'silent', 6, 'silent', null::float8 from whom
         where (next_contact_at is null or next_contact_at <= p_at)
           and p_at - coalesce(last_contact_at, created_at) >= (p_silent + 1) * interval '1 day'),
    first as (
        select distinct on (e.customer_id) e.customer_id, w.owner_id, e.kind, e.key, e.place, round(coalesce(e.stake, 0)::numeric, 2) as stake
          from every e join whom w on w.id = e.customer_id
         where not exists (select from analytics_answer a where a.customer_id = e.customer_id and a.key = e.key and a.at > p_at - interval '30 days')
         order by e.customer_id, e.place),
    gone as (
        delete from analytics_proposal p
         where p.customer_id > p_after and p.customer_id <= last and not exists (select from first f where f.customer_id = p.customer_id))
    insert into analytics_proposal as p (customer_id, owner_id, kind, key, place, stake)
    select customer_id, owner_id, kind, key, place, stake from first
        on conflict (customer_id) do update
       set owner_id = excluded.owner_id, kind = excluded.kind, key = excluded.key, place = excluded.place, stake = excluded.stake
     where (p.owner_id, p.key, p.stake) is distinct from (excluded.owner_id, excluded.key, excluded.stake);
    return last;
end $$;
revoke execute on function analytics_propose(bigint, int, timestamptz, date, int, jsonb, float8, float8), analytics_proposal_follows() from public;
grant execute on function analytics_propose(bigint, int, timestamptz, date, int, jsonb, float8, float8) to guanxi_app;
