"""The names of elements in feeds: one name for an element, whatever prefix or letter case the document gives it.

An element of RSS or Atom is ``title``, one of an extension ``dc_creator``. The prefixes are those that feedparser uses,
so that both parsers mean the same element by a name.
"""

import re
from typing import Final

XML: Final = "{http://www.w3.org/XML/1998/namespace}"
ATOM: Final = "http://www.w3.org/2005/atom"
RSS_1: Final = "http://purl.org/rss/1.0/"
RSS_090: Final = "http://my.netscape.com/rdf/simple/0.9/"

_XLINK: Final = "http://www.w3.org/1999/xlink"

_PREFIXES: Final = {
    "": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://example.com/necho": "",
    "http://example.com/newformat#": "",
    RSS_090: "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/echo/": "",
    "http://purl.org/pie/": "",
    RSS_1: "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    ATOM: "",
    "uri/of/echo/namespace#": "",
    "http://webns.net/mvcb/": "admin",
    "http://purl.org/rss/1.0/modules/aggregation/": "ag",
    "http://purl.org/rss/1.0/modules/annotate/": "annotate",
    "http://media.tangent.org/rss/1.0/": "audio",
    "http://backend.userland.com/blogchannelmodule": "blogchannel",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://purl.org/rss/1.0/modules/company": "co",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://my.theinfo.org/changed/1.0/rss/": "cp",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/email/": "email",
    "http://purl.org/rss/1.0/modules/event/": "ev",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://freshmeat.net/rss/fm/": "fm",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://postneo.com/icbm/": "icbm",
    "http://purl.org/rss/1.0/modules/image/": "image",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/link/": "l",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://madskills.com/public/xml/rss/module/pingback/": "pingback",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://podlove.org/simple-chapters": "psc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://purl.org/rss/1.0/modules/reference/": "ref",
    "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
    "http://purl.org/rss/1.0/modules/search/": "search",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap",
    "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
    "http://hacks.benhammersley.com/rss/streaming/": "str",
    "http://purl.org/rss/1.0/modules/subscription/": "sub",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://schemas.pocketsoap.com/rss/mydescmodule/": "szf",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://purl.org/rss/1.0/modules/textinput/": "ti",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://purl.org/rss/1.0/modules/wiki/": "wiki",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
"""Namespaces in small letters and their prefixes: all that feedparser knows. Others keep the document's prefix."""

_OURS: Final = frozenset(_PREFIXES.values()) - {""}
_DECLARATION: Final = re.compile(r"xmlns(?::([^\s=]{1,100}))?\s{0,20}=\s{0,20}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')")


def prefixes_are_plain(document: str) -> bool:
    """Whether each prefix means one thing throughout, and none means another's namespace.

    Only then are names the same for a reader of namespaces and for feedparser, which mixes both.
    """
    meanings: dict[str, str] = {}
    for prefix, double, single in set(_DECLARATION.findall(document)):
        uri = (double or single).lower()
        if "backend.userland.com/rss" in uri or uri == _XLINK:
            return False  # feedparser has rules of its own for them
        meaning = _PREFIXES.get(uri, prefix)
        if prefix in _OURS and meaning != prefix:
            return False
        if prefix and meanings.setdefault(prefix, meaning) != meaning:
            return False
    return True


def name_of(tag: str, prefix: str | None) -> str:
    """The name of an element from its tag as lxml gives it and the prefix that stands in the document."""
    namespace, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    known = _PREFIXES.get(namespace.lower(), prefix) or ""
    return f"{known}_{local}".lower() if known else local.lower()
