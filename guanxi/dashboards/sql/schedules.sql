-- A schedule is seen by who set it up, by its receivers and by whoever administers figures; changed by the first and the last.
do $$
declare
    me text := '(select guanxi_member())';
    keeps text := format($w$(select guanxi_is_system()) or member_id = %s or (select guanxi_may('fact', 'administer'))$w$, me);
    theirs text := format($w$(select guanxi_is_system()) or member_id = %s or exists (select from dashboards_schedule s where s.id = schedule_id
        and (s.member_id = %s or (select guanxi_may('fact', 'administer'))))$w$, me, me);
begin
    alter table dashboards_schedule enable row level security;
    execute format('create policy see on dashboards_schedule for select using (%s or %s = any (members))', keeps, me);
    execute format('create policy make on dashboards_schedule for insert with check ((select guanxi_is_system()) or (member_id = %s and (select guanxi_may(''fact'', ''see''))))', me);
    execute format('create policy change on dashboards_schedule for update using (%s)', keeps);
    execute format('create policy erase on dashboards_schedule for delete using (%s)', keeps);
    alter table dashboards_sending enable row level security;
    execute format('create policy write on dashboards_sending for all using (%s)', theirs);
    alter table dashboards_stop enable row level security;
    execute format('create policy see on dashboards_stop for select using (%s)', theirs);
    execute format('create policy write on dashboards_stop for all using (member_id = %s or (select guanxi_is_system()))', me);
end $$;
insert into core_protected values ('dashboards_schedule', 'fact', 'owned'), ('dashboards_sending', 'fact', 'through'), ('dashboards_stop', 'fact', 'private');
select guanxi_track('dashboards_schedule', 'dashboard_mail', 'dashboard', 'dashboard_id');
