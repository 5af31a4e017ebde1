-- One price truth, also in a group: what this customer, or another company of his group (whoever stands at the top of it, and all
-- below), was quoted for these products and could still accept, also by colleagues whose quotes the asker does not see. He must
-- see the customer himself; of a hidden quote he learns price, number and who to talk to, of a hidden company not which it is.
drop function sales_quoted_beside(bigint, bigint, bigint[], date);
create function sales_quoted_beside(p_quote bigint, p_customer bigint, p_products bigint[], p_day date)
returns table (product_id bigint, quote_id bigint, number text, owner_id bigint, quantity numeric, price numeric, tax text, tax_rate numeric,
               currency text, valid_until date, is_elsewhere boolean, elsewhere_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive up (id, parent_id, depth) as (
        select c.id, c.parent_id, 0 from customers_customer c
         where c.id = p_customer and guanxi_may('quote', 'see')
           and (guanxi_sees_all('customer') or c.owner_id = any (guanxi_owners('customer')) or c.id = any (guanxi_shared('read')))
        union all
        select c.id, c.parent_id, u.depth + 1 from up u join customers_customer c on c.id = u.parent_id where u.depth < 20
    ), down (id, depth) as (
        (select u.id, 0 from up u order by u.depth desc limit 1)
        union all
        select c.id, d.depth + 1 from down d join customers_customer c on c.parent_id = d.id where d.depth < 20
    ), family as (select id from down limit 1000)
    select l.product_id,
           case when guanxi_sees_all('quote') or q.owner_id = any (guanxi_owners('quote')) then q.id end,
           q.number, q.owner_id, l.quantity, l.price, q.tax, l.tax_rate, q.currency, q.valid_until, q.customer_id <> p_customer,
           case when q.customer_id <> p_customer
                 and (guanxi_sees_all('customer') or c.owner_id = any (guanxi_owners('customer')) or c.id = any (guanxi_shared('read'))) then c.id end
      from sales_quote q join sales_quoteline l on l.quote_id = q.id join customers_customer c on c.id = q.customer_id
     where q.customer_id in (select id from family) and q.id <> p_quote and q.status = 'sent' and q.valid_until >= p_day and q.deleted_at is null
       and l.product_id = any (p_products)
     order by q.customer_id <> p_customer, q.id desc, l.position limit 200 $$;

-- A request for approval is about whose quote it is by now.
create trigger quote_approval after update of owner_id on sales_quote for each row
    when (old.owner_id is distinct from new.owner_id) execute function approvals_follow_owner('quote');
