-- The invoice rows of the quarter's last working days (C9, C11); their sum over the quarter's gross sales is its window share.
SELECT
    'window' AS says, s.source_file, s.source_sheet, s.source_row, s.document, s.date AS day, b.value AS amount, s.product_id AS product
FROM booked_sales AS b
JOIN sales AS s ON s.position = b.position
WHERE b.account_id = $account AND b.kind = 'invoice' AND b.date >= $window AND b.date <= $end
ORDER BY amount DESC, day, document, product, source_file, source_row
