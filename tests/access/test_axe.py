"""Every page of the table on a telephone: axe finds nothing, nothing scrolls sideways, the policy is kept."""

import pytest
from tests.access.pages import pages
from tests.desk.test_in_a_browser import NARROW, Shown, launched, problems, sideways

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_every_page_is_in_order_on_a_telephone(asking):
    # All of them before the browser is there: where its loop runs, Django opens another connection.
    seen = list(pages(asking, "ja"))
    found = []
    with launched() as browser:
        shown = Shown(browser)
        for each, page in zip(seen, shown.in_turn([each.html for each in seen], NARROW), strict=True):
            wrong = [*problems(page, colours=False), *sideways(page, NARROW), *shown.faults]
            found += [f"{each.name} ({each.actor}): {one}" for one in wrong]
            shown.faults.clear()
        shown.context.close()
    assert not found, "\n".join(found)
    assert len(seen) > 100
