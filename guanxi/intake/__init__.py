"""Files in: readers, values, mapping, preview, staging, upsert, errors, undo.

Owns imports and their staged rows. What can be imported is registered by its owner; a file's cells become values here
(`readers`, `values`, `guess`: pure, no database), and rows become records through the owner's own actions.
"""
