"""``manage.py add_person``: makes an account, for the first person of an empty desk. Everybody else is added on the screens."""

from __future__ import annotations

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tracker.models import Person
from tracker.terms import Role


class Command(BaseCommand):
    help = (
        "Make an account with a role. Asks for a password; with --generate, or when nobody can be asked, it makes one and prints it once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--role", action="append", choices=[role.value for role in Role], required=True, help="may be given more than once"
        )
        parser.add_argument("--name", default="", help="as shown to others")
        parser.add_argument("--mail", default="", help="where digests go")
        parser.add_argument("--time-zone", default="UTC", help="IANA name, such as Europe/Kyiv (UTC)")
        parser.add_argument("--generate", action="store_true", help="make a password and print it once")

    @transaction.atomic
    def handle(
        self, *args: Any, username: str, role: list[str], name: str, mail: str, time_zone: str, generate: bool, **options: Any
    ) -> None:
        if Person.objects.filter(username=username).exists():
            raise CommandError(f"There is a person {username!r} already; roles are changed on the screens, under People.")
        first, _, last = name.partition(" ")
        person = Person(username=username, first_name=first, last_name=last, email=mail, time_zone=time_zone)
        generated = generate or not sys.stdin.isatty()
        password = secrets.token_urlsafe(12) if generated else getpass.getpass(f"Password for {username}: ")
        try:
            validate_password(password, person)
            person.set_password(password)
            person.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        person.save()
        person.groups.set(Group.objects.filter(name__in=role))
        self.stdout.write(f"{username} can sign in as {', '.join(role)}." + (f" Password, shown once: {password}" if generated else ""))
