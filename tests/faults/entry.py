"""How a fault run starts the program's own processes: ``python -m tests.faults.entry celery worker …`` or ``… manage serve …``.

The same commands as a desk's, with the suite's settings, and broken where BROKEN says so.
"""

from __future__ import annotations

import os
import sys

import django


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    django.setup()
    from tests.faults.breaking import break_it
    from tests.faults.tally import drag

    break_it(os.environ.get("BROKEN", ""))
    drag()
    what, *rest = arguments
    if what == "celery":
        from celery.__main__ import main as celery

        sys.argv = ["celery", "--app", "tracker", *rest]
        celery()
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
