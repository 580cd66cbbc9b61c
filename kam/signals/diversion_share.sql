-- The invoice rows shipped outside the contracted territories in the quarter (C7, C8); their sum is the numerator.
SELECT
    'outside' AS says, s.source_file, s.source_sheet, s.source_row, s.document, s.date AS day, o.value AS amount,
    s.product_id AS product, o.ship_to_territory AS territory
FROM lines_outside AS o
JOIN sales AS s ON s.position = o.position
WHERE o.account_id = $account AND o.quarter = $quarter
ORDER BY amount DESC, day, document, product, territory, source_file, source_row
