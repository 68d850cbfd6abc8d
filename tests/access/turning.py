"""Pages turned one after another in one tab, and what is wrong with each.

A page is put in the place of the one before it where both load the same; axe then stays loaded, and warm, which takes a
third of the time that a tab for each would. A page with a script of its own is opened as anybody opens it. Contrast takes
axe most of its time: it is asked for where a page has something that stood nowhere like that on the pages before.
"""

import re
from collections.abc import Iterator

from playwright.sync_api import Page
from tests.desk.test_in_a_browser import AXE, Shown, sideways

NEXT = """html => {
  const next = new DOMParser().parseFromString(html, "text/html");
  const now = document.documentElement;
  for (const one of [...now.attributes]) now.removeAttribute(one.name);
  for (const one of next.documentElement.attributes) now.setAttribute(one.name, one.value);
  document.title = next.title;
  document.body.replaceWith(document.adoptNode(next.body));
  window.scrollTo(0, 0);
}"""
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
# A menu that lies over the page would hide the colours of what is below it.
ASIDE = (
    """for (const one of document.querySelectorAll('.find-form, .who-menu')) one.style.position = 'static'"""
)
ALL_RULES = """async colours => (await axe.run({resultTypes: ["violations"], preload: false,
  rules: {"color-contrast": {enabled: colours}}})).violations.flatMap(
  found => found.nodes.map(node => `${found.id}: ${node.html} ${node.failureSummary}`))"""
# Each element with text by what could colour it: its classes and those around it.
COLOURED = """() => {
  const said = one => one.tagName + "." + one.className + "." + (one.getAttribute("style") || "");
  const found = new Set();
  for (const one of document.body.querySelectorAll("*")) {
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const path = [];
    for (let at = one; at && at !== document.body; at = at.parentElement) path.push(said(at));
    found.add(path.join(" < "));
  }
  return [...found];
}"""


class Turning:
    """A tab in which pages are turned, at one width."""

    def __init__(self, shown: Shown, width: int, *, colours: bool = True) -> None:
        self.shown, self.width, self.colours = shown, width, colours
        self.loads: list[str] | None = None
        self.tab: Page | None = None
        self.coloured: set[str] = set()

    def wrong_with(self, html: str) -> Iterator[str]:
        """What axe finds on a page with everything unfolded, what of it is refused, and whether it scrolls sideways."""
        tab = self.turned_to(html)
        tab.evaluate(UNFOLD)
        yield from sideways(tab, self.width)
        tab.evaluate(ASIDE)
        coloured = set(tab.evaluate(COLOURED)) if self.colours else set()
        yield from tab.evaluate(ALL_RULES, not coloured <= self.coloured)
        self.coloured |= coloured
        yield from self.shown.faults
        self.shown.faults.clear()

    def turned_to(self, html: str) -> Page:
        loads = re.findall(r"<(?:script|link)\b[^>]*>", html)
        if self.tab and loads == self.loads:
            self.tab.evaluate(NEXT, html)
            return self.tab
        if self.tab:
            self.tab.close()
        self.tab, self.loads = self.shown.show(html, self.width), loads
        self.tab.evaluate(AXE.read_text(encoding="utf-8"))
        return self.tab
