-- Nobody decides what concerns him: whoever is paid by it, say, as it was kept when it was asked.
create function approvals_concerns() returns trigger language plpgsql as $$
begin
    if new.decided_by_id is not null and exists (
        select from approvals_approval a where a.id = new.approval_id and a.shown->'concerns' @> to_jsonb(new.decided_by_id)) then
        raise exception 'not allowed: approve' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger concerns before update on approvals_turn for each row execute function approvals_concerns();
