-- uninvoiced: one row per quarter end and top account with goods delivered or ordered and not invoiced by its last day
-- that counts (G13b).
-- Reads: deliveries, accounts, booked_sales, periods.
-- Rulings: D15 (rows with a value; an empty invoice number, or one without a used sales document of the account dated by then, is not invoiced).
-- A row is ordered on its ordered_date, else its requested_date, else its promised_date.
WITH invoices AS (
    SELECT account_id, document, MIN(date) AS date
    FROM booked_sales
    GROUP BY account_id, document
),
ends AS (
    SELECT DISTINCT quarter, quarter_end, sold_to
    FROM periods
),
goods AS (
    SELECT
        entity.top_account_id AS account_id,
        d.value,
        d.delivered_date,
        COALESCE(d.ordered_date, d.requested_date, d.promised_date) AS ordered_date,
        i.date AS invoiced_date
    FROM deliveries AS d
    JOIN accounts AS entity ON entity.account_id = d.account_id
    LEFT JOIN invoices AS i ON i.document = d.invoice AND i.account_id = entity.top_account_id
    WHERE d.value IS NOT NULL
),
pending AS (
    SELECT
        e.quarter,
        e.quarter_end,
        g.account_id,
        g.value,
        CASE WHEN g.delivered_date <= e.sold_to THEN 1 ELSE 0 END AS delivered
    FROM goods AS g
    JOIN ends AS e
        ON (g.delivered_date <= e.sold_to OR g.ordered_date <= e.sold_to)
        AND (g.invoiced_date IS NULL OR g.invoiced_date > e.sold_to)
)
SELECT
    quarter_end,
    account_id,
    quarter,
    CAST(SUM(CASE WHEN delivered = 1 THEN value ELSE 0 END) AS DECIMAL(38, 6)) AS delivered_uninvoiced,
    CAST(SUM(CASE WHEN delivered = 0 THEN value ELSE 0 END) AS DECIMAL(38, 6)) AS open_orders,
    COUNT(*) AS n_rows
FROM pending
GROUP BY quarter_end, account_id, quarter
ORDER BY quarter_end, account_id
