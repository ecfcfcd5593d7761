"""axe-core in a page: what it finds serious or critical, at a width and in a scheme. The script comes with axe-playwright-python, from its wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

GRAVE = ("serious", "critical")
WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
# What a page can get wrong in a narrow window alone: what is too small or too close, what scrolls, and what stands only there.
HANG_ON_WIDTH = ("target-size", "scrollable-region-focusable", "label", "button-name", "link-name", "select-name", "aria-input-field-name")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([rules, tags]) => {
  const chosen = rules.length ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
  const found = await axe.run(document, { runOnly: chosen, resultTypes: ['violations'], preload: false });
  return found.violations.map((one) => ({
    id: one.id,
    impact: one.impact,
    nodes: one.nodes.map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary),
  }));
}"""
IN_SCHEME = """scheme => {
  if (!window.Alpine) return false;
  Alpine.$data(document.documentElement).adminTheme = scheme;
  return true;
}"""

# select2 makes its boxes in a turn of its own after the page has loaded; what was asked for later comes later.
MADE_READY = "() => new Promise((done) => window.django && django.jQuery ? django.jQuery(() => setTimeout(done)) : done())"


def script() -> str | None:
    """axe-core as JavaScript; None where it is not installed."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def looks(thorough: bool) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Width, scheme and rules (none: all) of each look. Colours cost the most and hardly hang on the width: a quick look sees the dark when narrow."""
    if thorough:
        return tuple((width, scheme, ()) for width in WIDTHS for scheme in SCHEMES)
    return ((1440, "light", ()), (390, "dark", (*HANG_ON_WIDTH, "color-contrast")))


def grave(page: Any, axe: str, *, thorough: bool = False) -> list[str]:
    """What is serious or critical on the page that is open, at both widths and in both schemes. One load."""
    said: dict[str, None] = {}
    page.evaluate(MADE_READY)
    for width, scheme, rules in looks(thorough):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if page.evaluate(IN_SCHEME, scheme):  # else a page that follows the machine's scheme by itself
            page.wait_for_function("dark => document.documentElement.classList.contains('dark') === dark", arg=scheme == "dark")
        if not page.evaluate("() => Boolean(window.axe)"):
            page.evaluate(axe)
        for one in page.evaluate(RUN, [list(rules), TAGS]):
            if one["impact"] in GRAVE:
                for node in one["nodes"]:
                    said.setdefault(f"{width} {scheme} {one['id']}: {' '.join(node.split())[:420]}")
    return list(said)
