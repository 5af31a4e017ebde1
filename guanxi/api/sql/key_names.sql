-- Names of keys by their numbers: the history of a record names the program that changed it, whoever the key belongs to.
-- A number is known only from a change that the asker sees; nothing else of the key is told.
create function api_key_names(p_prefixes text[])
returns table (prefix varchar, name varchar) language sql stable security definer set search_path = public, pg_temp as $$
    select k.prefix, k.name from api_key k
     where k.prefix = any (p_prefixes) and guanxi_setting('powers') is not null
$$;
