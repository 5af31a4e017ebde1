-- An entry with a channel is a contact: the customer's last contact follows, also where the writer may not edit the customer.
create function timeline_note_contact() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update customers_customer c set last_contact_at = n.at
      from (select customer_id, max(at) as at from fresh where channel <> '' and customer_id is not null group by customer_id) n
     where c.id = n.customer_id and (c.last_contact_at is null or c.last_contact_at < n.at);
    return null;
end $$;
create trigger note_contact after insert on timeline_entry referencing new table as fresh
    for each statement execute function timeline_note_contact();
