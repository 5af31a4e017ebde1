-- Saved views change hands with a leaver's work. An administrator counts and passes them on without reading them.
create function ui_views_of(p_member bigint) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not guanxi_may('staff', 'administer') then
        raise exception 'not allowed: administer staff' using errcode = 'insufficient_privilege';
    end if;
    return query select id from ui_savedview where member_id = p_member;
end $$;

-- A name that the taker has already gets the giver's beside it, and a number where that is taken too.
create function ui_pass_views(p_ids bigint[], p_giver bigint, p_taker bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v record; v_name text; v_giver text; n int;
begin
    if not guanxi_may('staff', 'administer') then
        raise exception 'not allowed: administer staff' using errcode = 'insufficient_privilege';
    end if;
    select name into v_giver from staff_member where id = p_giver;
    for v in select id, kind, name from ui_savedview where id = any (p_ids) and member_id = p_giver order by id loop
        v_name := v.name;
        n := 1;
        while exists (select from ui_savedview x where x.member_id = p_taker and x.kind = v.kind and x.name = v_name) loop
            v_name := left(v.name, 50) || ' (' || left(v_giver, 20) || case when n > 1 then ' ' || n else '' end || ')';
            n := n + 1;
        end loop;
        update ui_savedview set member_id = p_taker, name = v_name where id = v.id;
    end loop;
end $$;
