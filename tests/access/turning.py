"""Pages turned one after another in one tab, and what is wrong with each.

A page is put in the place of the one before it where both load the same; axe then stays loaded, and warm, which takes a
third of the time that a tab for each would. A page with a script of its own is opened as anybody opens it. Axe is asked
where a page has an element that stood nowhere like that on the pages before, and for contrast, which takes it most of its
time, where one of them has text.
"""

import re
from collections.abc import Iterator

from playwright.sync_api import Page
from tests.desk.test_in_a_browser import HEIGHT, Shown, sideways

from browsing import AXE

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
# Each element by what it is and what it lies in, and apart from them those with text by what could colour it.
SHAPES = """() => {
  const coloured = one => one.tagName + "." + one.className + "." + (one.getAttribute("style") || "");
  const meant = one => [...one.attributes].map(each => /^(role|type|lang|aria-hidden|tabindex)$/.test(each.name)
    ? each.name + "=" + each.value : each.name + (each.value ? "" : "=")).sort().join(" ");
  const way = (one, said) => {
    const path = [];
    for (let at = one; at && at !== document.documentElement; at = at.parentElement) path.push(said(at));
    return path.join(" < ");
  };
  const all = [...document.body.querySelectorAll("*")];
  const empty = one => one.children.length || one.textContent.trim() ? "" : "empty ";
  const texts = all.filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return [
    [...new Set(all.map(one => empty(one) + meant(one) + way(one, at => at.tagName)))],
    [...new Set(texts.map(one => way(one, coloured)))],
  ];
}"""


class Turning:
    """A tab in which pages are turned, at one width; whether they scroll sideways is seen at others as well."""

    def __init__(self, shown: Shown, width: int, *others: int, colours: bool = True) -> None:
        self.shown, self.width, self.others, self.colours = shown, width, others, colours
        self.loads: list[str] | None = None
        self.tab: Page | None = None
        self.shapes: set[str] = set()
        self.coloured: set[str] = set()

    def wrong_with(self, html: str) -> Iterator[str]:
        """What axe finds on a page with everything unfolded, what of it is refused, and whether it scrolls sideways."""
        tab = self.turned_to(html)
        tab.evaluate(UNFOLD)
        for width in (*self.others, self.width):
            if self.others:
                tab.set_viewport_size({"width": width, "height": HEIGHT})
            yield from sideways(tab, width)
        tab.evaluate(ASIDE)
        shapes, coloured = map(set, tab.evaluate(SHAPES))
        if not (shapes <= self.shapes and coloured <= self.coloured):
            yield from tab.evaluate(ALL_RULES, self.colours and not coloured <= self.coloured)
        self.shapes |= shapes
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
