-- A scorecard is seen by whom it is about, and by whoever's roles show scorecards of all it covers; that of the company by whoever
-- sees all. It is set by whoever may change scorecards, not for himself unless he sees all.
create function steering_sees_department(asked bigint) returns boolean language sql stable as $$
    select guanxi_sees_all('scorecard') or coalesce((
        select bool_and(m.id = any (guanxi_owners('scorecard')))
          from staff_department top join staff_department d on d.number between top.number and top.last
          join staff_member m on m.department_id = d.id and m.is_active where top.id = asked), false)
$$;
alter table steering_card enable row level security;
do $$
declare
    leads text := $w$(select guanxi_may('scorecard', 'see')) and ((select guanxi_sees_all('scorecard'))
        or member_id = any ((select guanxi_owners('scorecard'))::bigint[]) or (department_id is not null and steering_sees_department(department_id)))$w$;
    sets text := leads || $w$ and (select guanxi_may('scorecard', 'edit'))
        and ((select guanxi_sees_all('scorecard')) or member_id is distinct from (select guanxi_member()))$w$;
begin
    execute format('create policy see on steering_card for select using (member_id = (select guanxi_member()) or (%s))', leads);
    execute format('create policy make on steering_card for insert with check (%s)', sets);
    execute format('create policy change on steering_card for update using (%s)', sets);
    execute 'create policy see on steering_goal for select using (exists (select from steering_card c where c.id = card_id))';
    execute format('create policy write on steering_goal for all using (exists (select from steering_card c where c.id = card_id and %s))',
                   replace(replace(sets, 'member_id =', 'c.member_id ='), 'member_id is distinct', 'c.member_id is distinct'));
end $$;
alter table steering_goal enable row level security;
-- Only the system writes what was reached.
alter table steering_result enable row level security;
create policy see on steering_result for select using (exists (select from steering_card c where c.id = card_id));
create policy write on steering_result for all using ((select guanxi_is_system()));
insert into core_protected values ('steering_card', 'scorecard', 'owned'), ('steering_goal', 'scorecard', 'through'),
       ('steering_result', 'scorecard', 'through');

-- What was closed stays as it was, whoever asks.
create function steering_keep_closed() returns trigger language plpgsql as $$
begin
    if exists (select from steering_card where id = coalesce(new.card_id, old.card_id) and state = 'closed') then
        raise exception 'closed: scorecard %', coalesce(new.card_id, old.card_id) using errcode = 'check_violation', constraint = 'card_closed';
    end if;
    return coalesce(new, old);
end $$;
create trigger keep_closed before insert or update or delete on steering_goal for each row execute function steering_keep_closed();
create trigger keep_closed before insert or update or delete on steering_result for each row execute function steering_keep_closed();

select guanxi_track('steering_card', 'scorecard', 'scorecard', 'id');
select guanxi_track('steering_goal', 'scorecard_goal', 'scorecard', 'card_id');
create policy see_scorecard on core_change for select using (home_kind = 'scorecard' and exists (select from steering_card c where c.id = home_id));

-- Who steers opportunities of others steers by scorecards; who administers staff opens closed ones again.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'scorecard', g.scope,
       case when exists (select from staff_grant s where s.role_id = g.role_id and s.kind = 'staff' and 'administer' = any (s.verbs))
            then array['see', 'edit', 'administer'] when 'assign' = any (g.verbs) then array['see', 'edit'] else array['see'] end
  from staff_grant g join staff_role r on r.id = g.role_id
 where g.kind = 'opportunity' and 'see' = any (g.verbs) and r.built_in in ('administrator', 'team_lead', 'department_head');
