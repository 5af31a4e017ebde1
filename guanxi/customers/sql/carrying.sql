-- What hangs on customers goes with them, into the bin and out of it. `p_moments` says for each customer under which
-- moment its rows lie there now (null: they don't), `p_to` where they go. Without the roles' powers over each kind.
create function customers_carry(p_ids bigint[], p_moments timestamptz[], p_to timestamptz) returns void language plpgsql as $$
declare
    hanging regclass;
    powers text := guanxi_setting('powers');
    lies text := case when p_to is null then 'x.deleted_at = b.moment' else 'x.deleted_at is null' end;
begin
    perform guanxi_set('powers', '*');
    for hanging in select customers_hanging() loop
        execute format('update %s x set deleted_at = $3 from unnest($1, $2) b(id, moment) where x.customer_id = b.id and %s',
                       hanging, lies) using p_ids, p_moments, p_to;
    end loop;
    perform guanxi_set('powers', powers);
end $$;

-- Into the bin with all that hangs on it, under one moment that tells later what went together. The rule is applied to
-- the customer; what hangs on it follows, also where the roles lack the power over it alone. Answers the ids that went.
create or replace function customers_bin(p_ids bigint[], p_at timestamptz) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint[];
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
    perform customers_carry(gone, null, p_at);
    delete from core_searchdoc where home_id = any (gone);
    return query select unnest(gone);
end $$;

-- Out of the bin, with what went in at the same moment and nothing else. Answers the ids and the moment each had gone.
create or replace function customers_unbin(p_ids bigint[]) returns table (customer_id bigint, binned_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    ids bigint[];
    moments timestamptz[];
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
    perform customers_carry(ids, moments, null);
    return query select b.id, b.moment from unnest(ids, moments) b(id, moment);
end $$;
