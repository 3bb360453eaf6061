"""One address for one page: what only says how the reader came there is removed."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_TRACKING: Final = re.compile(
    r"(utm_|at_|mc_|pk_|mtm_|hsa_|_hs|ns_)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh"
    r"|_ga|_gl|cmpid|ocid|ncid|xtor|fb_action_ids|fb_action_types|fb_source|ref_src|vero_id|wickedid",
    re.IGNORECASE,
)
_DEFAULT_PORTS: Final = (80, 443)


def canonical_url(url: str) -> str:
    """The address with https, a lower-case host, no default port, no user, no fragment, no tracking parameters.

    What is left keeps its order and its escapes. An address that is not http(s) or cannot be read stays as it is.
    Applying it twice gives the same as once.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    host = host.rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    query = "&".join(
        parameter
        for parameter in parts.query.split("&")
        if parameter and not _TRACKING.fullmatch(parameter.partition("=")[0])
    )
    return urlunsplit(("https", host, parts.path or "/", query, ""))
