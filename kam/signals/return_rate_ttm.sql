-- The returns of the four trailing quarters (C1): credit-note rows with a quantity; their sum is the numerator.
SELECT
    'returned' AS says, s.source_file, s.source_sheet, s.source_row, s.document, s.date AS day, ABS(b.value) AS amount,
    s.product_id AS product, s.original_document AS original
FROM booked_sales AS b
JOIN sales AS s ON s.position = b.position
WHERE b.account_id = $account AND b.kind = 'credit note' AND b.qty <> 0 AND b.date >= $year_start AND b.date <= $end
ORDER BY amount DESC, day, document, product, original, source_file, source_row
