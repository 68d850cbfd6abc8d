"""The fields of the form that grows."""

import itertools
import re

from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import DETAILED, FIRST, PLAN, RESULT

from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.form import (
    CATEGORY_OF_KIND,
    FORM,
    fields_of,
    lacks,
    required_in,
)

SUBJECTS = [f"incident:{stage}" for stage in (FIRST, DETAILED, PLAN, RESULT)]


def keys(fields):
    return [field.key for field in fields]


def test_each_stage_has_all_of_the_one_before():
    grown = [set(keys(fields_of(subject))) for subject in SUBJECTS]
    assert [len(fields) for fields in grown] == sorted({len(fields) for fields in grown})
    assert all(one < other for one, other in itertools.pairwise(grown))


def test_what_is_wanted_is_shown():
    for subject in (*SUBJECTS, "incident:of-another-annex"):
        assert set(keys(required_in(subject))) <= set(keys(fields_of(subject)))


def test_another_annexs_stage_shows_everything_and_wants_what_a_first_report_wants():
    assert keys(fields_of("incident:of-another-annex")) == keys(FORM.fields)
    assert (
        keys(required_in("incident:of-another-annex"))
        == keys(required_in(SUBJECTS[0]))
        == ["what", "client_effect"]
    )


def test_keys_fit_an_address_and_the_ledger():
    assert [key for key in keys(FORM.fields) if not re.fullmatch(r"[a-z_]{1,40}", key)] == []


def test_every_kind_of_incident_has_its_category():
    assert {CATEGORY_OF_KIND.get(kind, "other") for kind in KINDS} <= {
        one.key for one in FORM.by_key["category"].choices
    }


class TestWhatIsLacking:
    def lacking(self, incident, stage):
        (found,) = [one for one in stages(incident, AWARE) if one.key == stage]
        return [(lack.key, lack.must) for lack in lacks(incident, found)]

    def test_it_is_said_beforehand_the_necessary_first(self, desk):
        incident = desk.reported(text="")
        assert self.lacking(incident, FIRST) == [
            ("what", True),
            ("client_effect", True),
            ("responders", False),
        ]

    def test_an_effect_wants_to_be_described(self, desk):
        incident = desk.reported()
        desk.write(incident, client_effect="some")
        assert self.lacking(incident, FIRST) == [("client_effect_text", True), ("responders", False)]

    def test_a_plan_wants_a_measure_or_a_description(self, desk):
        incident = desk.filled()
        desk.write(incident, plan="")
        assert ("plan", True) in self.lacking(incident, PLAN)
        incident.tasks.create(what="版を戻す", created_at=AWARE, created_by=desk.party.officer)
        assert ("plan", True) not in self.lacking(incident, PLAN)

    def test_measures_that_are_not_done_are_named_before_the_result(self, desk):
        incident = desk.filled()
        task = incident.tasks.create(what="版を戻す", created_at=AWARE, created_by=desk.party.officer)
        assert ("tasks", False) in self.lacking(incident, RESULT)
        task.done_at = AWARE
        task.save()
        assert ("tasks", False) not in self.lacking(incident, RESULT)
