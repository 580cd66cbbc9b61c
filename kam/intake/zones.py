"""The time zone in which a company's days begin and end."""

from __future__ import annotations

from zoneinfo import ZoneInfo

# The zone of a currency's country, where that has one that almost all of its companies keep.
_OF_CURRENCY = {
    zone: currencies.split()
    for zone, currencies in {
        "Asia/Shanghai": "CNY", "Asia/Hong_Kong": "HKD", "Asia/Taipei": "TWD", "Asia/Tokyo": "JPY", "Asia/Seoul": "KRW",
        "Asia/Singapore": "SGD", "Asia/Kuala_Lumpur": "MYR", "Asia/Bangkok": "THB", "Asia/Jakarta": "IDR", "Asia/Manila": "PHP",
        "Asia/Ho_Chi_Minh": "VND", "Asia/Kolkata": "INR", "Asia/Dubai": "AED", "Asia/Riyadh": "SAR", "Europe/Istanbul": "TRY",
        "Europe/London": "GBP", "Europe/Berlin": "EUR", "Europe/Zurich": "CHF", "Europe/Stockholm": "SEK", "Europe/Oslo": "NOK",
        "Europe/Copenhagen": "DKK", "Europe/Warsaw": "PLN", "Europe/Prague": "CZK", "Europe/Budapest": "HUF",
        "Europe/Moscow": "RUB", "Africa/Johannesburg": "ZAR", "America/New_York": "USD", "America/Toronto": "CAD",
        "America/Mexico_City": "MXN", "America/Sao_Paulo": "BRL", "America/Bogota": "COP", "Australia/Sydney": "AUD",
        "Pacific/Auckland": "NZD",
    }.items()
}  # fmt: skip


def zone_of(named: str, currency: str) -> ZoneInfo | None:
    """The zone named for a source, else that of the currency's country; None where neither is known."""
    found = named or next((zone for zone, currencies in _OF_CURRENCY.items() if currency in currencies), "")
    return ZoneInfo(found) if found else None
