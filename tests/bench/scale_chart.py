"""Draws how cost grows with the record: lines over sizes, both axes logarithmic, as a plain SVG that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 230, 40, 50
INK = ("#1b6ca8", "#b3541e", "#3a7d44", "#7a3e9d", "#a8324a", "#666666")
DASHES = ("", "7 4", "2 3")


def chart(title: str, unit: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """*lines*: name → (size, value) pairs, both above nought."""
    points = [point for line in lines.values() for point in line if point[1] > 0]
    if not points:
        return ""
    low, high = (math.log10(pick(size for size, _ in points)) for pick in (min, max))
    bottom = math.floor(math.log10(min(value for _, value in points)))
    top = max(bottom + 1, math.ceil(math.log10(max(value for _, value in points))))

    def place(size: float, value: float) -> tuple[float, float]:
        across = (math.log10(size) - low) / ((high - low) or 1)
        up = (math.log10(value) - bottom) / (top - bottom)
        return round(LEFT + across * (WIDTH - LEFT - RIGHT), 1), round(HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM), 1)

    told = "; ".join(f"{name}: " + ", ".join(f"{value:.3g} at {size:,.0f}" for size, value in line) for name, line in lines.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title><desc>{escape(f'{unit}. {told}')}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="14" fill="#222222">{escape(title)}</text>',
    ]
    for power in range(bottom, top + 1):
        x, y = place(10**low, 10**power)
        parts.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end" fill="#444444">{10.0**power:g}</text>')
    for size in sorted({size for size, _ in points}):
        x, y = place(size, 10**bottom)
        parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle" fill="#444444">{size:,.0f}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}" fill="#444444">claims in the record · {escape(unit)}</text>')
    for number, (name, line) in enumerate(lines.items()):
        ink, dash = INK[number % len(INK)], DASHES[number // len(INK) % len(DASHES)]
        drawn = [place(size, value) for size, value in sorted(line) if value > 0]
        path = " ".join(f"{x},{y}" for x, y in drawn)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="{dash}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{ink}"/>' for x, y in drawn]
        y = TOP + 8 + number * 18
        parts.append(
            f'<line x1="{WIDTH - RIGHT + 16}" y1="{y}" x2="{WIDTH - RIGHT + 40}" y2="{y}" stroke="{ink}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        parts.append(f'<text x="{WIDTH - RIGHT + 46}" y="{y + 4}" fill="#222222">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])
