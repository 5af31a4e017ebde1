"""Assembly of the routers, API keys, idempotency, problem+json."""
