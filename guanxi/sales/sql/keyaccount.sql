-- Judgements and stakeholders are seen with their opportunity and written by whoever may write that; a judgement stays as it was.
-- Who a stakeholder is, and what was noted of him, is seen by whoever sees the contact.
create policy hand on sales_judgement as restrictive for insert with check ((select guanxi_may('opportunity', 'edit') or guanxi_may('opportunity', 'create')));
revoke update, delete, truncate on sales_judgement from guanxi_app;
create policy person on sales_stakeholder as restrictive for all using (exists (select from customers_contact c where c.id = contact_id));
create policy hand on sales_stakeholder as restrictive for insert with check ((select guanxi_may('opportunity', 'edit')));
create policy change on sales_stakeholder as restrictive for update using ((select guanxi_may('opportunity', 'edit')));
create policy erase on sales_stakeholder as restrictive for delete using ((select guanxi_may('opportunity', 'edit')));
alter table sales_opportunity
    add constraint opportunity_man check (money in ('', 'no', 'partly', 'yes') and authority in ('', 'no', 'partly', 'yes') and need in ('', 'no', 'partly', 'yes'));

-- Won and lost by owner, industry and size: sums of what a member sees anyway, written anew once a day.
alter table sales_result enable row level security;
create policy see on sales_result for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
insert into core_protected values ('sales_result', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_result from guanxi_app;
create function sales_sum_results(p_at timestamptz) returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
    written int;
begin
    if not guanxi_is_system() then
        raise exception 'not allowed: results' using errcode = 'insufficient_privilege';
    end if;
    delete from sales_result;
    insert into sales_result (owner_id, industry, size, won, lost, at)
    select o.owner_id, coalesce(c.industry, ''), coalesce(c.size, ''), count(*) filter (where o.state = 'won'), count(*) filter (where o.state = 'lost'), p_at
      from sales_opportunity o left join customers_customer c on c.id = o.customer_id
     where o.state <> 'open' and o.deleted_at is null and o.owner_id is not null
     group by 1, 2, 3;
    get diagnostics written = row_count;
    return written;
end $$;
revoke execute on function sales_sum_results(timestamptz) from public;
grant execute on function sales_sum_results(timestamptz) to guanxi_app;

-- The rights that roles have on contacts, they have on account plans.
insert into staff_grant (role_id, kind, scope, verbs)
select role_id, 'accountplan', scope, array_remove(verbs, 'assign') from staff_grant where kind = 'contact';

-- Shares of credit are seen and written with their opportunity; at the end of a transaction they add up to 100, or there are none.
create policy hand on sales_share as restrictive for insert with check ((select guanxi_may('opportunity', 'edit')));
create policy change on sales_share as restrictive for update using ((select guanxi_may('opportunity', 'edit')));
create policy erase on sales_share as restrictive for delete using ((select guanxi_may('opportunity', 'edit')));
create function sales_check_shares() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    which bigint := case tg_op when 'DELETE' then old.opportunity_id else new.opportunity_id end;
begin
    if (select sum(percent) from sales_share where opportunity_id = which) <> 100 then
        raise exception 'shares of opportunity % do not add up', which using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger shares_add_up after insert or update or delete on sales_share deferrable initially deferred
    for each row execute function sales_check_shares();
