-- The department tree numbered in preorder: number..last spans a department and all below it.
create function staff_number_departments() returns trigger language plpgsql as $$
begin
    with recursive walk as (
        select id, array[name || '/' || id] as path from staff_department where parent_id is null
        union all
        select d.id, w.path || (d.name || '/' || d.id) from staff_department d join walk w on d.parent_id = w.id where cardinality(w.path) < 100
    ), numbered as (
        select id, path, row_number() over (order by path) as number from walk
    ), spanned as (
        select n.id, n.number, (select max(b.number) from numbered b where b.path[1:cardinality(n.path)] = n.path) as last from numbered n
    )
    update staff_department d set number = s.number, last = s.last from spanned s
     where d.id = s.id and (d.number, d.last) is distinct from (s.number, s.last);
    return null;
end $$;
create trigger number_insert after insert on staff_department for each statement execute function staff_number_departments();
create trigger number_delete after delete on staff_department for each statement execute function staff_number_departments();
create trigger number_update after update of parent_id, name on staff_department for each statement execute function staff_number_departments();

-- A department below itself, or a manager below himself, would make the tree endless: refused here, whoever asks.
create function staff_no_cycle() returns trigger language plpgsql as $$
declare found boolean;
begin
    execute format('with recursive up as (select %1$I as above from %2$s where id = $1
                    union select t.%1$I from %2$s t join up on t.id = up.above)
                    select exists (select from up where above = $2)', tg_argv[0], tg_relid::regclass) into found using new.id, new.id;
    if found then
        raise exception 'cycle in %', tg_argv[0] using errcode = 'check_violation', constraint = 'staff_no_cycle';
    end if;
    return null;
end $$;
create trigger no_cycle after insert or update of parent_id on staff_department for each row execute function staff_no_cycle('parent_id');
create trigger no_cycle after insert or update of manager_id on staff_member for each row execute function staff_no_cycle('manager_id');

-- Members whose records a scope shows to `me`. Deactivated colleagues stay in: their customers must not vanish.
create function staff_in_scope(me bigint, scope text) returns bigint[] language plpgsql stable as $$
begin
    case scope
        when 'team' then return (
            with recursive team(id) as (
                values (me) union select m.id from staff_member m join team t on m.manager_id = t.id)
            select array_agg(id order by id) from team);
        when 'department' then return (
            select array_agg(m.id order by m.id) from staff_member m
             where m.id = me or m.department_id = (select department_id from staff_member where id = me));
        when 'tree' then return (
            select array_agg(m.id order by m.id) from staff_member m left join staff_department d on d.id = m.department_id
             where m.id = me or d.number between
                   (select x.number from staff_department x join staff_member i on i.department_id = x.id where i.id = me)
               and (select x.last from staff_department x join staff_member i on i.department_id = x.id where i.id = me));
        else return array[me];
    end case;
end $$;

-- A slot that the customers package fills: which customers were shared with a member.
create function guanxi_collaborations(p_member bigint) returns table (customer_id bigint, may_edit boolean) language sql stable as
$$ select null::bigint, null::boolean where false $$;

-- Sets the actor for the rest of the transaction and answers what he may and sees; null for an unknown or deactivated member.
create function guanxi_enter(p_member bigint, p_through text, p_through_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_powers text; v_all text; v_owners jsonb := '{}'; v_list bigint[]; v_read bigint[]; v_edit bigint[]; v_masked text[];
    v_scopes text[]; item record;
begin
    if not exists (select from staff_member where id = p_member and is_active) then
        perform guanxi_enter_nobody();
        return null;
    end if;
    select ',' || string_agg(distinct g.kind || '.' || v.verb, ',') || ',',
           ',' || string_agg(distinct g.kind, ',') filter (where g.scope = 'all' and v.verb = 'see') || ','
      into v_powers, v_all
      from staff_member_roles r join staff_grant g on g.role_id = r.role_id cross join lateral unnest(g.verbs) v(verb)
     where r.member_id = p_member;
    -- kinds that no role shows are set too: nothing of an earlier actor may stay
    for item in
        select p.kind, array_agg(distinct g.scope::text order by g.scope::text) filter (where g.scope <> 'all') as scopes
          from (select distinct kind from core_protected where shape = 'owned') p
          left join (staff_member_roles r join staff_grant g on g.role_id = r.role_id and r.member_id = p_member and 'see' = any (g.verbs))
            on g.kind = p.kind
         group by p.kind order by 2, 1
    loop
        -- the scopes of most kinds are the same, and are worked out once
        if item.scopes is null then
            v_list := '{}';
        elsif item.scopes is distinct from v_scopes then
            if cardinality(item.scopes) = 1 then
                v_list := staff_in_scope(p_member, item.scopes[1]);
            else
                select array_agg(distinct o.id order by o.id) into v_list
                  from unnest(item.scopes) s(scope) cross join lateral unnest(staff_in_scope(p_member, s.scope)) o(id);
            end if;
        end if;
        v_scopes := item.scopes;
        if position(',' || item.kind || '.see,' in coalesce(v_powers, '')) > 0 then
            v_owners := v_owners || jsonb_build_object(item.kind, v_list);
        end if;
        perform set_config('guanxi.owners_' || item.kind, v_list::text, true);
    end loop;
    if position(',customer.see,' in coalesce(v_powers, '')) > 0 then
        select array_agg(customer_id order by customer_id), array_agg(customer_id order by customer_id) filter (where may_edit)
          into v_read, v_edit from guanxi_collaborations(p_member);
    end if;
    -- a field is masked only where every role of the member masks it
    select array_agg(f.name) into v_masked from (
        select m.name from staff_member_roles r join staff_role o on o.id = r.role_id cross join lateral unnest(o.masked) m(name)
         where r.member_id = p_member group by m.name
        having count(*) = (select count(*) from staff_member_roles x where x.member_id = p_member)) f;
    perform set_config('guanxi.member', p_member::text, true), set_config('guanxi.through', coalesce(p_through, ''), true),
            set_config('guanxi.through_id', coalesce(p_through_id, ''), true),
            set_config('guanxi.powers', coalesce(v_powers, ','), true), set_config('guanxi.all', coalesce(v_all, ','), true),
            set_config('guanxi.shared_read', coalesce(v_read, '{}')::text, true),
            set_config('guanxi.shared_edit', coalesce(v_edit, '{}')::text, true);
    return jsonb_build_object(
        'powers', coalesce(to_jsonb(string_to_array(btrim(v_powers, ','), ',')), '[]'),
        'all', coalesce(to_jsonb(string_to_array(btrim(v_all, ','), ',')), '[]'),
        'owners', v_owners, 'shared_read', to_jsonb(coalesce(v_read, '{}')), 'shared_edit', to_jsonb(coalesce(v_edit, '{}')),
        'masked', to_jsonb(coalesce(v_masked, '{}')));
end $$;

create function guanxi_enter_nobody() returns void language plpgsql as $$
declare item record;
begin
    perform guanxi_set(name, '') from unnest(array['member', 'through', 'through_id', 'powers', 'all', 'shared_read', 'shared_edit']) n(name);
    for item in select distinct kind from core_protected where shape = 'owned' loop
        perform guanxi_set('owners_' || item.kind, '');
    end loop;
end $$;
