-- Phases are known to everybody, and what the company aims at; aims of a department to who is in it, and to who sees its scorecards. What a
-- member did is seen by him and by who sees his scorecard; what is known of customers goes by their owner in the same way.
do $$
declare
    target text;
    keeps text := $w$(select guanxi_is_system()) or ((select guanxi_may('scorecard', 'administer')) and (select guanxi_sees_all('scorecard')))$w$;
    leads text := $w$(select guanxi_is_system()) or %1$I = (select guanxi_member()) or ((select guanxi_may('scorecard', 'see'))
        and ((select guanxi_sees_all('scorecard')) or %1$I = any ((select guanxi_owners('scorecard'))::bigint[])))$w$;
begin
    foreach target in array array['steering_phase', 'steering_aim', 'steering_reached', 'steering_usage', 'steering_quality'] loop
        execute format('alter table %s enable row level security', target);
        insert into core_protected values (target, 'scorecard', 'through');
    end loop;
    execute 'create policy see on steering_phase for select using ((select guanxi_is_system()) or (select guanxi_member()) is not null)';
    execute format('create policy write on steering_phase for all using (%s)', keeps);
    execute $p$create policy see on steering_aim for select using ((select guanxi_is_system()) or ((select guanxi_member()) is not null and (department_id is null
        or department_id = (select m.department_id from staff_member m where m.id = (select guanxi_member()))
        or ((select guanxi_may('scorecard', 'see')) and steering_sees_department(department_id)))))$p$;
    execute format('create policy write on steering_aim for all using (%s)', keeps);
    execute 'create policy see on steering_reached for select using (exists (select from steering_aim a where a.id = aim_id))';
    execute format('create policy see on steering_usage for select using (%s)', format(leads, 'member_id'));
    execute format('create policy see on steering_quality for select using (%s)', format(leads, 'owner_id'));
    foreach target in array array['steering_reached', 'steering_usage', 'steering_quality'] loop
        execute format('create policy write on %s for all using ((select guanxi_is_system()))', target);
    end loop;
end $$;
select guanxi_track('steering_phase', 'rollout', 'rollout', 'id');
select guanxi_track('steering_aim', 'rollout_aim', 'rollout', 'phase_id');
create policy see_rollout on core_change for select using (home_kind = 'rollout' and exists (select from steering_phase p where p.id = home_id));
