-- Whose key this is: asked before there is an actor, so the function may look, and tells only about a valid key.
create function api_open(p_prefix text, p_digest text, p_at timestamptz)
returns table (id bigint, member_id bigint, scopes varchar[]) language plpgsql security definer set search_path = public, pg_temp as $$
declare v_used timestamptz;
begin
    select k.id, k.member_id, k.scopes, k.last_used_at into id, member_id, scopes, v_used
      from api_key k join staff_member m on m.id = k.member_id
     where k.prefix = p_prefix and k.digest = p_digest and k.revoked_at is null and m.is_active
       and (k.expires_at is null or k.expires_at > p_at);
    if not found then
        return;
    end if;
    -- noted at most every five minutes, so that reading stays reading
    if v_used is null or v_used < p_at - interval '5 minutes' then
        update api_key k set last_used_at = p_at where k.id = api_open.id;
    end if;
    return next;
end $$;
