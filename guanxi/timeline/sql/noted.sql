-- Entries that tell what happened to customers: written although the writer may no longer, or not yet, see the customer
-- (handed over, made for somebody else). Only about customers that he may edit, or that this very transaction changed
-- in his name, which the history proves; so nobody writes on a timeline that is closed to him. `before` is {id: old value}.
create function timeline_note(p_kind text, p_ids bigint[], p_at timestamptz, p_data jsonb, p_before jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count bigint;
begin
    if p_kind not in ('created', 'assigned', 'staged', 'imported') then
        raise exception 'not a noted kind: %', p_kind using errcode = 'insufficient_privilege';
    end if;
    insert into timeline_entry (customer_id, kind, at, member_id, data, import_id)
    select c.id, p_kind, p_at, guanxi_member(),
           case when p_before is null then p_data else p_data || jsonb_build_object('before', p_before -> c.id::text) end,
           (p_data ->> 'import')::bigint
      from customers_customer c
     where c.id = any (p_ids)
       and ((select guanxi_sees_all('customer')) or c.owner_id = any ((select guanxi_owners('customer'))::bigint[])
            or c.id = any ((select guanxi_shared('edit'))::bigint[])
            or exists (select from core_change h where h.kind = 'customer' and h.record_id = c.id
                          and h.at >= transaction_timestamp() and h.member_id is not distinct from guanxi_member()));
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- A finished task is told on its customer's timeline, also by a colleague who was given the task but not the customer.
-- One that was opened again corrects what was told. Only about a task that this very transaction changed in his name.
create function timeline_note_task(p_task bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into timeline_entry (customer_id, contact_id, kind, at, member_id, subject, data, corrects_id)
    select t.customer_id, t.contact_id, case when t.done_at is null then 'task_reopened' else 'task_done' end, p_at,
           guanxi_member(), t.title, jsonb_build_object('task', t.id),
           case when t.done_at is null then (
               select e.id from timeline_entry e
                where e.customer_id = t.customer_id and e.kind = 'task_done' and e.data @> jsonb_build_object('task', t.id)
                order by e.at desc, e.id desc limit 1) end
      from timeline_task t
     where t.id = p_task and t.customer_id is not null
       and exists (select from core_change h where h.kind = 'task' and h.record_id = t.id
                      and h.at >= transaction_timestamp() and h.member_id is not distinct from guanxi_member());
end $$;
