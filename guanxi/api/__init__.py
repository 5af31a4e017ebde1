"""Assembly of the routers: keys, scopes, idempotent writes, problem+json, OpenAPI with an explorer that works offline.

Every kind of record of `core.kinds` has its router by being registered; a package needs no code of its own for it.
"""
