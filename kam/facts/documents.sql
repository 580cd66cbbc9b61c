-- documents: one row per used receivables row, a document or one instalment of it.
-- Reads: receivables, accounts.
-- Rulings: G1, G2 and D5b (an empty due date is date + the top parent's credit_days, or date), A5 (amounts as exported).
SELECT
    entity.top_account_id AS account_id,
    r.document,
    r.date,
    CAST(DATE_TRUNC('month', r.date) AS DATE) AS month,
    COALESCE(r.due_date, r.date + CAST(COALESCE(parent.credit_days, 0) AS INTEGER)) AS due_date,
    CAST(r.amount AS DECIMAL(38, 6)) AS amount,
    COALESCE(r.disputed, FALSE) AS disputed,
    r.position
FROM receivables AS r
JOIN accounts AS entity ON entity.account_id = r.account_id
LEFT JOIN accounts AS parent ON parent.account_id = entity.top_account_id
ORDER BY r.document, 5, r.date, 1, r.amount
