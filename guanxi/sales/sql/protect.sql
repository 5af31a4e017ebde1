-- Stages are named by key; the database holds that they exist, and that none goes in which something stands or stood.
alter table sales_opportunity
    add constraint opportunity_pipeline foreign key (pipeline) references sales_pipeline (key),
    add constraint opportunity_stage foreign key (stage) references sales_stage (key);
alter table sales_move add constraint move_to foreign key (to_stage) references sales_stage (key);

-- Where a stage is in a log only as what was left, it is found there too.
create function sales_stage_left() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from sales_move m where m.from_stage = old.key) then
        raise exception 'stage % stands in the log', old.key using errcode = 'foreign_key_violation';
    end if;
    return old;
end $$;
create trigger stage_left before delete on sales_stage for each row execute function sales_stage_left();
create index sales_move_from on sales_move (from_stage);
create index sales_move_to on sales_move (to_stage);

-- Lines and the log are seen with their opportunity, and written by whoever may write that.
create policy hand on sales_line as restrictive for insert with check ((select guanxi_may('opportunity', 'edit') or guanxi_may('opportunity', 'create')));
create policy change on sales_line as restrictive for update using ((select guanxi_may('opportunity', 'edit')));
create policy erase on sales_line as restrictive for delete using ((select guanxi_may('opportunity', 'edit')));
create policy hand on sales_move as restrictive for insert with check ((select guanxi_may('opportunity', 'edit') or guanxi_may('opportunity', 'create')));
revoke update, delete, truncate on sales_move from guanxi_app;

-- The rights that roles have on customers, they have on opportunities; only administrators set up pipelines.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'opportunity', g.scope,
       case r.built_in when 'service' then array['see'] when 'administrator' then g.verbs || array['administer'::varchar] else g.verbs end
  from staff_grant g join staff_role r on r.id = g.role_id where g.kind = 'customer';

insert into sales_pipeline (key, is_default, is_active) values ('default', true, true);
insert into sales_stage (key, pipeline_id, place, kind, probability, ageing_days, required) values
    ('prospecting', 'default', 1, 'open', 10, 30, '{}'),
    ('engaging', 'default', 2, 'open', 30, 60, '{}'),
    ('proposal', 'default', 3, 'open', 50, 30, '{amount,expected_on}'),
    ('negotiation', 'default', 4, 'open', 75, 30, '{amount,expected_on}'),
    ('won', 'default', 5, 'won', 100, null, '{amount}'),
    ('lost', 'default', 6, 'lost', 0, null, '{}');
