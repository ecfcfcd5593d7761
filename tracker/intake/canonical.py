"""One spelling for one address, and the key by which a document is known again. Pure text work; nothing is fetched."""

from __future__ import annotations

import hashlib
import posixpath
import re
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.errors import Refused

TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src|cmpid)$", re.IGNORECASE)
MAX_URL = 2000


def canonical_url(url: str) -> str:
    """*url* with lower-case scheme and punycode host, no default port, fragment, tracking parameters or trailing dot. Raises ``Refused``."""
    url = url.strip()
    if not url:
        return ""
    if len(url) > MAX_URL:
        raise Refused("too_long", f"the address has {len(url):,} characters; at most {MAX_URL:,} are taken.", field="url")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise Refused("bad_url", f"{url[:120]!r} is not an address: {error}.", field="url") from None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s<>\"]", url):
        raise Refused("bad_url", f"{url[:120]!r} is not an address that begins with http:// or https://.", field="url")
    scheme = parts.scheme.lower()
    netloc = host if port in (None, {"http": 80, "https": 443}[scheme]) else f"{host}:{port}"
    path = parts.path or "/"
    if "/." in path:
        path = posixpath.normpath(path) + ("/" if path.endswith("/") else "")
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)])
    return urlunsplit((scheme, netloc, path, query, ""))


def external_key(*, external_id: str, url: str, publisher: str | None, title: str, published: datetime | None, text: str) -> str:
    """How a document is known when it comes again: the sender's id, else its canonical address, else a hash of what it is."""
    if external_id:
        return f"id:{publisher or ''}:{external_id}"[:2100]
    if url:
        return f"url:{url}"
    parts = (publisher or "", title, published.isoformat() if published else "", text)
    return "sha256:" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def sha256(text: str) -> str:
    """The SHA-256 of *text* in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(text: str) -> str:
    """A hash of the words of *text*, case and blanks aside: the same for every copy of one text."""
    return sha256(" ".join(text.split()).casefold())
