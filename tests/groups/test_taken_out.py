"""A group's folder and its line are all there is of it: without them the product runs."""

import json

import pytest
from django.apps import apps
from tests.groups.copies import HERE, SOURCE, run, without

from installations import prepared_installation
from kokoroe.groups.registry import groups

DUTIES = [
    group.name for group in groups() if apps.get_app_config(group.name).name.startswith("kokoroe.duties.")
]
pytestmark = pytest.mark.sqlite  # the file itself is looked at in processes of their own


def refused(pages: dict[str, int]) -> dict[str, int]:
    return {page: status for page, status in pages.items() if status != 200}


@pytest.mark.parametrize("group", DUTIES)
def test_a_new_installation_runs_without_it(group, tmp_path):
    source, data = without(group, tmp_path), tmp_path / "data"
    found = json.loads(run(source, data, str(HERE / "taken_out.py"), "fresh").splitlines()[-1])
    assert group not in found["groups"]
    assert len(found["pages"]) > 20
    assert refused(found["pages"]) == {}
    checked = json.loads(run(source, data, "-m", "kokoroe", "check", "--json"))
    assert [one["message"] for one in checked if one["level"] == "failure"] == []


@pytest.mark.parametrize("group", DUTIES)
def test_an_installation_that_had_it_runs_on_once_its_tables_are_gone(group, tmp_path):
    data, migrate = tmp_path / "data", ("-m", "django", "migrate")
    with prepared_installation(data):
        run(SOURCE.parent, data, str(HERE / "taken_out.py"), "filled")
        if list(apps.get_app_config(group).get_models()):
            run(SOURCE.parent, data, *migrate, group, "zero")
        said = run(without(group, tmp_path), data, str(HERE / "taken_out.py"), "left")
    found = json.loads(said.splitlines()[-1])
    assert refused(found["pages"]) == {}
    [declared] = [one for one in groups() if one.name == group]
    own = {*declared.acts, *(act for deeds in declared.deeds for deed in deeds for act in deed.acts)}
    forms = tuple(f"{writing.form}." for writing in declared.writings)
    left = {act for act in found["acts"] if act in own or act.startswith(forms)}
    assert left or not declared.sample, "the ledger keeps what was done"
    assert {act: found["acts"][act] for act in left} == {act: act for act in left}
