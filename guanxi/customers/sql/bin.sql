-- In whose reach for writing a customer is: data scope, or shared for editing.
create function customers_writes(p_id bigint, p_owner bigint) returns boolean language sql stable as $$
    select guanxi_sees_all('customer') or coalesce(p_owner = any (guanxi_owners('customer')), false) or p_id = any (guanxi_shared('edit')) $$;

-- Tables of whatever package whose rows hang on a customer and can lie in the bin.
create function customers_hanging() returns setof regclass language sql stable as $$
    select t.table_name::regclass from core_protected t
     where 2 = (select count(*) from pg_attribute a where a.attrelid = t.table_name::regclass
                   and a.attname in ('customer_id', 'deleted_at') and not a.attisdropped)
     order by t.table_name $$;

-- Into the bin with all that hangs on it, under one moment that tells later what went together. The rule is applied to
-- the customer; what hangs on it follows, also where the roles lack the power over it alone. Answers the ids that went.
create function customers_bin(p_ids bigint[], p_at timestamptz) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint[];
    hanging regclass;
    powers text := guanxi_setting('powers');
begin
    if not guanxi_may('customer', 'delete') then
        raise exception 'not allowed: delete customer' using errcode = 'insufficient_privilege';
    end if;
    with done as (
        update customers_customer c set deleted_at = p_at
         where c.id = any (p_ids) and c.deleted_at is null and customers_writes(c.id, c.owner_id) returning c.id)
    select array_agg(id) into gone from done;
    if gone is null then
        return;
    end if;
    perform guanxi_set('powers', '*');
    for hanging in select customers_hanging() loop
        execute format('update %s set deleted_at = $1 where customer_id = any ($2) and deleted_at is null', hanging) using p_at, gone;
    end loop;
    perform guanxi_set('powers', powers);
    delete from core_searchdoc where home_id = any (gone);
    return query select unnest(gone);
end $$;

-- Out of the bin, with what went in at the same moment and nothing else. Answers the ids and the moment each had gone.
create function customers_unbin(p_ids bigint[]) returns table (customer_id bigint, binned_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    ids bigint[];
    moments timestamptz[];
    hanging regclass;
    powers text := guanxi_setting('powers');
begin
    if not guanxi_may('customer', 'delete') then
        raise exception 'not allowed: delete customer' using errcode = 'insufficient_privilege';
    end if;
    select array_agg(c.id), array_agg(c.deleted_at) into ids, moments from customers_customer c
     where c.id = any (p_ids) and c.deleted_at is not null and customers_writes(c.id, c.owner_id);
    if ids is null then
        return;
    end if;
    update customers_customer c set deleted_at = null where c.id = any (ids);
    perform guanxi_set('powers', '*');
    for hanging in select customers_hanging() loop
        execute format('update %s x set deleted_at = null from unnest($1, $2) b(id, moment)
                         where x.customer_id = b.id and x.deleted_at = b.moment', hanging) using ids, moments;
    end loop;
    perform guanxi_set('powers', powers);
    return query select b.id, b.moment from unnest(ids, moments) b(id, moment);
end $$;
