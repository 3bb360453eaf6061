"""Who may post articles: the header ``Marsad-Signature: t=SECONDS,v1=HEX``.

``v1`` is HMAC-SHA256 under the shared secret over the decimal timestamp, a full stop and the body as it is sent,
compressed or not. Several ``v1`` may stand in one header, so that a client can change its secret without a pause.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

HEADER: Final = "Marsad-Signature"

TOLERANCE_SECONDS: Final = 300
"""How far the client's clock may be from ours; a request that was recorded cannot be sent again after that."""

_MOST_SIGNATURES: Final = 8


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The hexadecimal ``v1`` of a body."""
    return hmac.new(secret.encode("utf-8"), str(timestamp).encode("ascii") + b"." + body, sha256).hexdigest()


def header(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the header, as a client makes it."""
    return f"t={timestamp},v1={signature(secret, timestamp, body)}"


def refusal(value: str, body: bytes, secrets: Sequence[str], now: datetime) -> str | None:
    """Why a body with this header is not taken, in one clause; None if one of the secrets signed it just now."""
    if not value:
        return f"the header {HEADER} is missing"
    parts = [part.strip().partition("=") for part in value.split(",")]
    times = [text for name, _, text in parts if name == "t"]
    given = [text for name, _, text in parts if name == "v1"][:_MOST_SIGNATURES]
    if len(times) != 1 or not given or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12):
        return f"the header {HEADER} is not of the form t=SECONDS,v1=HEX"
    timestamp = int(times[0])
    if abs(now.timestamp() - timestamp) > TOLERANCE_SECONDS:
        return f"the signature's time is more than {TOLERANCE_SECONDS} seconds from ours"
    # Every pair is compared, whichever fits: the time that it takes tells nothing.
    fits = [
        hmac.compare_digest(signature(secret, timestamp, body).encode("ascii"), text.encode("utf-8", "replace"))
        for secret in secrets
        for text in given
    ]
    return None if any(fits) else "the signature is not that of this body"
