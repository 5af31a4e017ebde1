-- What was learnt from all opportunities is read for those that a member sees; only the system writes it.
alter table sales_learnt enable row level security;
create policy see on sales_learnt for select using ((select guanxi_may('opportunity', 'see')));
create policy make on sales_learnt for insert with check ((select guanxi_is_system()));
create policy erase on sales_learnt for delete using ((select guanxi_is_system()));
insert into core_protected values ('sales_learnt', 'opportunity', 'through');
