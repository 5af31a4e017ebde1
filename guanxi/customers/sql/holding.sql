-- The rule of visibility for one customer, as the policy has it.
create function customers_sees(p_id bigint, p_owner bigint) returns boolean language sql stable as $$
    select guanxi_sees_all('customer') or coalesce(p_owner = any (guanxi_owners('customer')), false) or p_id = any (guanxi_shared('read')) $$;

-- Who holds these values of a channel, asked across every data scope: a number belongs to one customer of the company.
-- A holder the actor may not see stays nameless: only the owner is told, so that the two can talk.
create function customers_holders(p_channel text, p_values text[])
returns table (value text, customer_id bigint, contact_id bigint, owner_id bigint, seen boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select h.value, case when h.seen then h.customer_id end, case when h.seen then h.contact_id end, h.owner_id, h.seen
      from (select i.value, i.customer_id, i.contact_id, c.owner_id, customers_sees(c.id, c.owner_id) as seen
              from customers_identity i join customers_customer c on c.id = i.customer_id
             where i.channel = p_channel and i.value = any (p_values) and i.deleted_at is null
               and (guanxi_may('customer', 'create') or guanxi_may('customer', 'edit'))) h $$;

-- Customers whose name differs at most in what does not count.
create function customers_namesakes(p_name text, p_limit int)
returns table (customer_id bigint, owner_id bigint, seen boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select case when n.seen then n.id end, n.owner_id, n.seen
      from (select c.id, c.owner_id, customers_sees(c.id, c.owner_id) as seen
              from customers_customer c
             where c.name_key = customers_name_key(p_name) and c.deleted_at is null
               and (guanxi_may('customer', 'create') or guanxi_may('customer', 'edit'))
             order by c.id limit 20) n
     order by n.seen desc, n.id limit p_limit $$;

-- Whether `p_parent` stands below `p_child` already, also through customers the actor may not see.
create function customers_would_circle(p_child bigint, p_parent bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive up(id) as (
        select p_parent union select c.parent_id from customers_customer c join up on c.id = up.id where c.parent_id is not null)
    select exists (select from up where id = p_child) $$;

create function customers_no_circle() returns trigger language plpgsql as $$
begin
    if customers_would_circle(new.id, new.parent_id) then
        raise exception 'a customer would stand above itself' using errcode = 'check_violation', constraint = 'customer_no_circle';
    end if;
    return null;
end $$;
create trigger no_circle after insert or update of parent_id on customers_customer for each row
    when (new.parent_id is not null) execute function customers_no_circle();

-- A contact goes into the bin, or comes back, only by whoever may delete contacts.
create function customers_guard_contact() returns trigger language plpgsql as $$
begin
    if not guanxi_may('contact', 'delete') and not guanxi_may('customer', 'delete') then
        raise exception 'not allowed: delete contact' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger guard before update of deleted_at on customers_contact for each row
    when (old.deleted_at is distinct from new.deleted_at) execute function customers_guard_contact();
