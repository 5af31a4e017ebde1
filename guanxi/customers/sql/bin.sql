-- In whose reach for writing a customer is: data scope, or shared for editing.
create function customers_writes(p_id bigint, p_owner bigint) returns boolean language sql stable as $$
    select guanxi_sees_all('customer') or coalesce(p_owner = any (guanxi_owners('customer')), false) or p_id = any (guanxi_shared('edit')) $$;

-- Into the bin with all that hangs on it, under one moment that tells later what went together. The roles may lack the
-- power over contacts alone, so this function applies the rule for the customer itself. Answers the ids that went.
create function customers_bin(p_ids bigint[], p_at timestamptz) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint[];
begin
    if not guanxi_may('customer', 'delete') then
        raise exception 'not allowed: delete customer' using errcode = 'insufficient_privilege';
    end if;
    with done as (
        update customers_customer c set deleted_at = p_at
         where c.id = any (p_ids) and c.deleted_at is null and customers_writes(c.id, c.owner_id) returning c.id)
    select array_agg(id) into gone from done;
    update customers_contact set deleted_at = p_at where customer_id = any (gone) and deleted_at is null;
    update customers_identity set deleted_at = p_at where customer_id = any (gone) and deleted_at is null;
    update customers_address set deleted_at = p_at where customer_id = any (gone) and deleted_at is null;
    delete from core_searchdoc where home_id = any (gone);
    return query select unnest(gone);
end $$;

-- Out of the bin, with what went in at the same moment and nothing else. Answers the ids and the moment each had gone.
create function customers_unbin(p_ids bigint[]) returns table (customer_id bigint, binned_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_ids bigint[];
    v_moments timestamptz[];
begin
    if not guanxi_may('customer', 'delete') then
        raise exception 'not allowed: delete customer' using errcode = 'insufficient_privilege';
    end if;
    select array_agg(c.id), array_agg(c.deleted_at) into v_ids, v_moments from customers_customer c
     where c.id = any (p_ids) and c.deleted_at is not null and customers_writes(c.id, c.owner_id);
    update customers_customer c set deleted_at = null where c.id = any (v_ids);
    update customers_contact x set deleted_at = null from unnest(v_ids, v_moments) b(id, moment) where x.customer_id = b.id and x.deleted_at = b.moment;
    update customers_identity x set deleted_at = null from unnest(v_ids, v_moments) b(id, moment) where x.customer_id = b.id and x.deleted_at = b.moment;
    update customers_address x set deleted_at = null from unnest(v_ids, v_moments) b(id, moment) where x.customer_id = b.id and x.deleted_at = b.moment;
    return query select b.id, b.moment from unnest(v_ids, v_moments) b(id, moment);
end $$;
