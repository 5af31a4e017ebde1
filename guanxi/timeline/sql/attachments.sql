-- Files are seen with their entry, and added by whoever wrote it: a colleague who only reads a timeline adds none to it.
drop policy through on timeline_attachment;
create policy see on timeline_attachment for select using (exists (select 1 from timeline_entry e where e.id = entry_id));
create policy make on timeline_attachment for insert with check (
    (select guanxi_may('entry', 'create'))
    and exists (select 1 from timeline_entry e where e.id = entry_id and e.customer_id is not distinct from timeline_attachment.customer_id
                   and (e.member_id = (select guanxi_member()) or (select guanxi_is_system()))));
