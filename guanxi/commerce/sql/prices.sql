-- Floors and costs are seen by whoever may see them, whatever page, file or program asks.
alter table commerce_floor
    add constraint floor_of_price foreign key (price_id) references commerce_price (id) on delete cascade;
alter table commerce_floor enable row level security;
create policy see on commerce_floor for select using ((select guanxi_may('floor', 'see')));
create policy make on commerce_floor for insert with check ((select guanxi_may('floor', 'edit')));
create policy change on commerce_floor for update using ((select guanxi_may('floor', 'edit')));
create policy erase on commerce_floor for delete using ((select guanxi_may('floor', 'edit')));
insert into core_protected values ('commerce_floor', 'floor', 'through');

create trigger touch before update on commerce_pricebook for each row execute function guanxi_touch();
create policy see_pricebook on core_change for select using (home_kind = 'pricebook' and (select guanxi_may('pricebook', 'see')));

-- Who works with products reads prices; administrators keep them; floors are seen by those who steer.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'pricebook', g.scope, g.verbs from staff_grant g where g.kind = 'product';
insert into staff_grant (role_id, kind, scope, verbs)
select id, 'floor', 'all', case built_in when 'administrator' then array['see', 'edit'] else array['see'] end
  from staff_role where built_in in ('administrator', 'team_lead', 'department_head');
