"""PDF files for tests, written by hand: a text layer line by line, properties, a page that is only a picture."""

from __future__ import annotations

import io

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(pages: list[list[str]], *, title: str = "", author: str = "", created: str = "", locked: str = "") -> bytes:
    """A PDF of these pages, each a list of lines from the top; an empty line leaves room, "# " sets one larger. *created* as "20260302183000+01'00'"."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", FONT]
    kids = []
    for lines in pages:
        stream = _stream(lines)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
        objects.append(page % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    said = {"Title": title, "Author": author, "CreationDate": f"D:{created}" if created else ""}
    objects.append(b"<< %s >>" % b" ".join(b"/%s (%s)" % (name.encode(), _escaped(value)) for name, value in said.items() if value))
    made = _written(objects)
    return _locked(made, locked) if locked else made


def _stream(lines: list[str]) -> bytes:
    shown = [b"BT /F1 11 Tf 14 TL 60 780 Td"]
    for line in lines:
        words = _escaped(line.removeprefix("# "))
        shown.append(b"/F1 %d Tf (%s) Tj T*" % (18 if line.startswith("# ") else 11, words) if line else b"T*")
    return b"\n".join([*shown, b"ET"])


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _written(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(objects), start)
    return bytes(out)


def _locked(made: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
