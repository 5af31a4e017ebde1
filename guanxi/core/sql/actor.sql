-- Who acts, as session settings that end with the transaction. Policies read them through these functions.
-- Every function is STABLE and cheap; policies call them inside (select …) so that each runs once per query.

create function guanxi_setting(name text) returns text language sql stable parallel safe as
$$ select nullif(current_setting('guanxi.' || name, true), '') $$;

create function guanxi_member() returns bigint language sql stable parallel safe as
$$ select guanxi_setting('member')::bigint $$;

create function guanxi_is_system() returns boolean language sql stable parallel safe as
$$ select coalesce(guanxi_setting('powers') = '*', false) $$;

-- Says in the log that somebody asked without an actor; the answer is always "sees nothing".
create function guanxi_no_actor() returns boolean language plpgsql stable as
$$ begin raise warning 'no actor is set: row-level security shows nothing'; return false; end $$;

create function guanxi_may(kind text, verb text) returns boolean language sql stable as
$$ select case when guanxi_setting('powers') is null then guanxi_no_actor()
               else guanxi_setting('powers') = '*' or position(',' || kind || '.' || verb || ',' in guanxi_setting('powers')) > 0 end $$;

-- Whether the data scope for this kind is everything.
create function guanxi_sees_all(kind text) returns boolean language sql stable as
$$ select case when guanxi_setting('powers') is null then guanxi_no_actor()
               else guanxi_setting('powers') = '*' or position(',' || kind || ',' in coalesce(guanxi_setting('all'), '')) > 0 end $$;

-- Members whose records of this kind are in the data scope.
create function guanxi_owners(kind text) returns bigint[] language sql stable parallel safe as
$$ select coalesce(guanxi_setting('owners_' || kind)::bigint[], '{}') $$;

-- Customers that were shared with the actor, to read or to edit.
create function guanxi_shared(verb text) returns bigint[] language sql stable parallel safe as
$$ select coalesce(guanxi_setting('shared_' || verb)::bigint[], '{}') $$;

create function guanxi_set(name text, value text) returns void language sql as
$$ select set_config('guanxi.' || name, coalesce(value, ''), true) $$;

create table core_protected (
    table_name text primary key,
    kind text not null,
    shape text not null check (shape in ('owned', 'hanging', 'private', 'through', 'history'))
);
comment on table core_protected is 'Tables under row-level security, and the rule each follows.';

-- The whole context as one text, to put it back after a nested block.
create function guanxi_context() returns text language sql stable as
$$ select jsonb_build_object(
       'member', guanxi_setting('member'), 'through', guanxi_setting('through'), 'through_id', guanxi_setting('through_id'),
       'powers', guanxi_setting('powers'), 'all', guanxi_setting('all'),
       'shared_read', guanxi_setting('shared_read'), 'shared_edit', guanxi_setting('shared_edit'))::text
     || '|' || coalesce((select jsonb_object_agg('owners_' || kind, guanxi_setting('owners_' || kind))
                           from (select distinct kind from core_protected where shape = 'owned') k)::text, '{}') $$;

create function guanxi_restore(context text) returns void language plpgsql as $$
declare item record;
begin
    for item in select key, value from jsonb_each_text(split_part(context, '|', 1)::jsonb || split_part(context, '|', 2)::jsonb) loop
        perform guanxi_set(item.key, item.value);
    end loop;
end $$;

create function guanxi_enter_system(reason text) returns void language sql as $$
    select guanxi_set('member', ''), guanxi_set('through', 'system'), guanxi_set('through_id', reason),
           guanxi_set('powers', '*'), guanxi_set('all', '*'), guanxi_set('shared_read', ''), guanxi_set('shared_edit', '')
$$;
