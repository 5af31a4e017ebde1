-- What was received of contracts and their instalments, and when the next one is due: added up from the ledger, which is
-- the payments that are not void and what of them is for which instalment. Anybody may ask for it; it only puts right.
create function contracts_settle(p_ids bigint[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update contracts_instalment i set received = s.received
      from (select o.id, coalesce(sum(a.amount) filter (where p.status = 'received'), 0) as received
              from contracts_instalment o
              left join contracts_allocation a on a.instalment_id = o.id
              left join contracts_payment p on p.id = a.payment_id
             where o.contract_id = any (p_ids) group by o.id) s
     where i.id = s.id and i.received <> s.received;
    update contracts_contract c set received = s.received, next_due_on = s.next_due_on
      from (select o.id,
                   coalesce((select sum(p.amount) from contracts_payment p where p.contract_id = o.id and p.status = 'received'), 0) as received,
                   case when o.status in ('active', 'ended')
                        then (select min(i.due_on) from contracts_instalment i where i.contract_id = o.id and i.received < i.amount) end as next_due_on
              from contracts_contract o where o.id = any (p_ids)) s
     where c.id = s.id and (c.received, c.next_due_on) is distinct from (s.received, s.next_due_on);
end $$;

-- Which contract numbers are taken, also by contracts the actor may not see; answers numbers the caller gave.
create function contracts_taken(p_numbers text[]) returns setof text language sql stable security definer set search_path = public, pg_temp as $$
    select c.number from contracts_contract c where c.number = any (p_numbers) and c.deleted_at is null and guanxi_may('contract', 'create') $$;
