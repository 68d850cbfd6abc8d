"""Every page of the table, and every page that refuses a form: in order on a telephone, and in English throughout."""

from dataclasses import dataclass

import pytest
from tests.access.english import japanese
from tests.access.pages import Page, pages
from tests.access.refused import FORBIDDEN, forbidden, refused, untold
from tests.access.test_table import silent
from tests.access.turning import Turning
from tests.desk.test_in_a_browser import NARROW, Shown, launched

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@dataclass
class Seen:
    """All pages, made before a browser is there: where its loop runs, Django opens another connection."""

    japanese: list[
        Page
    ]  # as one side has them, the contractor's where both do; the other side's telephone is in English
    english: list[Page]
    refused: list[Page]


@pytest.fixture(scope="module")
def seen(asking):
    english = [*pages(asking, "en")]
    answered = [*refused(asking, english)]
    return Seen([*pages(asking, "ja", once=True)], english, answered)


def test_every_page_is_in_order_on_a_telephone(seen):
    found = []
    shown = {(page.name, page.actor) for page in seen.japanese}
    with launched() as browser:
        turning = Turning(Shown(browser), NARROW)
        others = [page for page in seen.english if (page.name, page.actor) not in shown]
        # What makes no sense is refused as what is empty is: with other words at the same fields.
        refused = {page.name.replace("senseless", "empty"): page for page in reversed(seen.refused)}
        for page in sorted([*seen.japanese, *others, *refused.values()], key=lambda page: page.loads):
            found += [f"{page.name} ({page.actor}): {one}" for one in turning.wrong_with(page.html)]
        turning.shown.context.close()
    assert not found, "\n".join(found)
    assert len(seen.japanese) > 80


def test_every_page_is_in_english(asking, seen):
    # The page of who has no right to it is in both languages.
    everything = [*seen.english, *(page for page in seen.refused if not page.name.endswith(" 403"))]
    assert [page.name for page in everything if '<html lang="en"' not in page.html] == []
    assert "\n".join(sorted(japanese(asking, everything))) == ""


def test_every_refusal_says_at_the_field_what_is_wrong_and_writes_nothing(seen):
    wrong = [f"{page.name} ({page.actor}): {one}" for page in seen.refused for one in untold(page)]
    assert not wrong, "\n".join(wrong)
    assert len(seen.refused) > 80


def test_who_only_reads_and_sends_a_form_of_others_is_refused_and_told_to_the_security_log(asking, seen):
    tried = dict(forbidden(asking, seen.english))
    wrong = [f"{form}: {answer.status}" for form, answer in tried.items() if answer.status not in {403, 404}]
    wrong += [f"{form}: {one}" for form, answer in tried.items() for one in silent(asking, FORBIDDEN, answer)]
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 60
