-- ageing: one row per month end and top account with an open item; AR is the sum of the seven columns not_due to unapplied.
-- Reads: open_items.
-- Rulings: D3 (the columns add up to AR), D4 (unapplied = negative items, shown negative, and cash without a document),
-- D5 (a disputed positive item stands only in disputed; 0 days past due or fewer is not due), D13, D17; X (falls_due_*: open,
-- undisputed and due within so many days of the day that counts, that day included; 60 days hold the 30, 90 the 60).
WITH sorted AS (
    SELECT
        month_end,
        account_id,
        open_amount,
        days_past_due,
        CASE
            WHEN document IS NULL OR open_amount < 0 THEN 'unapplied'
            WHEN disputed THEN 'disputed'
            WHEN days_past_due <= 0 THEN 'not due'
            ELSE 'past due'
        END AS state
    FROM open_items
)
SELECT
    month_end,
    account_id,
    CAST(SUM(CASE WHEN state = 'not due' THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS not_due,
    CAST(SUM(CASE WHEN state = 'past due' AND days_past_due <= 30 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS due_1_30,
    CAST(SUM(CASE WHEN state = 'past due' AND days_past_due BETWEEN 31 AND 60 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS due_31_60,
    CAST(SUM(CASE WHEN state = 'past due' AND days_past_due BETWEEN 61 AND 90 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS due_61_90,
    CAST(SUM(CASE WHEN state = 'past due' AND days_past_due > 90 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS due_91_plus,
    CAST(SUM(CASE WHEN state = 'disputed' THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS disputed,
    CAST(SUM(CASE WHEN state = 'unapplied' THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS unapplied,
    CAST(SUM(CASE WHEN state = 'not due' AND days_past_due >= -30 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS falls_due_30,
    CAST(SUM(CASE WHEN state = 'not due' AND days_past_due >= -60 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS falls_due_60,
    CAST(SUM(CASE WHEN state = 'not due' AND days_past_due >= -90 THEN open_amount ELSE 0 END) AS DECIMAL(38, 6)) AS falls_due_90,
    CAST(SUM(CASE WHEN state = 'past due' THEN open_amount * days_past_due ELSE 0 END) AS DECIMAL(38, 6)) AS past_due_amount_days,
    COUNT(*) AS n_items
FROM sorted
GROUP BY month_end, account_id
ORDER BY month_end, account_id
