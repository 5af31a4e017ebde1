-- The stream server hears of it at once when a session ends or a member is deactivated, whoever does it.
create function staff_session_ended() returns trigger language plpgsql as $$
begin
    perform pg_notify('guanxi', json_build_object('topic', 'ended', 'session', encode(sha256(old.session_key::bytea), 'hex'))::text);
    return null;
end $$;
create trigger session_ended after delete on django_session for each row execute function staff_session_ended();

create function staff_member_left() returns trigger language plpgsql as $$
begin
    perform pg_notify('guanxi', json_build_object('topic', 'left', 'member', new.id)::text);
    return null;
end $$;
create trigger member_left after update of is_active on staff_member for each row
    when (old.is_active and not new.is_active) execute function staff_member_left();

-- The history says who looked through whose eyes: a change of nothing, written by the database in the looker's name.
create function staff_note_sight(p_member bigint, p_began boolean, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if p_began and not guanxi_may('staff', 'administer') then
        raise exception 'not allowed: see as' using errcode = 'insufficient_privilege';
    end if;
    insert into core_change (at, kind, record_id, home_kind, home_id, operation, member_id, through, through_id, changes)
    values (p_at, 'member', p_member, 'staff', p_member, 'U', guanxi_member(), guanxi_setting('through'), coalesce(guanxi_setting('through_id'), ''),
            jsonb_build_object('seen_as', jsonb_build_array(not p_began, p_began)));
end $$;
