"""Every page of the table on a telephone: axe finds nothing, nothing scrolls sideways, the policy is kept."""

import pytest
from tests.access.pages import pages
from tests.access.turning import Turning
from tests.desk.test_in_a_browser import NARROW, Shown, launched

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_every_page_is_in_order_on_a_telephone(asking):
    # All of them before the browser is there: where its loop runs, Django opens another connection.
    seen = sorted(pages(asking, "ja"), key=lambda page: page.html.split("<body")[0].count("<script"))
    with launched() as browser:
        turning = Turning(Shown(browser), NARROW)
        found = [
            f"{page.name} ({page.actor}): {one}" for page in seen for one in turning.wrong_with(page.html)
        ]
        turning.shown.context.close()
    assert not found, "\n".join(found)
    assert len(seen) > 100
