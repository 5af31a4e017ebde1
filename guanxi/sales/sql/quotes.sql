-- Lines, copies and answers are seen with their quote, and written by whoever may write that.
create policy hand on sales_quoteline as restrictive for insert with check ((select guanxi_may('quote', 'edit') or guanxi_may('quote', 'create')));
create policy change on sales_quoteline as restrictive for update using ((select guanxi_may('quote', 'edit')));
create policy erase on sales_quoteline as restrictive for delete using ((select guanxi_may('quote', 'edit')));
create policy hand on sales_quotecopy as restrictive for insert with check ((select guanxi_may('quote', 'edit')));
create policy hand on sales_quoteanswer as restrictive for insert with check ((select guanxi_may('quote', 'edit')));
revoke update, delete, truncate on sales_quotecopy from guanxi_app;
revoke update, delete, truncate on sales_quoteanswer from guanxi_app;

-- The rights that roles have on opportunities, they have on quotes.
insert into staff_grant (role_id, kind, scope, verbs)
select g.role_id, 'quote', g.scope, array_remove(g.verbs, 'administer') from staff_grant g where g.kind = 'opportunity';

-- Found by whoever has them in his data scope, like opportunities.
do $$
declare
    seen text := $w$ home_id is null and kind = 'quote' and exists (select from sales_quote o where o.id = record_id)$w$;
    writes text := $w$(select guanxi_may('quote', 'edit') or guanxi_may('quote', 'create')) and $w$ || seen;
begin
    execute format('create or replace function core_found_alone() returns text[] language sql immutable as %L',
                   format('select %L::text[]', core_found_alone() || 'quote'::text));
    execute format('create policy see_quote on core_searchdoc for select using (%s)', seen);
    execute format('create policy write_quote on core_searchdoc for insert with check (%s)', writes);
    execute format('create policy change_quote on core_searchdoc for update using (%s)', writes);
end $$;

create function sales_quote_searchdocs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update core_searchdoc set owner_id = new.owner_id, is_binned = new.deleted_at is not null
     where record_id = new.id and kind = 'quote';
    return null;
end $$;
create trigger quote_searchdocs after update of owner_id, deleted_at on sales_quote for each row
    when ((old.owner_id, old.deleted_at) is distinct from (new.owner_id, new.deleted_at)) execute function sales_quote_searchdocs();

-- One price truth: what else this customer was quoted for these products and could still accept, also by colleagues whose quotes
-- the asker does not see. He must see the customer; of a hidden quote he learns price, number and who to talk to.
create function sales_quoted_beside(p_quote bigint, p_customer bigint, p_products bigint[], p_day date)
returns table (product_id bigint, quote_id bigint, number text, owner_id bigint, quantity numeric, price numeric, tax text, tax_rate numeric, currency text, valid_until date)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.product_id,
           case when guanxi_sees_all('quote') or q.owner_id = any (guanxi_owners('quote')) then q.id end,
           q.number, q.owner_id, l.quantity, l.price, q.tax, l.tax_rate, q.currency, q.valid_until
      from sales_quote q join sales_quoteline l on l.quote_id = q.id
     where q.customer_id = p_customer and q.id <> p_quote and q.status = 'sent' and q.valid_until >= p_day and q.deleted_at is null
       and l.product_id = any (p_products) and guanxi_may('quote', 'see')
       and exists (select from customers_customer c where c.id = p_customer
                      and (guanxi_sees_all('customer') or c.owner_id = any (guanxi_owners('customer')) or c.id = any (guanxi_shared('read'))))
     order by q.id desc, l.position limit 200 $$;

-- The lines of a quote whose price, without tax, lies below the floor: of its own book, or else the lowest of the books in its
-- currency that hold on that day. Answers positions only, and only to whoever may change the quote.
create function sales_below_floor(p_quote bigint, p_day date) returns setof int
language sql stable security definer set search_path = public, pg_temp as $$
    select l.position::int
      from sales_quote q join sales_quoteline l on l.quote_id = q.id
     cross join lateral (
        select min(case b.tax when 'included' then f.floor * 100 / (100 + b.tax_rate) else f.floor end) as net
          from commerce_pricebook b
         cross join lateral (select p.id from commerce_price p where p.book_id = b.id and p.product_id = l.product_id
                              order by p.from_quantity <= l.quantity desc,
                                       case when p.from_quantity <= l.quantity then -p.from_quantity else p.from_quantity end limit 1) p
          join commerce_floor f on f.price_id = p.id
         where case when q.book_id is not null then b.id = q.book_id
                    else b.currency = q.currency and b.is_active and b.deleted_at is null and b.valid_from <= p_day
                         and coalesce(b.valid_until, p_day) >= p_day end) lowest
     where q.id = p_quote and guanxi_may('quote', 'edit') and (guanxi_sees_all('quote') or q.owner_id = any (guanxi_owners('quote')))
       and round(case q.tax when 'included' then l.price * 100 / (100 + l.tax_rate) else l.price end, 4) < round(lowest.net, 4)
     order by l.position $$;
