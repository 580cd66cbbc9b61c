-- order_lines: one row per order line promised in a quarter, as it stood at the quarter's last day that counts (G13b).
-- Reads: deliveries, accounts, periods, settings.
-- Rulings: E1 (quarter of the promised date; lines without one or with nothing ordered do not count), E2 (part deliveries: the first
-- row says what was ordered and promised, quantities add up), E3 (on_time_qty: delivered by the promised date), E4 (delivered_qty: by the
-- quarter's last day), E5 (lead_days from the order, or from the request where no order date is exported). A row without a line
-- number is a line of its own.
WITH parts AS (
    SELECT
        d."order",
        COALESCE(d.line, '') AS line,
        CASE WHEN d.line IS NULL THEN d.position ELSE 0 END AS single,
        d.position,
        entity.top_account_id AS account_id,
        d.promised_date,
        d.ordered_qty,
        CASE WHEN s.ordered_date_exported THEN d.ordered_date ELSE d.requested_date END AS start_date,
        d.delivered_date,
        COALESCE(d.delivered_qty, 0) AS delivered_qty
    FROM deliveries AS d
    JOIN accounts AS entity ON entity.account_id = d.account_id
    CROSS JOIN settings AS s
),
first_rows AS (
    SELECT
        "order",
        line,
        single,
        account_id,
        promised_date,
        ordered_qty,
        start_date,
        ROW_NUMBER() OVER (PARTITION BY "order", line, single ORDER BY position) AS place
    FROM parts
),
promised AS (
    SELECT f."order", f.line, f.single, f.account_id, f.promised_date, f.ordered_qty, f.start_date, p.quarter, p.sold_to
    FROM first_rows AS f
    JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', f.promised_date) AS DATE)
    WHERE f.place = 1 AND f.ordered_qty > 0 AND f.promised_date <= p.sold_to
),
lines AS (
    SELECT
        p.account_id,
        p.quarter,
        p."order",
        p.line,
        p.single,
        p.promised_date,
        p.ordered_qty,
        p.start_date,
        SUM(
            CASE WHEN d.delivered_date <= LEAST(p.promised_date + s.otif_tolerance_days, p.sold_to) THEN d.delivered_qty ELSE 0 END
        ) AS on_time_qty,
        SUM(CASE WHEN d.delivered_date <= p.sold_to THEN d.delivered_qty ELSE 0 END) AS delivered_qty,
        MAX(CASE WHEN d.delivered_date <= p.sold_to THEN d.delivered_date END) AS last_delivered
    FROM promised AS p
    JOIN parts AS d ON d."order" = p."order" AND d.line = p.line AND d.single = p.single
    CROSS JOIN settings AS s
    GROUP BY p.account_id, p.quarter, p."order", p.line, p.single, p.promised_date, p.ordered_qty, p.start_date
)
SELECT
    account_id,
    quarter,
    "order",
    line,
    single AS line_position,
    promised_date,
    CAST(ordered_qty AS DECIMAL(38, 6)) AS ordered_qty,
    CAST(on_time_qty AS DECIMAL(38, 6)) AS on_time_qty,
    CAST(delivered_qty AS DECIMAL(38, 6)) AS delivered_qty,
    last_delivered,
    CAST(last_delivered - start_date AS BIGINT) AS lead_days
FROM lines
ORDER BY account_id, quarter, "order", line, single
