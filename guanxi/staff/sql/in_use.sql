-- Which of these members anything refers to: what they own, wrote, were told or share. Roles, managers and what sign-in
-- keeps do not count. Looks past the policies, since the asker need not see it; says no more than that there is something.
create function staff_in_use(p_members bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare reference record;
begin
    for reference in
        select c.conrelid::regclass as referring, a.attname as name
          from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = 'staff_member'::regclass
           and c.conrelid::regclass::text not in ('staff_member', 'staff_member_roles', 'account_emailaddress')
    loop
        return query execute format('select distinct %1$I from %2$s where %1$I = any ($1)', reference.name, reference.referring)
            using p_members;
    end loop;
end $$;
