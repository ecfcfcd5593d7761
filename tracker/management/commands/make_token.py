"""``manage.py make_token USER --scopes read,ingest --days 90``: issues a token for the API and prints it, once."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Person
from tracker.services import tokens


class Command(BaseCommand):
    help = "Issue a token for the API. It is printed once and kept only as a hash; its owner's roles are the ceiling of what it opens."

    def add_arguments(self, parser):
        parser.add_argument("user", help="whose rights it has")
        parser.add_argument("--scopes", default="read", help="read, ingest, review; separated by commas (default: read)")
        parser.add_argument("--days", type=int, default=90, help=f"how long it lasts, 1 to {tokens.MAX_DAYS} (default: 90)")
        parser.add_argument("--note", default="", help="what it is for")

    def handle(self, *args, user, scopes, days, note, **options):
        person = Person.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"no person named {user!r}; see the accounts in the admin under People.")
        try:
            token, text = tokens.issue(
                person=person, scopes=[word.strip() for word in scopes.split(",") if word.strip()], days=days, note=note, now=timezone.now()
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(text)
        self.stderr.write(f"for {person.username}: {', '.join(token.scopes)}, until {token.expiry:%Y-%m-%d}. It is not shown again.")
