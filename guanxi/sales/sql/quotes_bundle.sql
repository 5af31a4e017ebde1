-- The floor of a product in a book at a quantity: that of the break which is reached, else of the lowest one. Under the rights of
-- whoever asks: who sees no floors is told none.
create function commerce_floor_at(p_book bigint, p_product bigint, p_quantity numeric) returns numeric
language sql stable set search_path = public, pg_temp as $$
    select f.floor
      from (select p.id from commerce_price p where p.book_id = p_book and p.product_id = p_product
             order by p.from_quantity <= p_quantity desc,
                      case when p.from_quantity <= p_quantity then -p.from_quantity else p.from_quantity end limit 1) k
      join commerce_floor f on f.price_id = k.id $$;

-- The lines of a quote whose price in the end, without tax, lies below the floor: of its own book, or else the lowest of the books
-- in its currency that hold for this customer on that day. A bundle without a floor of its own has that of its parts. Answers
-- positions only, and only to whoever may change the quote.
create or replace function sales_below_floor(p_quote bigint, p_day date) returns setof int
language sql stable security definer set search_path = public, pg_temp as $$
    select l.position::int
      from sales_quote q join sales_quoteline l on l.quote_id = q.id left join customers_customer c on c.id = q.customer_id
     cross join lateral (
        select min(case b.tax when 'included' then x.floor * 100 / (100 + b.tax_rate) else x.floor end) as net
          from commerce_pricebook b
         cross join lateral (
            select coalesce(commerce_floor_at(b.id, l.product_id, l.quantity),
                            (select sum(k.quantity * commerce_floor_at(b.id, k.product_id, l.quantity * k.quantity))
                               from commerce_part k where k.bundle_id = l.product_id)) as floor) x
         where case when q.book_id is not null then b.id = q.book_id
                    else b.currency = q.currency and b.is_active and b.deleted_at is null and (b.tags = '{}' or b.tags && c.tags) and b.valid_from <= p_day
                         and coalesce(b.valid_until, p_day) >= p_day end) lowest
     where q.id = p_quote and guanxi_may('quote', 'edit') and (guanxi_sees_all('quote') or q.owner_id = any (guanxi_owners('quote')))
       and round(case q.tax when 'included' then l.final_price * 100 / (100 + l.tax_rate) else l.final_price end, 4) < round(lowest.net, 4)
     order by l.position $$;
