-- Three hundred of the sampled documents are enough to fill a page of the closest, as they are in a narrow scope: who sees
-- everything had a thousand carried through ranking, which was a third of such a search.
do $$
declare source text := pg_get_functiondef('core_find'::regproc);
begin
    execute replace(source, 'p_kind, 1000, 2000)', 'p_kind, 300, 2000)');
end $$;
