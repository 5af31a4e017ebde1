-- Whoever sees nobody's customers would not know who waits in the pool: of a lead there its name, place and industry are told,
-- and of any other lead what the customer's own rule shows.
create function sales_lead_who(p_ids bigint[]) returns table (lead_id bigint, name varchar, city varchar, industry varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.id, c.name, c.city, c.industry from sales_lead l join customers_customer c on c.id = l.customer_id
     where l.id = any (p_ids) and c.deleted_at is null
       and (l.owner_id is null and l.deleted_at is null and l.state in ('open', 'recycled') and guanxi_may('lead', 'see') and guanxi_may('lead', 'edit')
            or guanxi_may('customer', 'see') and customers_sees(c.id, c.owner_id)) $$;

-- The customers of leads go along with them: nobody's to the new owner; another's is shared with him.
-- Called inside the functions below, which have decided that the lead goes there.
create function sales_carry_customer(p_customer bigint, p_owner bigint, p_made boolean) returns void language plpgsql as $$
begin
    update customers_customer set owner_id = p_owner
     where id = p_customer and owner_id is distinct from p_owner and (owner_id is null or p_made and owner_id is not distinct from guanxi_member());
    if not found and p_owner is not null then
        insert into customers_collaboration (customer_id, member_id, may_edit, created_by_id)
        select c.id, p_owner, true, guanxi_member() from customers_customer c
         where c.id = p_customer and c.owner_id is distinct from p_owner
        on conflict (customer_id, member_id) do update set may_edit = true;
    end if;
end $$;

-- What a member just brought in goes to whom the company's rules named, also out of his sight, with its customer. `p_made`: the
-- customer came into being with it. Answers how many leads went.
create function sales_lead_place(p_ids bigint[], p_owners bigint[], p_made boolean[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    powers text := guanxi_setting('powers');
    one record;
    gone int := 0;
begin
    if not guanxi_may('lead', 'create') then
        raise exception 'not allowed: create lead' using errcode = 'insufficient_privilege';
    end if;
    for one in select l.id, l.customer_id, n.owner, n.made and c.created_by_id is not distinct from guanxi_member() as made
                 from unnest(p_ids, p_owners, p_made) n(id, owner, made) join sales_lead l on l.id = n.id
                 join customers_customer c on c.id = l.customer_id
                where l.created_by_id is not distinct from guanxi_member() and l.owner_id is not distinct from guanxi_member() order by l.id loop
        perform guanxi_set('powers', '*');
        update sales_lead set owner_id = one.owner where id = one.id and owner_id is distinct from one.owner;
        perform sales_carry_customer(one.customer_id, one.owner, one.made);
        perform guanxi_set('powers', powers);
        gone := gone + 1;
    end loop;
    return gone;
end $$;

-- Out of the pool to whoever claims it first; true for him alone.
create function sales_lead_claim(p_id bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    powers text := guanxi_setting('powers');
    v_customer bigint;
    v_writes boolean;
begin
    if guanxi_member() is null or not guanxi_may('lead', 'see') or not guanxi_may('lead', 'edit') then
        raise exception 'not allowed: claim a lead' using errcode = 'insufficient_privilege';
    end if;
    -- asked before every power is lent: with it everybody would write to everything
    select c.owner_id is not null and customers_writes(c.id, c.owner_id) into v_writes
      from sales_lead l join customers_customer c on c.id = l.customer_id where l.id = p_id;
    perform guanxi_set('powers', '*');
    update sales_lead set owner_id = guanxi_member(), state = 'working', back_at = null
     where id = p_id and owner_id is null and deleted_at is null and state in ('open', 'recycled')
    returning customer_id into v_customer;
    if v_customer is not null and not v_writes then
        perform sales_carry_customer(v_customer, guanxi_member(), false);
    end if;
    perform guanxi_set('powers', powers);
    return v_customer is not null;
end $$;

-- Back into the pool, by whoever may change it.
create function sales_lead_recycle(p_id bigint, p_back timestamptz, p_due timestamptz, p_reason text, p_note text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    powers text := guanxi_setting('powers');
    v_mine boolean;
    v_done boolean;
begin
    if not guanxi_may('lead', 'edit') then
        raise exception 'not allowed: edit lead' using errcode = 'insufficient_privilege';
    end if;
    select guanxi_sees_all('lead') or l.owner_id = any (guanxi_owners('lead')) into v_mine from sales_lead l where l.id = p_id for update;
    if v_mine is distinct from true then
        return false;
    end if;
    perform guanxi_set('powers', '*');
    update sales_lead set owner_id = null, state = 'recycled', back_at = p_back, due_at = p_due, responded_at = null, reason = p_reason, reason_note = p_note
     where id = p_id and deleted_at is null and state in ('open', 'working');
    v_done := found;
    perform guanxi_set('powers', powers);
    return v_done;
end $$;

-- Handing over, with the customers that the giver may hand on: asks for assign, edit and the scope, like guanxi_assign.
create function sales_lead_hand(p_ids bigint[], p_owner bigint) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    powers text := guanxi_setting('powers');
    one record;
begin
    if not guanxi_may('lead', 'assign') or not guanxi_may('lead', 'edit') then
        raise exception 'not allowed: assign lead' using errcode = 'insufficient_privilege';
    end if;
    for one in select l.id, l.customer_id, l.owner_id is null or customers_writes(c.id, c.owner_id) as carries
                 from sales_lead l join customers_customer c on c.id = l.customer_id
                where l.id = any (p_ids) and l.deleted_at is null and l.owner_id is distinct from p_owner
                  and (guanxi_sees_all('lead') or l.owner_id is null or l.owner_id = any (guanxi_owners('lead'))) order by l.id for update of l loop
        perform guanxi_set('powers', '*');
        update sales_lead set owner_id = p_owner, state = case when state = 'recycled' then 'open' else state end where id = one.id;
        if one.carries then
            perform sales_carry_customer(one.customer_id, p_owner, false);
        end if;
        perform guanxi_set('powers', powers);
        return next one.id;
    end loop;
end $$;

-- How many open leads members have, so that a rule can pass over whoever has enough. Members know each other's number, no more.
create function sales_lead_load(p_members bigint[]) returns table (member_id bigint, number bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.id, (select count(*) from sales_lead l where l.owner_id = m.id and l.deleted_at is null and l.state in ('open', 'working'))
      from unnest(p_members) m(id) where guanxi_may('lead', 'create') $$;

-- Which numbers are taken, also by leads that the importer does not see: answers numbers that he gave.
create function sales_lead_taken(p_references text[]) returns setof varchar
language sql stable security definer set search_path = public, pg_temp as $$
    select l.reference from sales_lead l where l.reference = any (p_references) and l.reference <> '' and l.deleted_at is null and guanxi_may('lead', 'create') $$;

-- The first contact by a member answers what came in before it, whoever has the lead.
create function sales_note_response() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update sales_lead l set responded_at = n.at, state = case when l.state = 'open' and l.owner_id is not null then 'working' else l.state end
      from (select o.id, min(f.at) as at from fresh f join sales_lead o on o.customer_id = f.customer_id
             where f.channel <> '' and f.member_id is not null and f.direction <> 'in' and f.at >= o.received_at
               and o.responded_at is null and o.deleted_at is null and o.state in ('open', 'working') group by o.id) n
     where l.id = n.id;
    return null;
end $$;
create trigger note_response after insert on timeline_entry referencing new table as fresh
    for each statement execute function sales_note_response();

-- The rights that roles have on opportunities, they have on leads; whoever helps customers may write down that one is interested.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'lead', g.scope, case r.built_in when 'service' then array['see', 'create'] else g.verbs end
  from staff_grant g join staff_role r on r.id = g.role_id where g.kind = 'opportunity';

insert into sales_responsetime (source, hours) values ('', 24);

-- Leads are found like opportunities: by whoever has them in his data scope.
do $$ begin
    execute format('create or replace function core_found_alone() returns text[] language sql immutable as $f$ select %L::text[] $f$',
                   array_append(core_found_alone(), 'lead'));
end $$;
do $$
declare
    seen text := $w$ home_id is null and kind = 'lead' and exists (select from sales_lead l where l.id = record_id)$w$;
    writes text := $w$(select guanxi_may('lead', 'edit') or guanxi_may('lead', 'create')) and $w$ || seen;
begin
    execute format('create policy see_lead on core_searchdoc for select using (%s)', seen);
    execute format('create policy write_lead on core_searchdoc for insert with check (%s)', writes);
    execute format('create policy change_lead on core_searchdoc for update using (%s)', writes);
end $$;
create function sales_move_lead_searchdocs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update core_searchdoc set owner_id = new.owner_id, is_binned = new.deleted_at is not null
     where record_id = new.id and kind = 'lead';
    return null;
end $$;
create trigger move_searchdocs after update of owner_id, deleted_at on sales_lead for each row
    when ((old.owner_id, old.deleted_at) is distinct from (new.owner_id, new.deleted_at)) execute function sales_move_lead_searchdocs();
