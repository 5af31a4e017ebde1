-- Whose key this is: asked before there is an actor, so the function may look, and tells only about a valid key.
create function api_open(p_prefix text, p_digest text, p_at timestamptz)
returns table (id bigint, member_id bigint, scopes varchar[]) language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return query
        select k.id, k.member_id, k.scopes from api_key k join staff_member m on m.id = k.member_id
         where k.prefix = p_prefix and k.digest = p_digest and k.revoked_at is null and m.is_active
           and (k.expires_at is null or k.expires_at > p_at);
    -- noted at most every five minutes, so that reading stays reading
    update api_key k set last_used_at = p_at
     where k.prefix = p_prefix and k.digest = p_digest and (k.last_used_at is null or k.last_used_at < p_at - interval '5 minutes');
end $$;
