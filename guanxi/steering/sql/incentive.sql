-- Schemes are known to whoever keeps incentives, and to those whose statements they made. Kept by whoever may edit incentives and sees
-- everybody's. Terms that are in force do not change: only their end is set.
alter table steering_scheme enable row level security;
alter table steering_statement enable row level security;
alter table steering_line enable row level security;
alter table steering_remark enable row level security;
create policy see on steering_statement for select using (member_id = (select guanxi_member()) or ((select guanxi_may('incentive', 'see'))
    and ((select guanxi_sees_all('incentive')) or member_id = any ((select guanxi_owners('incentive'))::bigint[]))));
create policy write on steering_statement for all using ((select guanxi_is_system()));
create policy close on steering_statement for update using ((select guanxi_may('incentive', 'administer')) and (select guanxi_sees_all('incentive')));
create policy see on steering_line for select using (exists (select from steering_statement s where s.id = statement_id));
create policy write on steering_line for all using ((select guanxi_is_system()));
create policy see on steering_scheme for select using ((select guanxi_may('incentive', 'see'))
    or exists (select from steering_statement s where s.scheme_id = steering_scheme.id and s.member_id = (select guanxi_member())));
create policy make on steering_scheme for insert with check ((select guanxi_may('incentive', 'edit')) and (select guanxi_sees_all('incentive')));
create policy change on steering_scheme for update using ((select guanxi_may('incentive', 'edit')) and (select guanxi_sees_all('incentive')));
create policy erase on steering_scheme for delete using ((select guanxi_may('incentive', 'edit')) and (select guanxi_sees_all('incentive')) and state = 'draft');
create policy see on steering_remark for select using (exists (select from steering_statement s where s.id = statement_id));
create policy make on steering_remark for insert with check (member_id = (select guanxi_member()) and exists (select from steering_statement s where s.id = statement_id));
revoke update, delete, truncate on steering_remark from guanxi_app;
insert into core_protected values ('steering_statement', 'incentive', 'owned'), ('steering_line', 'incentive', 'through'),
       ('steering_scheme', 'incentive', 'through'), ('steering_remark', 'incentive', 'through');

create function steering_keep_terms() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (to_jsonb(new) - '{state,ends}'::text[]) is distinct from (to_jsonb(old) - '{state,ends}'::text[]) then
        raise exception 'in force: scheme %', old.id using errcode = 'check_violation', constraint = 'scheme_kept';
    end if;
    return new;
end $$;
create trigger keep_terms before update on steering_scheme for each row execute function steering_keep_terms();

-- A closed statement and its lines stay, whoever asks; the sum of lines is the payout at the end of every transaction.
create function steering_keep_statement() returns trigger language plpgsql as $$
begin
    if old.state = 'closed' then
        raise exception 'closed: statement %', old.id using errcode = 'check_violation', constraint = 'statement_closed';
    end if;
    return coalesce(new, old);
end $$;
create trigger keep_closed before update or delete on steering_statement for each row execute function steering_keep_statement();
create function steering_keep_line() returns trigger language plpgsql as $$
begin
    if exists (select from steering_statement where id = coalesce(new.statement_id, old.statement_id) and state = 'closed') then
        raise exception 'closed: statement %', coalesce(new.statement_id, old.statement_id) using errcode = 'check_violation', constraint = 'statement_closed';
    end if;
    return coalesce(new, old);
end $$;
create trigger keep_closed before insert or update or delete on steering_line for each row execute function steering_keep_line();
create function steering_check_payout() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from steering_statement s where s.id = new.id
                and s.payout <> (select coalesce(sum(l.payout), 0) from steering_line l where l.statement_id = s.id)) then
        raise exception 'payout of statement % is not the sum of its lines', new.id using errcode = 'check_violation', constraint = 'statement_sum';
    end if;
    return null;
end $$;
create constraint trigger check_payout after insert or update on steering_statement deferrable initially deferred
    for each row execute function steering_check_payout();

select guanxi_track('steering_scheme', 'incentive', 'incentive', 'id');
create policy see_incentive on core_change for select using (home_kind = 'incentive' and exists (select from steering_scheme s where s.id = home_id));

-- Who sees scorecards of others sees their incentives; administrators keep the schemes and close.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'incentive', g.scope, g.verbs from staff_grant g join staff_role r on r.id = g.role_id
 where g.kind = 'scorecard' and r.built_in = 'administrator';
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'incentive', g.scope, array['see'] from staff_grant g join staff_role r on r.id = g.role_id
 where g.kind = 'scorecard' and r.built_in in ('team_lead', 'department_head');
