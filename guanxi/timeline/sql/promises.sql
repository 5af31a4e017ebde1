-- Open promises follow their customer to his new owner, as far as the old owner had to keep them: nobody else would be
-- reminded. The giver may have lost sight of the customer by now, so this asks for no scope: only about customers that
-- this very transaction changed in his name, which the history proves. `p_before` is {customer: old owner}.
create function timeline_pass_promises(p_before jsonb, p_owner bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    update timeline_promise p set owner_id = p_owner
     where p.customer_id = any (select key::bigint from jsonb_object_keys(p_before) key) and p.closed_as = ''
       and p.deleted_at is null and p.owner_id = (p_before ->> p.customer_id::text)::bigint
       and exists (select from customers_customer c where c.id = p.customer_id and c.owner_id = p_owner)
       and exists (select from core_change h where h.kind = 'customer' and h.record_id = p.customer_id
                      and h.at >= transaction_timestamp() and h.member_id is not distinct from guanxi_member());
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- An entry in which something was promised, or that proves a promise kept, was referred to: it stays.
create or replace function timeline_take_back(p_import bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_gone bigint[]; v_customers bigint[];
begin
    if not guanxi_is_system() and not exists (select from intake_import where id = p_import and member_id = guanxi_member()) then
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

-- Roles that exist may do with promises what they may do with tasks.
insert into staff_grant (role_id, kind, scope, verbs) select role_id, 'promise', scope, verbs from staff_grant where kind = 'task';
