"""Asking the table of roles from a template: ``{% if user|may:"report.add" %}``. Only shows or hides; services check again."""

from typing import Any

from django import template

from tracker.roles import Act
from tracker.roles import may as allowed

register = template.Library()


@register.filter
def may(person: Any, act: str) -> bool:
    return allowed(person, Act(act))
