"""Somebody who has a keyboard and no mouse: goes from stop to stop with Tab, and looks at each whether they see it."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

MOST_STOPS = 150
# What is wrong with where the focus is; and of the stop before, whether its ring is gone now.
AT_STOP = """async () => {
  const one = document.activeElement;
  const wrong = [];
  const named = (each) => `${each.tagName.toLowerCase()} "${(each.getAttribute('aria-label') || each.labels?.[0]?.innerText
    || each.innerText || each.name || '').trim().slice(0, 40)}"`;
  const framed = (each) => [each, ...(each.labels || [])].map((part) => {
    const style = getComputedStyle(part);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.borderWidth].join();
  }).join(';');
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  const before = window.stopBefore;
  window.stopBefore = null;
  if (before && before.one !== one && before.one.isConnected && framed(before.one) === before.style)
    wrong.push(`${named(before.one)} looks the same with and without the focus`);
  if (!one || one === document.body) return {at: '', wrong};
  if (one.tagName === 'IFRAME') return {at: 'the browser’s own viewer', wrong};
  // A date's own button has its ring within; the page as a whole has none.
  if (!one.matches(':focus') || one.id === 'main') return {at: named(one), wrong};
  window.stopBefore = {one, style: framed(one)};
  const drawn = one.labels?.length && one.getClientRects()[0]?.width < 2 ? one.labels[0] : one;
  const box = drawn.getClientRects()[0];
  if (one.closest('[aria-hidden=true], [inert]')) wrong.push(`${named(one)} is hidden from who listens`);
  if (!box || box.width < 2 || box.height < 2) wrong.push(`${named(one)} is not drawn`);
  else {
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    // A browser shows where one writes, and where what scrolls by itself begins.
    const whole = one.matches('textarea, [role=region]') ? 48 : box.height;
    const fits = box.height <= innerHeight ? box.top >= -1 && box.top + whole <= innerHeight + 1 : bottom > top;
    if (!fits || right - left < Math.min(box.width, 20)) wrong.push(`${named(one)} is out of sight at ${Math.round(box.top)}`);
    else {
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!hit || !(drawn.contains(hit) || one.contains(hit) || [...(one.labels || [])].some((label) => label.contains(hit))))
        wrong.push(`${named(one)} is behind ${hit ? named(hit) : 'nothing'}`);
    }
  }
  return {at: named(one), wrong};
}"""


class Hands:
    """A keyboard at a page; what is wrong at a stop is kept in `wrong` with where it was."""

    def __init__(self, page: Page, wrong: list[str]) -> None:
        self.page, self.wrong = page, wrong
        self.stops = 0

    def press(self, key: str) -> str:
        """One key; says where the focus is after it, or nothing where it is nowhere."""
        self.page.keyboard.press(key)
        return self.look()

    def look(self) -> str:
        """Whether what has the focus is seen."""
        said = self.page.evaluate(AT_STOP)
        self.stops += 1
        self.wrong += [f"{re.sub(r'^https?://[^/]*', '', self.page.url)}: {one}" for one in said["wrong"]]
        return str(said["at"])

    def on(self, wanted: Locator) -> bool:
        return bool(wanted.count()) and bool(wanted.first.evaluate("one => one === document.activeElement"))

    def to(self, wanted: Locator, key: str = "Tab") -> None:
        """On to a control, stop by stop."""
        passed = []
        while not self.on(wanted):
            passed.append(self.press(key))
            assert len(passed) < MOST_STOPS, f"{wanted} is never reached: {passed}"

    def follow(self, wanted: Locator, key: str = "Enter") -> None:
        """To a link or a button, and where it leads."""
        self.to(wanted)
        self.leave(lambda: self.page.keyboard.press(key))
        self.arrive()

    def leave(self, act: Callable[[], None]) -> None:
        with self.page.expect_navigation():
            act()

    def arrive(self) -> None:
        """On a new page: it begins at what is wrong, or at the first field, or with a way past the menu that works."""
        self.page.evaluate("window.stopBefore = null")
        if self.look():
            return
        assert self.press("Tab"), "the first stop is nowhere"
        assert self.on(self.page.locator("a.skip")), f"{self.page.url} begins at {self.look()}"
        self.page.keyboard.press("Enter")
        assert self.on(self.page.locator("main")), "the way past the menu does not lead into the page"

    def write(self, wanted: Locator, text: str) -> None:
        """Over whatever stands in a field."""
        self.to(wanted)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, wanted: Locator) -> None:
        """One of several that exclude each other: Tab to the group, then the arrows."""
        name = wanted.get_attribute("name")
        self.to(self.page.locator(f"[name='{name}']:focus"))
        for _turn in range(20):
            if self.on(wanted):
                break
            self.press("ArrowDown")
        if not wanted.is_checked():
            self.press("Space")
        assert wanted.is_checked()

    def mend(self, field: str) -> None:
        """From what the page says is wrong to the field itself."""
        assert self.on(self.page.locator(".summary")), f"{self.page.url} begins at {self.look()}"
        self.to(self.page.locator(f".summary a[href='#id_{field}'], .summary a[href='#id_{field}_0']"))
        self.press("Enter")
        assert self.on(self.page.locator(f"#id_{field}, #id_{field}_0")), f"does not lead to {field}"

    def around(self) -> list[str]:
        """Every stop of the page from the first on, and out of it again: nothing holds the focus."""
        self.page.evaluate("document.activeElement.blur(); window.stopBefore = null; window.scrollTo(0, 0)")
        stops = []
        self.to(self.page.locator("a.skip"))
        while at := self.press("Tab"):
            stops.append(at)
            if self.on(self.page.locator("a.skip")):
                break
            assert len(stops) < MOST_STOPS, f"{self.page.url} holds the focus: {stops[-6:]}"
        return stops
