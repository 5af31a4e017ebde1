"""The kernel: actor, rows, visibility, history, kinds of record, jobs, search. No HTML, no nouns of the trade."""
