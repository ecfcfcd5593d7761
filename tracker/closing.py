"""Closes what must be kept and not be read: with a key that comes of SECRET_KEY. The same text in the same place is closed alike every time."""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac


def close(text: str, *, place: str) -> str:
    """*text*, to be opened only with this SECRET_KEY and in the same *place* ("verification.review:7")."""
    return base64.b64encode(_lock().encrypt(text.encode(), [place.encode()])).decode("ascii")


def opened(closed: str, *, place: str) -> str | None:
    """The text, or None where it was closed with another SECRET_KEY, in another place, or was changed."""
    try:
        return _lock().decrypt(base64.b64decode(closed, validate=True), [place.encode()]).decode()
    except (InvalidTag, ValueError):
        return None


def _lock() -> AESSIV:
    return AESSIV(salted_hmac("tracker.closing", "rows", secret=settings.SECRET_KEY, algorithm="sha512").digest())
