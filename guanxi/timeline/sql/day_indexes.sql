-- What "my day" asks of customers: whose silence is longest, who came lately. Partial and covering, so that a member
-- with 80,000 customers gets his page as fast as one with 80.
create index customer_silent on customers_customer (owner_id, (coalesce(last_contact_at, created_at)))
    include (id, next_contact_at) where deleted_at is null and stage in ('prospect', 'customer');
create index customer_by_arrival on customers_customer (owner_id, created_at) include (id) where deleted_at is null;
