-- The company's day.
create function approvals_today() returns date language sql stable as $$
    select (now() at time zone coalesce((select time_zone from staff_company where id = 1), 'Asia/Shanghai'))::date $$;

-- The actor, and those for whom he stands in today.
create function approvals_mine() returns bigint[] language sql stable as $$
    select array_remove(array[guanxi_member()] || array(
        select member_id from approvals_deputy
         where deputy_id = guanxi_member() and approvals_today() between from_on and until_on), null) $$;

-- A request is seen by whoever asked, by the owner of the document and whoever sees his documents of this kind, by all who are
-- asked and those who stand in for them, and by whoever keeps the rules. Nobody deletes one.
alter table approvals_approval enable row level security;
create policy see on approvals_approval for select using (
    (select guanxi_is_system()) or (select guanxi_may('approval', 'administer'))
    or asked_by_id = (select guanxi_member()) or owner_id = (select guanxi_member())
    or approvers && (select approvals_mine())::bigint[]
    or (guanxi_may(document, 'see') and (guanxi_sees_all(document) or owner_id = any (guanxi_owners(document)))));
create policy ask on approvals_approval for insert with check (
    (asked_by_id = (select guanxi_member()) or (select guanxi_is_system())) and guanxi_may(document, 'edit'));
create policy change on approvals_approval for update using (
    (select guanxi_is_system()) or (select guanxi_may('approval', 'administer'))
    or asked_by_id = (select guanxi_member()) or owner_id = (select guanxi_member())
    or approvers && (select approvals_mine())::bigint[]
    or (guanxi_may(document, 'edit') and (guanxi_sees_all(document) or owner_id = any (guanxi_owners(document)))));
revoke delete, truncate on approvals_approval from guanxi_app;
insert into core_protected values ('approvals_approval', 'approval', 'private');
create policy see_approval on core_change for select
    using (home_kind = 'approval' and exists (select 1 from approvals_approval r where r.id = home_id));

-- looked up request by request: the planner would rather read all requests first ("offset 0" forbids it)
alter policy through on approvals_turn using (exists (select 1 from approvals_approval p where p.id = approval_id offset 0));
create policy ask on approvals_turn as restrictive for insert with check ((select guanxi_is_system()) or exists (
    select from approvals_approval a where a.id = approval_id and a.asked_by_id = (select guanxi_member()) and a.state = 'waiting'));
revoke delete, truncate on approvals_turn from guanxi_app;

-- What was asked stays as it was asked. It counts as approved when everybody agreed, as refused when one did not.
create function approvals_keep() returns trigger language plpgsql as $$
begin
    if (old.document, old.record_id, old.asked_by_id, old.customer_id, old.digest, old.flags, old.why, old.reason, old.shown, old.asked_at)
       is distinct from
       (new.document, new.record_id, new.asked_by_id, new.customer_id, new.digest, new.flags, new.why, new.reason, new.shown, new.asked_at) then
        raise exception 'what was asked stays' using errcode = 'insufficient_privilege';
    end if;
    if old.state <> new.state and not (
        (old.state = 'waiting' and new.state in ('withdrawn', 'outdated'))
        or (old.state = 'approved' and new.state = 'outdated')
        or (old.state = 'waiting' and new.state = 'approved'
            and exists (select from approvals_turn t where t.approval_id = new.id)
            and not exists (select from approvals_turn t where t.approval_id = new.id and t.approved is distinct from true))
        or (old.state = 'waiting' and new.state = 'refused'
            and exists (select from approvals_turn t where t.approval_id = new.id and not t.approved))) then
        raise exception 'not so: % becomes %', old.state, new.state using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep before update on approvals_approval for each row execute function approvals_keep();

-- Decided is once, in one's own name, in one's turn or as a deputy of today; by nobody about his own.
create function approvals_decide() returns trigger language plpgsql as $$
declare a record;
begin
    if old.approved is not null then
        raise exception 'a decision stays' using errcode = 'insufficient_privilege';
    end if;
    if new.approved is null then
        if new.approver_id <> old.approver_id and not guanxi_may('approval', 'administer') then
            raise exception 'not allowed: assign approval' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    select asked_by_id, owner_id, state into strict a from approvals_approval where id = new.approval_id;
    if a.state <> 'waiting' or not old.is_open or new.approver_id <> old.approver_id
       or new.decided_by_id is distinct from guanxi_member() or not (new.approver_id = any (approvals_mine()))
       or new.decided_by_id = a.asked_by_id or new.decided_by_id is not distinct from a.owner_id then
        raise exception 'not allowed: approve' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger decide before update on approvals_turn for each row execute function approvals_decide();

-- A trigger for the tables of documents: whose the document is. Its argument is the kind.
create function approvals_follow_owner() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update approvals_approval set owner_id = new.owner_id
     where document = tg_argv[0] and record_id = new.id and state in ('waiting', 'approved');
    return null;
end $$;

-- The entry of a request on its customer's timeline, also by an approver who does not see the customer. Only about one that this
-- very transaction changed in his name.
create function approvals_note(p_approval bigint, p_what text, p_note text, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into timeline_entry (customer_id, kind, at, member_id, subject, data, created_at)
    select a.customer_id, 'approval', p_at, guanxi_member(), a.title,
           jsonb_build_object('what', p_what, 'note', p_note, 'approval', a.id, 'document', a.document, 'record', a.record_id), p_at
      from approvals_approval a
     where a.id = p_approval and a.customer_id is not null
       and exists (select from core_change h where h.home_kind = 'approval' and h.home_id = a.id
                      and h.at >= transaction_timestamp() and h.member_id is not distinct from guanxi_member());
end $$;

-- Whoever administers the staff keeps the rules.
insert into staff_grant (role_id, kind, scope, verbs)
select distinct g.role_id, 'approval', 'all', array['administer'] from staff_grant g where g.kind = 'staff' and 'administer' = any (g.verbs);
