-- The quarter's rebate rows of the account and its branches (D16).
SELECT
    'rebate' AS says, r.source_file, r.source_sheet, r.source_row, r.account_id AS document, CAST(NULL AS DATE) AS day, r.consigned_value AS amount,
    r.expected_year AS expected, r.accrued
FROM rebates AS r
JOIN accounts AS entity ON entity.account_id = r.account_id
WHERE entity.top_account_id = $account AND r.quarter = $quarter
ORDER BY amount DESC, document, expected, accrued, source_file, source_row
