-- booked_sales: one row per used sales row, booked to its top account, at its value in the company's currency.
-- Sorted by reading order, which is its grain: any wider order costs most of the time of the whole fact.
-- Reads: sales, accounts, periods, price_list, sell_through.
-- Rulings: G1 (account_id is the top account, entity_id the row's own), A1 (quarter of the row's date), A3 (value rounded to the
-- cent, half away from zero, only where a rate applies), B6 (territory of the entity, without one its top parent's).
-- A row whose kind is not exported is a credit note when its amount is negative. A negative quantity within an invoice of a product
-- that the account also bought in that quarter or the four before is the returned part of an exchange, as a credit note's (C1b);
-- other negative lines are discounts (A1). A credit note that names no invoice, of a product that by then nobody was sold, no list
-- prices, no shop sold and no style has, is on price alone whatever its quantity, once the data are four quarters old (C1b).
WITH quarters AS (
    SELECT quarter, ROW_NUMBER() OVER (ORDER BY MAX(quarter_end)) AS place
    FROM periods
    GROUP BY quarter
),
stated AS (
    SELECT
        entity.top_account_id AS account_id,
        s.account_id AS entity_id,
        COALESCE(entity.territory, parent.territory) AS territory,
        s.date,
        p.month,
        p.quarter,
        s.document,
        COALESCE(s.kind, CASE WHEN s.net_amount < 0 THEN 'credit note' ELSE 'invoice' END) AS kind,
        s.product_id,
        s.category,
        s.style,
        s.ship_to_territory,
        s.qty,
        s.net_amount,
        -- The cast stands inside the branch: two scales in one CASE meet in the smaller one.
        CASE
            WHEN s.fx_rate IS NULL OR s.fx_rate = 1 THEN s.net_amount
            ELSE CAST(ROUND(CAST(s.net_amount AS DECIMAL(38, 6)) * s.fx_rate, 2) AS DECIMAL(18, 6))
        END AS value,
        s.cost,
        s.original_document,
        s.position,
        q.place
    FROM sales AS s
    JOIN accounts AS entity ON entity.account_id = s.account_id
    LEFT JOIN accounts AS parent ON parent.account_id = entity.top_account_id
    JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', s.date) AS DATE)
    JOIN quarters AS q ON q.quarter = p.quarter
),
exchanged AS (
    SELECT DISTINCT back.position
    FROM stated AS back
    JOIN stated AS sold
        ON sold.account_id = back.account_id AND sold.product_id = back.product_id AND sold.kind = 'invoice' AND sold.qty > 0
        AND sold.place BETWEEN back.place - 4 AND back.place
    WHERE back.kind = 'invoice' AND back.qty < 0
),
opening AS (
    SELECT MIN(place) AS place
    FROM stated
),
called AS (
    SELECT SUBSTR(CAST(p.month AS VARCHAR), 1, 7) AS period, q.place
    FROM periods AS p
    JOIN quarters AS q ON q.quarter = p.quarter
    UNION
    SELECT quarter AS period, place
    FROM quarters
),
goods AS (
    SELECT product_id, MIN(place) AS place
    FROM (
        SELECT product_id, place FROM stated WHERE kind = 'invoice'
        UNION ALL
        SELECT product_id, 0 AS place FROM price_list
        UNION ALL
        SELECT style AS product_id, 0 AS place FROM price_list
        UNION ALL
        SELECT t.product_id, c.place
        FROM sell_through AS t
        JOIN called AS c ON c.period = t.period
    ) AS known
    GROUP BY product_id
)
SELECT
    s.account_id,
    s.entity_id,
    s.territory,
    s.date,
    s.month,
    s.quarter,
    s.document,
    CASE WHEN e.position IS NULL THEN s.kind ELSE 'credit note' END AS kind,
    s.product_id,
    s.category,
    s.style,
    s.ship_to_territory,
    CASE
        WHEN
            s.kind = 'credit note' AND s.original_document IS NULL AND s.style IS NULL
            AND s.product_id IS NOT NULL AND g.product_id IS NULL AND s.place >= opening.place + 4
            THEN NULL
        ELSE s.qty
    END AS qty,
    s.net_amount,
    s.value,
    s.cost,
    s.original_document,
    s.position
FROM stated AS s
CROSS JOIN opening
LEFT JOIN exchanged AS e ON e.position = s.position
LEFT JOIN goods AS g ON g.product_id = s.product_id AND g.place <= s.place
ORDER BY s.position
