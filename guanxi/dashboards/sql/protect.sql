-- A dashboard is seen by whom it belongs to and by the roles it is given to. Its owner changes it; a given one, whoever administers figures.
do $$
declare
    keeps text := $w$(select guanxi_may('fact', 'administer'))$w$;
    edits text := $w$(select guanxi_is_system()) or ((select guanxi_may('fact', 'see')) and d.member_id = (select guanxi_member()) and d.roles = '{}')
        or ($w$ || keeps || $w$ and (d.member_id = (select guanxi_member()) or d.roles <> '{}'))$w$;
    sees text := $w$(select guanxi_is_system()) or d.member_id = (select guanxi_member()) or (d.roles <> '{}' and ($w$ || keeps || $w$
        or d.roles && (select coalesce(array_agg(r.role_id::bigint), '{}') from staff_member_roles r where r.member_id = (select guanxi_member()))))$w$;
begin
    alter table dashboards_dashboard enable row level security;
    execute format('create policy see on dashboards_dashboard for select using (%s)', replace(sees, 'd.', ''));
    execute format('create policy make on dashboards_dashboard for insert with check (%s)', replace(edits, 'd.', ''));
    execute format('create policy change on dashboards_dashboard for update using (%s)', replace(edits, 'd.', ''));
    execute format('create policy erase on dashboards_dashboard for delete using (%s)', replace(edits, 'd.', ''));
    alter table dashboards_tile enable row level security;
    execute 'create policy see on dashboards_tile for select using (exists (select from dashboards_dashboard d where d.id = dashboard_id))';
    execute format('create policy write on dashboards_tile for all using (exists (select from dashboards_dashboard d where d.id = dashboard_id and (%s)))', edits);
end $$;
insert into core_protected values ('dashboards_dashboard', 'fact', 'owned'), ('dashboards_tile', 'fact', 'through');
select guanxi_protect_private('dashboards_kept', 'fact', 'member_id', '');
select guanxi_track('dashboards_dashboard', 'dashboard', 'dashboard', 'id');
select guanxi_track('dashboards_tile', 'dashboard_card', 'dashboard', 'dashboard_id');
create policy see_dashboard on core_change for select using (home_kind = 'dashboard' and exists (select from dashboards_dashboard d where d.id = home_id));
