"""Who they are: customers (company or person), contacts, identities, addresses, collaborators, tags.

Emits: customers.customer.created / edited / assigned / deleted / restored. Reads: core, staff, intake's registry.
"""
