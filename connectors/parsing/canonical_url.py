"""One address for one page: what only says how the reader came there, or on which device, is removed."""

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

_TRACKING: Final = re.compile(
    r"(utm_|at_|mc_|pk_|mtm_|hsa_|_hs|ns_|amp_)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh"
    r"|_ga|_gl|cmpid|ocid|ncid|xtor|fb_action_ids|fb_action_types|fb_source|ref_src|vero_id|wickedid|usqp",
    re.IGNORECASE,
)
_AMP_PARAMETER: Final = re.compile(r"amp(=(1|true|yes)?)?|outputtype=amp(-type)?", re.IGNORECASE)
_DEFAULT_PORTS: Final = (80, 443)

_DEVICE_LABELS: Final = frozenset({"www", "m", "mobile", "amp"})
_SHARED_ENDINGS: Final = frozenset({"ac", "co", "com", "edu", "gob", "gouv", "gov", "info", "mil", "net", "or", "org"})
"""Second labels under which countries register domains: ``m.co.uk`` is a site of its own."""

_AMP_CACHE_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org")
_AMP_CACHE_PATH: Final = re.compile(r"/[cv]/(s/)?([^/]+\.[^/]+/?.*)")
_SEARCH_HOST: Final = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_SEARCH_PATH: Final = re.compile(r"/amp/(s/)?([^/]+\.[^/]+/?.*)")
_ESCAPE: Final = re.compile(r"%[0-9a-fA-F]{2}")


def canonical_url(url: str) -> str:
    """The address with https, a lower-case host, no default port, no user, no fragment, no tracking parameters.

    Its forms for telephones and AMP are folded into the ordinary one: ``www.``, ``m.``, ``mobile.`` and ``amp.`` before
    a host, ``/amp`` before or after an article's path, ``?amp=1``, and addresses in AMP caches. What is not ASCII is
    escaped, and a last slash goes. What is left keeps its order. It is for comparing, not for fetching or showing. An
    address that is not http(s) or cannot be read stays as it is. Applying it twice gives the same as once.
    """
    url = url.strip()
    while (folded := _folded(url).strip()) != url:  # each step but the first makes it shorter
        url = folded
    return url


def _folded(url: str) -> str:
    """The address after one step; a step may bring forth another."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    cached = _cached(host, parts.path)
    if cached:
        return f"https://{cached}?{parts.query}"
    host = _without_device(host.rstrip("."))
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    return urlunsplit(("https", host, _path(parts.path), _query(parts.query), ""))


def _cached(host: str, path: str) -> str:
    """The address that a page in an AMP cache has at its publisher's, without the scheme; empty if it is none."""
    match = None
    if _AMP_CACHE_HOST.fullmatch(host):
        match = _AMP_CACHE_PATH.fullmatch(path)
    elif _SEARCH_HOST.fullmatch(host):
        match = _SEARCH_PATH.fullmatch(path)
    return match[2] if match else ""


def _without_device(host: str) -> str:
    """The host without labels for devices, as long as a registered domain remains."""
    labels = host.split(".")
    while labels[0] in _DEVICE_LABELS and len(labels) > 2:
        rest = labels[1:]
        if len(rest) == 2 and rest[0] in _SHARED_ENDINGS and len(rest[1]) == 2:
            break
        labels = rest
    if labels[1:2] == ["m"] and labels[-2:] in (["wikipedia", "org"], ["wikinews", "org"]):
        del labels[1]
    return ".".join(labels)


def _path(path: str) -> str:
    """The path without a mark for AMP, if what remains looks like an article's, and without a last slash."""
    path = _escaped(path.rstrip("/"))
    lower = path.lower()
    if lower.endswith(("/amp", ".amp")) and _is_article(path[:-4]):
        path = path[:-4]
    elif lower.endswith(".amp.html") and _is_article(path[:-9]):
        path = f"{path[:-9]}.html"
    elif lower.startswith("/amp/") and _is_article(path[4:]):
        path = path[4:]
    return path.rstrip("/") or "/"


def _is_article(path: str) -> bool:
    """Whether a path is an article's: its last part has a number, or words that are joined or escaped.

    In a section's, ``amp`` may be an amplifier.
    """
    last = path.rpartition("/")[2]
    return any(character.isdigit() or character in "-_%" for character in last)


def _query(query: str) -> str:
    return "&".join(
        _escaped(parameter)
        for parameter in query.split("&")
        if parameter
        and not _TRACKING.fullmatch(parameter.partition("=")[0])
        and not _AMP_PARAMETER.fullmatch(parameter)
    )


def _escaped(text: str) -> str:
    """The text with what is not ASCII in escapes, and escapes in capitals."""
    if not text.isascii():
        text = quote(text, safe="".join(map(chr, range(128))), errors="replace")
    return _ESCAPE.sub(lambda match: match[0].upper(), text) if "%" in text else text
