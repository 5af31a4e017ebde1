-- A notice for a colleague: written although the sender cannot read it, and announced to the stream server on commit.
create function staff_notify(p_member bigint, p_kind text, p_sentence text, p_params jsonb, p_url text, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_id bigint;
begin
    insert into staff_notice (member_id, kind, sentence, params, url, at, sender_id)
    values (p_member, p_kind, p_sentence, p_params, p_url, p_at, guanxi_member()) returning id into v_id;
    perform pg_notify('guanxi', json_build_object('member', p_member, 'topic', 'notice', 'id', v_id)::text);
end $$;
