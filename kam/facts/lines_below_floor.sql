-- lines_below_floor: one row per invoice row with a guide price that was sold below the floor.
-- Reads: booked_sales, tag_prices, accounts, settings.
-- Rulings: C6 (value < quantity x floor, the right side rounded half up to the cent; the floor is that of the price list, an absolute
-- price, or else a share of the guide price; exactly at the floor is not below), C4 (guide price = tag price x the account's discount,
-- tax taken out), C5 (quantity > 0), C1b (what is given free has no price).
-- No quotient is formed: with whole cents k = round(100 g / (1 + t)), value < k / 100 holds just when (floor(100 value) + 1/2) (1 + t) <= 100 g.
SELECT
    s.account_id,
    s.quarter,
    s.position,
    s.value
FROM booked_sales AS s
JOIN tag_prices AS t
    ON t.product_id = COALESCE(s.product_id, '') AND t.style = COALESCE(s.style, '') AND t.date = s.date
JOIN accounts AS payer ON payer.account_id = s.account_id
CROSS JOIN settings AS rule
WHERE
    s.kind = 'invoice'
    AND s.qty > 0
    AND NOT s.value BETWEEN 0 AND s.qty * CAST(0.01 AS DECIMAL(4, 2))
    AND CASE
        WHEN t.floor_price IS NOT NULL THEN s.value < ROUND(CAST(s.qty AS DECIMAL(38, 6)) * t.floor_price, 2)
        ELSE (FLOOR(s.value * 100) + CAST(0.5 AS DECIMAL(2, 1))) * rule.tax_factor
            <= CAST(s.qty AS DECIMAL(38, 6)) * t.tag_price * CAST(COALESCE(payer.discount, 1) AS DECIMAL(18, 6)) * rule.floor_share * 100
    END
ORDER BY s.position
