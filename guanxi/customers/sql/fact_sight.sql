-- The same rule, said so that a list in the order of a fact costs what it shows: who sees every customer is asked of none, and
-- "offset 0" keeps the planner from reading all customers into a table of hashes to ask forty of them. What contracts are
-- expected to bring is for whoever may see contracts.
drop policy see on customers_fact;
create policy see on customers_fact for select using ((select guanxi_is_system()) or ((select guanxi_may('fact', 'see'))
    and (name not in ('contract', 'renewals') or (select guanxi_may('contract', 'see'))) and ((select guanxi_sees_all('customer')) or exists (select 1 from customers_customer p where p.id = customer_id offset 0))));
