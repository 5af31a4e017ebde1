-- Only functions are asked here, so the plan does not depend on the words: it is made once, where planning each search anew
-- cost a quarter of it.
alter function core_find(tsquery, tsquery, text, boolean, text, int) set plan_cache_mode = force_generic_plan;
