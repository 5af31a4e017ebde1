-- What the warehouse copies: a part of a source in one statement, so in one snapshot. Past the policies, for they would ask
-- row by row; only for the system. What lies in the bin is left out, but for customers and opportunities, whose owners decide who sees what hangs on them.

create function analytics_read_customers(p_part bigint, p_zone text)
returns table (id bigint, owner_id bigint, stage text, source text, industry text, country text, city text, type text, created_at timestamptz,
               day date, is_deleted boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, owner_id, stage, source, industry, country, city, type, created_at, (created_at at time zone p_zone)::date, deleted_at is not null
      from customers_customer where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

create function analytics_read_products(p_part bigint, p_zone text)
returns table (id bigint, code text, name text, series text, day date)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, code, name, series, (created_at at time zone p_zone)::date
      from commerce_product where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

create function analytics_read_members(p_part bigint, p_zone text)
returns table (id bigint, department_id bigint, day date)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, department_id, (created_at at time zone p_zone)::date
      from staff_member where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

create function analytics_read_orders(p_part bigint, p_zone text)
returns table (id bigint, customer_id bigint, at timestamptz, day date, status text, currency text, total numeric, country text)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, customer_id, ordered_at, (ordered_at at time zone p_zone)::date, status, currency, total, country
      from commerce_order where id >= p_part << 17 and id < (p_part + 1) << 17 and deleted_at is null and (select guanxi_is_system())
$$;

create function analytics_read_lines(p_part bigint, p_zone text)
returns table (id bigint, order_id bigint, customer_id bigint, product_id bigint, at timestamptz, day date, status text, currency text,
               quantity numeric, amount numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.id, l.order_id, l.customer_id, l.product_id, o.ordered_at, (o.ordered_at at time zone p_zone)::date, o.status, o.currency,
           l.quantity, round(l.quantity * l.price, 4)
      from commerce_line l join commerce_order o on o.id = l.order_id
     where l.id >= p_part << 17 and l.id < (p_part + 1) << 17 and o.deleted_at is null and (select guanxi_is_system())
$$;

create function analytics_read_payments(p_part bigint, p_zone text)
returns table (id bigint, contract_id bigint, owner_id bigint, customer_id bigint, day date, status text, currency text, amount numeric, method text)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.contract_id, c.owner_id, p.customer_id, p.received_on, p.status, p.currency, p.amount, p.method
      from contracts_payment p join contracts_contract c on c.id = p.contract_id
     where p.id >= p_part << 17 and p.id < (p_part + 1) << 17 and p.deleted_at is null and c.deleted_at is null and (select guanxi_is_system())
$$;

create function analytics_read_instalments(p_part bigint, p_zone text)
returns table (id bigint, contract_id bigint, owner_id bigint, customer_id bigint, day date, status text, currency text, amount numeric, received numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.contract_id, c.owner_id, c.customer_id, i.due_on, c.status, c.currency, i.amount, i.received
      from contracts_instalment i join contracts_contract c on c.id = i.contract_id
     where i.id >= p_part << 17 and i.id < (p_part + 1) << 17 and c.deleted_at is null and (select guanxi_is_system())
$$;

create function analytics_read_entries(p_part bigint, p_zone text)
returns table (id bigint, customer_id bigint, member_id bigint, kind text, channel text, direction text, at timestamptz, day date, duration bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, customer_id, member_id, kind, channel, direction, at, (at at time zone p_zone)::date, duration
      from timeline_entry where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

create function analytics_read_opportunities(p_part bigint, p_zone text)
returns table (id bigint, customer_id bigint, owner_id bigint, pipeline text, stage text, state text, currency text, amount numeric, source text,
               opened_on date, expected_on date, closed_on date, day date, is_deleted boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, customer_id, owner_id, pipeline, stage, state, currency, amount, source, opened_on, expected_on, closed_on,
           coalesce(opened_on, (created_at at time zone p_zone)::date), deleted_at is not null
      from sales_opportunity where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

create function analytics_read_moves(p_part bigint, p_zone text)
returns table (id bigint, opportunity_id bigint, member_id bigint, from_stage text, to_stage text, at timestamptz, day date, seconds bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, opportunity_id, member_id, from_stage, to_stage, at, (at at time zone p_zone)::date, seconds
      from sales_move where id >= p_part << 17 and id < (p_part + 1) << 17 and (select guanxi_is_system())
$$;

-- What the history says of the columns that are kept with their past.
create function analytics_read_changes(p_kind text, p_part bigint, p_columns text[])
returns table (id bigint, at timestamptz, changes jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    select record_id, at, changes from core_change
     where kind = p_kind and record_id >= p_part << 17 and record_id < (p_part + 1) << 17 and operation = 'U' and changes ?| p_columns
       and (select guanxi_is_system())
     order by record_id, id
$$;

do $$
declare f text;
begin
    for f in select oid::regprocedure::text from pg_proc where proname like 'analytics\_read\_%' loop
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to guanxi_app', f);
    end loop;
end $$;
