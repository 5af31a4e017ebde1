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
