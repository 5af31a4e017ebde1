-- An evaluation is seen by the member, by whoever evaluates him, and by whoever's roles show his scorecard. What one side writes is read by
-- the other once it is handed in.
alter table steering_evaluation enable row level security;
alter table steering_review enable row level security;
create policy see on steering_evaluation for select using (member_id = (select guanxi_member()) or manager_id = (select guanxi_member())
    or ((select guanxi_may('scorecard', 'see')) and ((select guanxi_sees_all('scorecard')) or member_id = any ((select guanxi_owners('scorecard'))::bigint[]))));
create policy make on steering_evaluation for insert with check ((select guanxi_may('scorecard', 'edit')) and member_id is distinct from (select guanxi_member())
    and ((select guanxi_sees_all('scorecard')) or member_id = any ((select guanxi_owners('scorecard'))::bigint[])));
create policy change on steering_evaluation for update using (member_id = (select guanxi_member()) or manager_id = (select guanxi_member())
    or ((select guanxi_may('scorecard', 'administer')) and (select guanxi_sees_all('scorecard'))));
create policy see on steering_review for select using (exists (select from steering_evaluation e where e.id = evaluation_id
    and (given_at is not null or (side = 'self' and e.member_id = (select guanxi_member())) or (side = 'manager' and e.manager_id = (select guanxi_member()))
         or (select guanxi_is_system()))));
create policy make on steering_review for insert with check ((select guanxi_is_system()) or exists (select from steering_evaluation e where e.id = evaluation_id and e.state = 'open'
    and ((side = 'self' and e.member_id = (select guanxi_member())) or (side = 'manager' and e.manager_id = (select guanxi_member())))));
create policy change on steering_review for update using ((select guanxi_is_system()) or exists (select from steering_evaluation e where e.id = evaluation_id and e.state = 'open'
    and ((side = 'self' and e.member_id = (select guanxi_member())) or (side = 'manager' and e.manager_id = (select guanxi_member())))));
insert into core_protected values ('steering_evaluation', 'scorecard', 'private'), ('steering_review', 'scorecard', 'through');

-- A member only says that he agrees, once; figures and dates are the manager's and, to open it again, an administrator's.
create function steering_keep_evaluation() returns trigger language plpgsql as $$
begin
    if old.member_id = guanxi_member() and not guanxi_is_system()
       and (to_jsonb(new) - 'agreed_at') is distinct from (to_jsonb(old) - 'agreed_at') then
        raise exception 'not allowed: evaluation %', old.id using errcode = 'insufficient_privilege';
    end if;
    if old.agreed_at is distinct from new.agreed_at and new.agreed_at is not null and old.member_id is distinct from guanxi_member() then
        raise exception 'not allowed: agreement %', old.id using errcode = 'insufficient_privilege';
    end if;
    if old.state = 'closed' and new.state = 'closed' and old.figures is distinct from new.figures then
        raise exception 'closed: evaluation %', old.id using errcode = 'check_violation', constraint = 'evaluation_closed';
    end if;
    return new;
end $$;
create trigger keep before update on steering_evaluation for each row execute function steering_keep_evaluation();
create function steering_keep_review() returns trigger language plpgsql as $$
begin
    if exists (select from steering_evaluation where id = old.evaluation_id and state = 'closed') then
        raise exception 'closed: evaluation %', old.evaluation_id using errcode = 'check_violation', constraint = 'evaluation_closed';
    end if;
    return new;
end $$;
create trigger keep before update on steering_review for each row execute function steering_keep_review();

select guanxi_track('steering_evaluation', 'evaluation', 'evaluation', 'id');
create policy see_evaluation on core_change for select using (home_kind = 'evaluation' and exists (select from steering_evaluation e where e.id = home_id));
