-- earnings: one row per top account and quarter with a used sales row.
-- Reads: booked_sales, tag_prices.
-- Rulings: X (contribution, account_margin). A row without quantity (a price-only credit, a fee) costs nothing, so its whole value is
-- margin; a row with quantity and without cost enters neither margin_sales nor cost. Returns count with their sign.
SELECT
    s.account_id,
    s.quarter,
    CAST(SUM(CASE WHEN s.cost IS NOT NULL OR COALESCE(s.qty, 0) = 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS margin_sales,
    CAST(COALESCE(SUM(s.cost), 0) AS DECIMAL(38, 6)) AS cost,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) <> 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS piece_sales,
    CAST(SUM(CASE WHEN t.retail_price IS NOT NULL THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS retailed_sales,
    CAST(COALESCE(SUM(CAST(s.qty AS DECIMAL(38, 6)) * t.retail_price), 0) AS DECIMAL(38, 6)) AS retail_value
FROM booked_sales AS s
LEFT JOIN tag_prices AS t
    ON t.product_id = COALESCE(s.product_id, '') AND t.style = COALESCE(s.style, '') AND t.date = s.date AND s.qty <> 0
GROUP BY s.account_id, s.quarter
ORDER BY s.account_id, s.quarter
