-- Which are split is known from now on: only these are read.
update sales_opportunity set is_split = true where id in (select opportunity_id from sales_share);

-- Whose credit is whose: of split opportunities that were won in a period, or are open (and due in it, where one is given), what
-- every member is credited with, less what of his own is credited to others; it adds up to nothing. In ten-thousandths. A member
-- is told of his own credit, and of those whose opportunities he sees, also where the opportunity itself is hidden from him.
create or replace function sales_credit(p_state text, p_first date, p_last date, p_sure text[], p_from int)
returns table (counted text, member_id bigint, currency text, moved numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with split as (
        select o.owner_id, s.member_id, o.currency, o.amount_minor * s.percent as credit, '' as counted
          from sales_opportunity o join sales_share s on s.opportunity_id = o.id
         where p_state = 'won' and o.is_split and o.state = 'won' and o.deleted_at is null and o.closed_on between p_first and p_last
        union all
        select o.owner_id, s.member_id, o.currency, o.amount_minor * s.percent,
               case when o.category <> '' then o.category
                    when o.probability >= p_from or o.probability is null and o.stage = any (p_sure) then 'commit' else 'best' end
          from sales_opportunity o join sales_share s on s.opportunity_id = o.id
         where p_state = 'open' and o.is_split and o.state = 'open' and o.deleted_at is null and (p_first is null or o.expected_on between p_first and p_last))
    select m.counted, m.who, m.currency, sum(m.credit)
      from (select counted, member_id as who, currency, credit from split
            union all
            select counted, owner_id, currency, -credit from split) m
     where guanxi_may('opportunity', 'see') and m.credit <> 0
       and (guanxi_sees_all('opportunity') or m.who = any (guanxi_owners('opportunity')) or m.who = guanxi_member())
     group by 1, 2, 3 having sum(m.credit) <> 0 $$;
