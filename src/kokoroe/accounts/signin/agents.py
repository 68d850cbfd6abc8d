"""端末の名前: what people call the browser behind a User-Agent header; good for telling one's own apart, no more."""

from kokoroe.annex.text import Text
from kokoroe.ui.templatetags.ui import said

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = Text("分からないブラウザ", "An unknown browser")


def browser_name(agent: str) -> str:
    """Such as “Chrome（Windows）”."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not browser and not system:
        return said(UNKNOWN)
    if browser and system:
        return said(Text(f"{browser}（{system}）", f"{browser} ({system})"))
    return browser or system
