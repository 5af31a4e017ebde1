-- What was learnt about a customer is seen with him by whoever may see such figures; only the system writes it.
alter table customers_fact enable row level security;
create policy see on customers_fact for select using ((select guanxi_is_system())
    or ((select guanxi_may('fact', 'see')) and exists (select 1 from customers_customer p where p.id = customer_id)));
create policy make on customers_fact for insert with check ((select guanxi_is_system()));
create policy change on customers_fact for update using ((select guanxi_is_system()));
create policy erase on customers_fact for delete using ((select guanxi_is_system()));
insert into core_protected values ('customers_fact', 'fact', 'hanging');
alter table customers_fact set (fillfactor = 80); -- replaced every day

-- Who sees orders sees what was learnt from them; who administers has it learnt anew.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'fact', g.scope, case when r.built_in = 'administrator' then array['see', 'edit', 'administer']
       when 'edit' = any (g.verbs) or 'create' = any (g.verbs) then array['see', 'edit'] else array['see'] end
  from staff_grant g join staff_role r on r.id = g.role_id where g.kind = 'order' and 'see' = any (g.verbs);
