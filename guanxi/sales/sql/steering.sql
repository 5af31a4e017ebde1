-- What was foreseen is read for those owners whose opportunities a member sees; only the system writes it. Where the ends lie says
-- nothing about amounts and is read by whoever sees opportunities at all.
alter table sales_outlook enable row level security;
create policy see on sales_outlook for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
create policy make on sales_outlook for insert with check ((select guanxi_is_system()));
create policy erase on sales_outlook for delete using ((select guanxi_is_system()));
insert into core_protected values ('sales_outlook', 'opportunity', 'through');
alter table sales_outlookends enable row level security;
create policy see on sales_outlookends for select using ((select guanxi_may('opportunity', 'see')));
create policy make on sales_outlookends for insert with check ((select guanxi_is_system()));
create policy erase on sales_outlookends for delete using ((select guanxi_is_system()));
insert into core_protected values ('sales_outlookends', 'opportunity', 'through');

-- What is due in a period, and what was lost in one, are added up from these indexes alone.
create index opportunity_due on sales_opportunity (expected_on, owner_id) include (currency, category, stage, probability, amount_minor)
    where state = 'open' and deleted_at is null;
create index opportunity_lost on sales_opportunity (closed_on, owner_id) include (loss_by, currency, source, amount_minor)
    where state = 'lost' and deleted_at is null;

-- What was won of what began in a month, by how many months it took: written anew beside the funnel.
alter table sales_cohort enable row level security;
create policy see on sales_cohort for select using (
    (select guanxi_may('opportunity', 'see'))
    and ((select guanxi_sees_all('opportunity')) or owner_id = any ((select guanxi_owners('opportunity'))::bigint[])));
insert into core_protected values ('sales_cohort', 'opportunity', 'through');
revoke insert, update, delete, truncate on sales_cohort from guanxi_app;

-- What marks and writes both anew stands in sql/flow.sql.
insert into sales_stale (month, owner_id, at)
select distinct date_trunc('month', opened_on)::date, coalesce(owner_id, 0), clock_timestamp() from sales_opportunity;
