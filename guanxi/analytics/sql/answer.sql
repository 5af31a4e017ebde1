-- Answers are seen with the customer by whoever sees such figures.
create policy may_see on analytics_answer as restrictive for select using ((select guanxi_is_system()) or (select guanxi_may('fact', 'see')));
