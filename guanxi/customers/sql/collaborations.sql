-- Fills the slot of staff/sql/enter.sql.
create or replace function guanxi_collaborations(p_member bigint) returns table (customer_id bigint, may_edit boolean) language sql stable as
$$ select c.customer_id, c.may_edit from customers_collaboration c where c.member_id = p_member $$;

-- Search rows carry the owner and the last contact of their customer: finding needs no join to know who may see, and ranks by recency.
create function customers_move_searchdocs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update core_searchdoc set owner_id = new.owner_id, touched_at = coalesce(new.last_contact_at, touched_at) where home_id = new.id;
    return null;
end $$;
create trigger move_searchdocs after update of owner_id, last_contact_at on customers_customer for each row
    when ((old.owner_id, old.last_contact_at) is distinct from (new.owner_id, new.last_contact_at)) execute function customers_move_searchdocs();
