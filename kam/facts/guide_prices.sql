-- guide_prices: one row per top account and quarter with an invoiced quantity.
-- Reads: booked_sales, tag_prices.
-- Rulings: C5 (invoice rows with qty > 0; priced_value and tag_value over the rows that have a tag price, all_value over all of
-- them, which is the coverage), C1b (goods at a price of 0 or 0.01 are given free), C4 (tag prices here; the account's discount and the tax are applied to the sums).
SELECT
    s.account_id,
    s.quarter,
    CAST(SUM(CASE WHEN t.tag_price IS NOT NULL THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS priced_value,
    CAST(COALESCE(SUM(CAST(s.qty AS DECIMAL(38, 6)) * t.tag_price), 0) AS DECIMAL(38, 6)) AS tag_value,
    CAST(SUM(s.value) AS DECIMAL(38, 6)) AS all_value,
    COUNT(t.tag_price) AS n_rows
FROM booked_sales AS s
LEFT JOIN tag_prices AS t
    ON t.product_id = COALESCE(s.product_id, '') AND t.style = COALESCE(s.style, '') AND t.date = s.date
WHERE s.kind = 'invoice' AND s.qty > 0 AND NOT s.value BETWEEN 0 AND s.qty * CAST(0.01 AS DECIMAL(4, 2))
GROUP BY s.account_id, s.quarter
ORDER BY s.account_id, s.quarter
