-- Most entries are no contact (made, assigned, imported): then nothing is asked of the customers.
create or replace function timeline_note_contact() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from fresh where channel <> '' and customer_id is not null) then
        return null;
    end if;
    update customers_customer c set last_contact_at = n.at
      from (select customer_id, max(at) as at from fresh where channel <> '' and customer_id is not null group by customer_id) n
     where c.id = n.customer_id and (c.last_contact_at is null or c.last_contact_at < n.at);
    return null;
end $$;
