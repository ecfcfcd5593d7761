"""What services raise when they refuse. Doors turn these into answers: a form message, a 400, a 412, a line on stderr."""

from __future__ import annotations


class Refused(Exception):
    """Bad input or a state that does not allow it. ``code`` is stable; ``field`` names the input or is empty; the message says the limit and the way out."""

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class Stale(Refused):
    """The row changed since the caller read it; ``current`` is its version now. What the caller typed must be kept by the door."""

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__("stale_version", message, field="version")
        self.current = current
