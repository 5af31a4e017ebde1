-- What equal companies have in common: full-width and capital letters, spaces, punctuation and the legal form do not count.
-- 分公司 (a branch) stays: it is somebody else than its head office. Punctuation is listed, not classed, since classes depend on the locale.
create function customers_name_key(name text) returns text language sql immutable strict parallel safe as $$
    select left(coalesce(
        nullif(
            regexp_replace(
                regexp_replace(
                    regexp_replace(lower(normalize(name, nfkc)),
                        '([\s,.&()-]+(inc|incorporated|ltd|limited|llc|l\.l\.c|gmbh|mbh|corp|corporation|co|company|ag|kg|kgaa|s\.?a|s\.?a\.?s|plc|b\.?v|n\.?v|oy|oyj|ab|a/s|aps|s\.?r\.?l|s\.?p\.?a|pte|pty|sdn|bhd|kk|llp|lp))+[\s.,)]*$', ''),
                    '[\s!-/:-@\[-`{-~、。·・「」『』《》〈〉【】〔〕“”‘’…—–]+', '', 'g'),
                '((股份|有限|责任|集团|控股|(?<!分)公司)+)$', ''),
            ''),
        nullif(regexp_replace(lower(normalize(name, nfkc)), '\s+', '', 'g'), ''), ''), 200) $$;
