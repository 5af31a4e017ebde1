-- A target is seen by whoever sees the opportunities of those it is about; set by whoever may give these opportunities away,
-- and by nobody for himself alone unless he sees everything.
create function sales_sees_department(asked bigint) returns boolean language sql stable as $$
    select guanxi_sees_all('opportunity') or coalesce((
        select bool_and(m.id = any (guanxi_owners('opportunity')))
          from staff_department top join staff_department d on d.number between top.number and top.last
          join staff_member m on m.department_id = d.id and m.is_active where top.id = asked), false)
$$;
alter table sales_target enable row level security;
do $$
declare
    sees text := $w$(select guanxi_may('opportunity', 'see')) and ((select guanxi_sees_all('opportunity'))
        or member_id = any ((select guanxi_owners('opportunity'))::bigint[]) or (department_id is not null and sales_sees_department(department_id)))$w$;
    sets text := sees || $w$ and (select guanxi_may('opportunity', 'assign'))
        and ((select guanxi_sees_all('opportunity')) or member_id is distinct from (select guanxi_member()))$w$;
begin
    execute format('create policy see on sales_target for select using (%s)', sees);
    execute format('create policy make on sales_target for insert with check (%s)', sets);
    execute format('create policy change on sales_target for update using (%s)', sets);
    execute format('create policy erase on sales_target for delete using (%s)', sets);
end $$;
insert into core_protected values ('sales_target', 'opportunity', 'private');

-- What was won in a quarter is added up from this index alone.
create index opportunity_won on sales_opportunity (closed_on, owner_id, currency) include (amount_minor) where state = 'won' and deleted_at is null;
