-- Most entries are no response (made, assigned, imported): then nothing is asked of the leads.
create or replace function sales_note_response() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from fresh where channel <> '' and member_id is not null and direction <> 'in') then
        return null;
    end if;
    update sales_lead l set responded_at = n.at, state = case when l.state = 'open' and l.owner_id is not null then 'working' else l.state end
      from (select o.id, min(f.at) as at from fresh f join sales_lead o on o.customer_id = f.customer_id
             where f.channel <> '' and f.member_id is not null and f.direction <> 'in' and f.at >= o.received_at
               and o.responded_at is null and o.deleted_at is null and o.state in ('open', 'working') group by o.id) n
     where l.id = n.id;
    return null;
end $$;
