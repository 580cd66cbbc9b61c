-- What market checks recorded of one kind in the four trailing quarters (W1).
SELECT
    'incident' AS says, i.source_file, i.source_sheet, i.source_row, i.product_id AS document, i.date AS day, i.observed_price AS amount,
    i.territory, i.evidence AS seen
FROM incidents AS i
JOIN accounts AS entity ON entity.account_id = i.account_id
WHERE entity.top_account_id = $account AND i.kind = $part AND i.date >= $year_start AND i.date <= $day
ORDER BY day DESC, document, territory, amount, seen, source_file, source_row
