"""The list engine: filters, keyset pages, counts, cells and inputs of any kind, read from its `core.kinds.Kind` alone."""
