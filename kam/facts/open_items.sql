-- open_items: one row per month end, top account, document and due date (instalment) with an open amount.
-- Unapplied cash is one negative item per month end and account, without document and due date, 0 days past due.
-- Reads: documents, allocated, unapplied_cash, sales, periods, settings.
-- Rulings: I-2 (a document is known by number and account), D1, D2, D2b (instalments settled oldest due first),
-- D3 (the items add up to the ledger's balance), D5 (days past due),
-- G13b (as of the last day that counts, `owed_to`, where a quarter is not over).
-- Without exported allocations the receivables are the closing open items of the newest quarter with sales (G14); a document dated later
-- does not make that quarter's items vanish.
WITH settled AS (
    -- From the month in which a document comes to nothing for good there is nothing to follow.
    SELECT document, account_id, MAX(month) AS month, SUM(amount) AS open_amount
    FROM (
        SELECT document, account_id, month, amount FROM documents
        UNION ALL
        SELECT document, account_id, month, -allocated AS amount FROM allocated
    ) AS movements
    GROUP BY document, account_id
),
newest AS (
    SELECT MAX(p.quarter_end) AS quarter_end
    FROM sales AS s
    JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', s.date) AS DATE)
),
ends AS (
    SELECT p.month, p.month_end, p.owed_to
    FROM periods AS p
    CROSS JOIN settings AS s
    CROSS JOIN newest AS n
    WHERE s.allocations_exported OR p.month_end = n.quarter_end
),
existing AS (
    SELECT e.month, e.month_end, e.owed_to, d.account_id, d.document, d.date, d.due_date, d.amount, d.disputed
    FROM documents AS d
    JOIN settled AS s ON s.document = d.document AND s.account_id = d.account_id
    JOIN ends AS e ON e.month >= d.month AND (s.open_amount <> 0 OR e.month < s.month)
),
instalments AS (
    SELECT
        month,
        month_end,
        owed_to,
        account_id,
        document,
        due_date,
        amount,
        disputed,
        SUM(amount) OVER (PARTITION BY month, account_id, document) AS whole,
        SUM(amount) OVER (
            PARTITION BY month, account_id, document ORDER BY due_date, date, amount ROWS UNBOUNDED PRECEDING
        ) AS upto,
        ROW_NUMBER() OVER (PARTITION BY month, account_id, document ORDER BY due_date, date, amount) AS place,
        COUNT(*) OVER (PARTITION BY month, account_id, document) AS places
    FROM existing
),
taken AS (
    SELECT i.month, i.account_id, i.document, SUM(a.allocated) AS allocated
    FROM (SELECT DISTINCT month, account_id, document FROM existing) AS i
    JOIN allocated AS a ON a.document = i.document AND a.account_id = i.account_id AND a.month <= i.month
    GROUP BY i.month, i.account_id, i.document
),
shares AS (
    -- An instalment takes what lies between the sums of the instalments before it and up to it; the first also what is less than
    -- nothing, the last also what is too much. Documents below zero count downwards.
    SELECT
        i.month_end,
        i.owed_to,
        i.account_id,
        i.document,
        i.due_date,
        i.disputed,
        i.whole - COALESCE(t.allocated, 0) AS left_over,
        i.amount
        - CASE
            WHEN i.place = i.places THEN COALESCE(t.allocated, 0)
            WHEN i.whole >= 0 THEN LEAST(COALESCE(t.allocated, 0), i.upto)
            ELSE GREATEST(COALESCE(t.allocated, 0), i.upto)
        END
        + CASE
            WHEN i.place = 1 THEN 0
            WHEN i.whole >= 0 THEN LEAST(COALESCE(t.allocated, 0), i.upto - i.amount)
            ELSE GREATEST(COALESCE(t.allocated, 0), i.upto - i.amount)
        END AS open_amount
    FROM instalments AS i
    LEFT JOIN taken AS t ON t.month = i.month AND t.account_id = i.account_id AND t.document = i.document
)
SELECT
    month_end,
    account_id,
    document,
    due_date,
    CAST(open_amount AS DECIMAL(38, 6)) AS open_amount,
    disputed,
    CAST(owed_to - due_date AS BIGINT) AS days_past_due
FROM shares
WHERE open_amount <> 0 AND left_over <> 0
UNION ALL
SELECT
    month_end,
    account_id,
    CAST(NULL AS VARCHAR) AS document,
    CAST(NULL AS DATE) AS due_date,
    CAST(-cash AS DECIMAL(38, 6)) AS open_amount,
    FALSE AS disputed,
    CAST(0 AS BIGINT) AS days_past_due
FROM unapplied_cash
ORDER BY month_end, account_id, document, due_date
