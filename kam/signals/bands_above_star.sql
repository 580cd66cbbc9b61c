-- The newest scores that the stars looked at (S4), and what is past due at the quarter's end (S5).
WITH scored AS (
    SELECT source_file, source_sheet, source_row, criterion, score, quarter, date,
        ROW_NUMBER() OVER (PARTITION BY criterion ORDER BY quarter DESC, date DESC NULLS LAST, score, source_file, source_row) AS place
    FROM scorecards
    WHERE account_id = $account AND quarter <= $quarter
)
SELECT
    'score' AS says, source_file, source_sheet, source_row, quarter AS document, date AS day, CAST(NULL AS DECIMAL(38, 6)) AS amount,
    criterion, score, CAST(NULL AS BIGINT) AS days
FROM scored
WHERE place = 1
UNION ALL
SELECT
    'late' AS says, r.source_file, r.source_sheet, r.source_row, o.document, o.due_date AS day, o.open_amount AS amount,
    CAST(NULL AS VARCHAR) AS criterion, CAST(NULL AS DECIMAL(18, 6)) AS score, o.days_past_due AS days
FROM open_items AS o
JOIN documents AS d ON d.account_id = o.account_id AND d.document = o.document AND d.due_date = o.due_date
JOIN receivables AS r ON r.position = d.position
WHERE o.account_id = $account AND o.month_end = $end AND o.open_amount > 0 AND NOT o.disputed AND o.days_past_due > 0
ORDER BY says DESC, criterion, amount DESC, day, document, source_file, source_row
