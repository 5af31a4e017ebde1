-- A key opened and its member entered with one question; null for a key that opens nothing.
create function api_enter(p_prefix text, p_digest text, p_at timestamptz) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_key record;
begin
    select id, member_id, scopes into v_key from api_open(p_prefix, p_digest, p_at);
    if not found then
        return null;
    end if;
    return guanxi_enter(v_key.member_id, 'api', p_prefix)
        || jsonb_build_object('member', v_key.member_id, 'key', v_key.id, 'scopes', v_key.scopes);
end $$;

create or replace function api_open(p_prefix text, p_digest text, p_at timestamptz)
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
    -- noted at most every five minutes, so that reading stays reading; calls side by side do not wait for each other's note
    if v_used is null or v_used < p_at - interval '5 minutes' then
        update api_key k set last_used_at = p_at
         where k.id = (select o.id from api_key o where o.id = api_open.id for no key update skip locked);
    end if;
    return next;
end $$;
