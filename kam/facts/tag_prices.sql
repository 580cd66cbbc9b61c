-- tag_prices: one row per product, style and date with a quantity sold or returned and a valid price (product and style '' = none given).
-- Reads: booked_sales, price_list.
-- Rulings: C4 (the price of the product, else of the style, valid on the date; an empty bound is open; of several the newest
-- valid_from), G16 (bounds included). Of several with the same valid_from the smaller price, so that the answer is one.
-- retail_price and floor_price stand in the same row of the list, empty where the list has none.
WITH sold AS (
    SELECT DISTINCT COALESCE(product_id, '') AS product_id, COALESCE(style, '') AS style, date
    FROM booked_sales
    WHERE qty <> 0
),
candidates AS (
    SELECT s.product_id, s.style, s.date, 1 AS nearness, l.valid_from, l.price, l.retail, l.floor
    FROM sold AS s
    JOIN price_list AS l ON l.product_id = s.product_id
    WHERE (l.valid_from IS NULL OR l.valid_from <= s.date) AND (l.valid_to IS NULL OR l.valid_to >= s.date)
    UNION ALL
    SELECT s.product_id, s.style, s.date, 2 AS nearness, l.valid_from, l.price, l.retail, l.floor
    FROM sold AS s
    JOIN price_list AS l ON l.style = s.style
    WHERE (l.valid_from IS NULL OR l.valid_from <= s.date) AND (l.valid_to IS NULL OR l.valid_to >= s.date)
),
ranked AS (
    SELECT
        product_id,
        style,
        date,
        price,
        retail,
        floor,
        ROW_NUMBER() OVER (
            PARTITION BY product_id, style, date
            ORDER BY nearness, COALESCE(valid_from, DATE '0001-01-01') DESC, price, retail, floor
        ) AS place
    FROM candidates
)
SELECT product_id, style, date, price AS tag_price, retail AS retail_price, floor AS floor_price
FROM ranked
WHERE place = 1
ORDER BY product_id, style, date
