"""Deny by default: a view names, for each method, the act its caller must be allowed and the scope a token needs.

What is not named is refused.
"""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission

from tracker.models import Token
from tracker.roles import Act, may
from tracker.terms import Scope

Rule = tuple[Act, Scope]
TO_READ: dict[str, Rule] = {"GET": (Act.READ, Scope.READ)}


class HasRole(BasePermission):
    """The caller's roles allow the view's act; a token also needs the scope. A token never adds rights to its owner's."""

    message = "Your roles do not allow this."

    def has_permission(self, request: Any, view: Any) -> bool:
        method = "GET" if request.method == "HEAD" else request.method
        rules: dict[str, Rule] = getattr(view, "rules", {})
        if method not in rules:
            if rules and may(request.user, Act.READ):
                raise MethodNotAllowed(method)
            return False
        act, scope = rules[method]
        if isinstance(request.auth, Token) and scope.value not in request.auth.scopes:
            self.message = f"This token lacks the scope {scope.value!r}; it has: {', '.join(request.auth.scopes) or 'none'}."
            return False
        if not may(request.user, act):
            self.message = f"Your roles do not allow {act.value!r}."
            return False
        return True
