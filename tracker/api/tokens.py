"""Signing in with a token. How tokens are issued and withdrawn lives in ``tracker.services.tokens``."""

from __future__ import annotations

import re
from hmac import compare_digest

from django.utils import timezone
from knox.auth import TokenAuthentication as Knox
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed

from tracker.models import Person, Token

SHAPE = re.compile(rb"[0-9a-f]{64}")


class TokenAuthentication(Knox):
    """``Authorization: Token …``. Unlike knox's own it deletes nothing and says when a token has run out."""

    def authenticate_credentials(self, token: bytes) -> tuple[Person, Token]:
        if not SHAPE.fullmatch(token):
            raise AuthenticationFailed("This is not one of our tokens.")
        word = token.decode("ascii")
        digest = hash_token(word)
        for row in Token.objects.filter(token_key=word[: CONSTANTS.TOKEN_KEY_LENGTH]).select_related("user"):
            if not compare_digest(digest, row.digest):
                continue
            if row.expiry <= timezone.now():
                raise AuthenticationFailed(f"This token ran out on {row.expiry:%Y-%m-%d}; ask for a new one.", code="token_expired")
            return self.validate_user(row)
        raise AuthenticationFailed("This token is unknown or was withdrawn.")
