-- One invoice row of every order day up to the quarter's end, newest first, with the days since the order before (H1).
WITH rows AS (
    SELECT
        s.source_file, s.source_sheet, s.source_row, s.document, b.date AS day,
        ROW_NUMBER() OVER (PARTITION BY b.date ORDER BY s.document, s.line, s.product_id, s.source_file, s.source_row) AS place
    FROM booked_sales AS b
    JOIN sales AS s ON s.position = b.position
    WHERE b.account_id = $account AND b.kind = 'invoice' AND b.date <= $end
)
SELECT
    'order' AS says, r.source_file, r.source_sheet, r.source_row, r.document, r.day, d.gross_sales AS amount,
    r.day - LAG(r.day) OVER (ORDER BY r.day) AS days
FROM rows AS r
JOIN order_days AS d ON d.account_id = $account AND d.date = r.day
WHERE r.place = 1
ORDER BY r.day DESC
