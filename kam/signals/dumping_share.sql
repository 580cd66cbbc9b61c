-- The invoice rows below the floor in the quarter (C6) with the price asked and the floor a piece; their sum is the numerator.
SELECT
    'below' AS says, s.source_file, s.source_sheet, s.source_row, s.document, s.date AS day, l.value AS amount,
    s.product_id AS product,
    ROUND(CAST(l.value AS DOUBLE) / CAST(s.qty AS DOUBLE), 2) AS price,
    ROUND(COALESCE(
        CAST(t.floor_price AS DOUBLE),
        CAST(t.tag_price AS DOUBLE) * CAST(COALESCE(payer.discount, 1) AS DOUBLE) * CAST(rule.floor_share AS DOUBLE) / CAST(rule.tax_factor AS DOUBLE)
    ), 2) AS floor
FROM lines_below_floor AS l
JOIN sales AS s ON s.position = l.position
JOIN tag_prices AS t ON t.product_id = COALESCE(s.product_id, '') AND t.style = COALESCE(s.style, '') AND t.date = s.date
JOIN accounts AS payer ON payer.account_id = l.account_id
CROSS JOIN settings AS rule
WHERE l.account_id = $account AND l.quarter = $quarter
ORDER BY amount DESC, day, document, product, price, source_file, source_row
