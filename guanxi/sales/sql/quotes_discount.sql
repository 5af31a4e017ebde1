-- What one costs in the end, after every discount, is what is compared: with other quotes, and with the floor. Member prices of
-- others say nothing of a floor.
create or replace function sales_quoted_beside(p_quote bigint, p_customer bigint, p_products bigint[], p_day date)
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
           q.number, q.owner_id, l.quantity, l.final_price, q.tax, l.tax_rate, q.currency, q.valid_until, q.customer_id <> p_customer,
           case when q.customer_id <> p_customer
                 and (guanxi_sees_all('customer') or c.owner_id = any (guanxi_owners('customer')) or c.id = any (guanxi_shared('read'))) then c.id end
      from sales_quote q join sales_quoteline l on l.quote_id = q.id join customers_customer c on c.id = q.customer_id
     where q.customer_id in (select id from family) and q.id <> p_quote and q.status = 'sent' and q.valid_until >= p_day and q.deleted_at is null
       and l.product_id = any (p_products)
     order by q.customer_id <> p_customer, q.id desc, l.position limit 200 $$;

create or replace function sales_below_floor(p_quote bigint, p_day date) returns setof int
language sql stable security definer set search_path = public, pg_temp as $$
    select l.position::int
      from sales_quote q join sales_quoteline l on l.quote_id = q.id left join customers_customer c on c.id = q.customer_id
     cross join lateral (
        select min(case b.tax when 'included' then f.floor * 100 / (100 + b.tax_rate) else f.floor end) as net
          from commerce_pricebook b
         cross join lateral (select p.id from commerce_price p where p.book_id = b.id and p.product_id = l.product_id
                              order by p.from_quantity <= l.quantity desc,
                                       case when p.from_quantity <= l.quantity then -p.from_quantity else p.from_quantity end limit 1) p
          join commerce_floor f on f.price_id = p.id
         where case when q.book_id is not null then b.id = q.book_id
                    else b.currency = q.currency and b.is_active and b.deleted_at is null and (b.tags = '{}' or b.tags && c.tags) and b.valid_from <= p_day
                         and coalesce(b.valid_until, p_day) >= p_day end) lowest
     where q.id = p_quote and guanxi_may('quote', 'edit') and (guanxi_sees_all('quote') or q.owner_id = any (guanxi_owners('quote')))
       and round(case q.tax when 'included' then l.final_price * 100 / (100 + l.tax_rate) else l.final_price end, 4) < round(lowest.net, 4)
     order by l.position $$;
