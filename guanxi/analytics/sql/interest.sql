-- What a customer may want says what he bought and said: seen with him by whoever sees orders.
alter table analytics_interest enable row level security;
create policy see on analytics_interest for select using ((select guanxi_is_system()) or ((select guanxi_may('fact', 'see'))
    and (select guanxi_may('order', 'see')) and (select guanxi_may('product', 'see'))
    and exists (select 1 from customers_customer p where p.id = customer_id)));
create policy make on analytics_interest for insert with check ((select guanxi_is_system()));
create policy change on analytics_interest for update using ((select guanxi_is_system()));
create policy erase on analytics_interest for delete using ((select guanxi_is_system()));
insert into core_protected values ('analytics_interest', 'fact', 'hanging');
alter table analytics_interest set (fillfactor = 80);
