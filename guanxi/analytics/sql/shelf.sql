-- What was learnt tells sums of at least five customers, and products. Who may see such figures sees it.
alter table analytics_shelf enable row level security;
create policy see on analytics_shelf for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy make on analytics_shelf for insert with check ((select guanxi_is_system()));
create policy change on analytics_shelf for update using ((select guanxi_is_system()));
create policy erase on analytics_shelf for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_shelf', 'fact', 'through');

alter table analytics_companion enable row level security;
create policy see on analytics_companion for select using ((select guanxi_is_system())
    or ((select guanxi_may('fact', 'see')) and (select guanxi_may('product', 'see'))));
create policy make on analytics_companion for insert with check ((select guanxi_is_system()));
create policy erase on analytics_companion for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_companion', 'fact', 'through');

-- What a customer is likely to buy says what he bought: seen with him by whoever sees orders.
alter table analytics_likely enable row level security;
create policy see on analytics_likely for select using ((select guanxi_is_system()) or ((select guanxi_may('fact', 'see'))
    and (select guanxi_may('order', 'see')) and (select guanxi_may('product', 'see'))
    and exists (select 1 from customers_customer p where p.id = customer_id)));
create policy make on analytics_likely for insert with check ((select guanxi_is_system()));
create policy change on analytics_likely for update using ((select guanxi_is_system()));
create policy erase on analytics_likely for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_likely', 'fact', 'hanging');
alter table analytics_likely set (fillfactor = 80);

-- What is left out is the company's choice.
alter table analytics_leftout enable row level security;
create policy see on analytics_leftout for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
create policy make on analytics_leftout for insert with check ((select guanxi_is_system()) or (select guanxi_may('fact', 'administer')));
create policy erase on analytics_leftout for delete using ((select guanxi_is_system()) or (select guanxi_may('fact', 'administer')));
insert into core_protected values ('analytics_leftout', 'fact', 'through');
select guanxi_track('analytics_leftout', 'leftout', 'product', 'product_id');
