"""The numbers that alerting tells about itself. Labels are closed sets, created when this module is loaded."""

from typing import Final

from prometheus_client import Counter, Histogram

from alerts.channel import KINDS

SEVERITIES: Final = ("low", "medium", "high", "critical")
OUTCOMES: Final = ("sent", "retry", "ambiguous", "rejected", "expired")

ALERTS_TOTAL: Final = Counter("marsad_alerts", "Alerts that rules made.", ["severity"])
DELIVERIES_TOTAL: Final = Counter(
    "marsad_deliveries",
    "Attempts to deliver, by what became of them; expired counts those given up.",
    ["channel", "outcome"],
)
DELIVERY_REPEATS_TOTAL: Final = Counter(
    "marsad_delivery_repeats",
    "Attempts made although an earlier one may have arrived, because its answer was lost.",
    ["channel"],
)
ALERT_LATENCY_SECONDS: Final = Histogram(
    "marsad_alert_latency_seconds",
    "Seconds from an article's being fetched, or a feed's event, to its alert's being accepted by a channel.",
    ["channel"],
    buckets=(0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400),
)

for _severity in SEVERITIES:
    ALERTS_TOTAL.labels(_severity)
for _kind in KINDS:
    DELIVERY_REPEATS_TOTAL.labels(_kind)
    ALERT_LATENCY_SECONDS.labels(_kind)
    for _outcome in OUTCOMES:
        DELIVERIES_TOTAL.labels(_kind, _outcome)
