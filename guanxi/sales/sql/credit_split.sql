-- Which are split is known from now on: only these are read.
update sales_opportunity set is_split = true where id in (select opportunity_id from sales_share);
