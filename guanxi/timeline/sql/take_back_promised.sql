-- Undo of an import of mails: the one way in which entries go again, for whoever imported them (once
-- he has left: for an administrator of imports), and only those that nobody has referred to since. The timeline is otherwise never shortened.
create or replace function timeline_take_back(p_import bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_gone bigint[]; v_customers bigint[];
begin
    if not guanxi_is_system() and not exists (
        select from intake_import i left join staff_member m on m.id = i.member_id
         where i.id = p_import and (i.member_id = guanxi_member() or not m.is_active and guanxi_may('import', 'administer'))) then
        raise exception 'not allowed: import % is a colleague''s', p_import using errcode = 'insufficient_privilege';
    end if;
    select array_agg(e.id), array_agg(distinct e.customer_id) into v_gone, v_customers from timeline_entry e
     where e.import_id = p_import and e.kind = 'mail'
       and not exists (select from timeline_entry r where e.id in (r.caused_by_id, r.corrects_id) and r.customer_id = e.customer_id)
       and not exists (select from timeline_promise p where p.entry_id = e.id)
       and not exists (select from timeline_promise p where p.proof_entry_id = e.id);
    if v_gone is null then
        return 0;
    end if;
    delete from timeline_declined where entry_id = any (v_gone);
    delete from timeline_attachment where entry_id = any (v_gone);
    delete from timeline_entry where id = any (v_gone);
    update customers_customer c set last_contact_at = (
        select max(e.at) from timeline_entry e where e.customer_id = c.id and e.channel <> '')
     where c.id = any (v_customers);
    return cardinality(v_gone);
end $$;

-- One plan for all: the customers of an event are given as a list, for which each call would be planned anew.
alter function timeline_note(text, bigint[], timestamptz, jsonb, jsonb) set plan_cache_mode = force_generic_plan;
