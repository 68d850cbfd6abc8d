"""What a group declares reaches the places that walk over the groups."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from django.apps import apps

from kokoroe.annex.text import Text
from kokoroe.api import scopes
from kokoroe.cli import checkup, main, worker
from kokoroe.clock import kinds as clock_kinds
from kokoroe.clock.events import families
from kokoroe.clock.events.families import Family
from kokoroe.contracts import pages, seats
from kokoroe.contracts.pages import Page
from kokoroe.contracts.seats import Ability, abilities_of_word, register
from kokoroe.deeds.deed import declared as declared_deeds
from kokoroe.groups import registry
from kokoroe.groups.commands import Command
from kokoroe.groups.findings import ok
from kokoroe.groups.group import Group
from kokoroe.keeping import kinds as keeping
from kokoroe.ledger import act_names
from kokoroe.ledger.values import frozen_sources, register_frozen
from kokoroe.submissions import writings
from kokoroe.submissions.act_names import in_words


@pytest.fixture
def declared(monkeypatch):
    """Put a group beside the others for one test; it is not installed."""

    def declare(**given) -> Group:
        group = Group(name="mills", title=Text("水車", "Mills"), **given)
        monkeypatch.setitem(registry._groups, "mills", group)
        return group

    return declare


def test_its_command_is_there_where_the_name_is_none_of_the_products_own(declared, monkeypatch):
    declared(commands=(Command("mill", Text("回す", "turn it"), run=lambda _arguments: 7),))
    monkeypatch.setattr(main, "open_installation", lambda _language: None)
    assert main.main(["--lang", "en", "mill"]) == 7


def test_help_lists_its_command_beside_the_products_own(declared, capsys):
    declared(commands=(Command("mill", Text("回す", "turn it"), run=lambda _arguments: 7),))
    assert main.main(["--lang", "en", "--help"]) == 0
    assert "turn it" in capsys.readouterr().out


def test_a_command_that_nobody_has_is_refused_before_anything_is_opened(declared, monkeypatch, capsys):
    declared()
    monkeypatch.setattr(main, "open_installation", None)
    assert main.main(["mill"]) == 2
    assert "mill" in capsys.readouterr().err


@pytest.mark.django_db
def test_its_items_are_looked_at_by_check(declared):
    declared(checks=(lambda _now: [ok("回っています。", "It turns.")],))
    assert [seen.said.en for seen in checkup.of_groups()] == ["It turns."]


@pytest.mark.django_db
def test_its_loop_takes_its_turn_in_the_background(declared, monkeypatch):
    turned: list[datetime] = []
    declared(loops=(turned.append,))
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    worker.step()
    assert len(turned) == 1


def test_its_ability_is_in_the_words_that_it_names(monkeypatch):
    monkeypatch.setattr(seats, "_abilities", dict(seats._abilities))
    register(Ability("grind", holders=frozenset({"handles", "prepares"}), scopes=frozenset({"write"})))
    assert "grind" in abilities_of_word("handles", "client")
    assert "grind" in abilities_of_word("roster:deputy", "contractor")
    assert "grind" not in abilities_of_word("decides", "client") | abilities_of_word(
        "roster:lead", "contractor"
    )


def test_a_role_of_the_roster_can_hold_it_alone(monkeypatch):
    monkeypatch.setattr(seats, "_abilities", dict(seats._abilities))
    register(Ability("grind", holders=frozenset({"roster:officer", "roster:miller"}), scopes=frozenset()))
    words = ("roster:officer", "roster:miller", "roster:deputy", "prepares")
    assert [word for word in words if "grind" in abilities_of_word(word, "contractor")] == [*words[:2]]
    assert [word for word in words if "grind" in abilities_of_word(word, "client")] == []


def test_a_page_without_a_tab_is_refused():
    with pytest.raises(ValueError, match="there is no tab 'river'"):
        pages.register(Page("mill", Text("水車", "Mill"), tab="river"))


@pytest.mark.parametrize("group", registry.groups(), ids=lambda group: group.name)
def test_its_deeds_are_all_that_its_app_has_and_each_records_what_has_a_name(group):
    app = apps.get_app_config(group.name).name
    deeds = {deed for each in group.deeds for deed in each}
    assert deeds >= {deed for deed in declared_deeds.values() if deed.verb.__module__.startswith(f"{app}.")}
    assert {act for deed in deeds for act in deed.acts if in_words(act).ja == act} == set()


def test_it_says_of_what_somebody_is_told():
    [incidents] = [group for group in registry.groups() if group.name == "incidents"]
    assert incidents.tells["incident.report"] == ["incident.arrived", "statutory_notice.submitted"]
    assert incidents.tells["incident.moved"] == [
        "incident.appraised",
        "incident.awareness_agreed",
        "incident.awareness_agreement_recorded",
        "incident.awareness_refused",
        "incident.closed",
    ]


HERE = Text("ここ", "Here")
READER = next(iter(frozen_sources))
KIND = keeping.kinds()[0]


@pytest.mark.parametrize(
    ("name", "register"),
    [
        ("contract.opened", lambda name: act_names.register({name: HERE})),
        ("incident_delivery", lambda name: replace(declared_deeds[name])),
        ("incidents", lambda name: seats.register(Ability(name, frozenset(), frozenset()))),
        ("decide", lambda name: scopes.register({}, {name: ("write",)})),
        ("read", lambda name: scopes.register({name: HERE}, {})),
        ("incidents", lambda name: pages.register(Page(name, HERE, tab="books"))),
        ("procedure", lambda name: pages.register(titles={name: HERE})),
        ("incident", lambda name: pages.register(places={name: "home"})),
        (KIND.key, lambda _: keeping.register(replace(KIND))),
        (READER, lambda name: register_frozen(name, lambda _: iter(()))),
        ("people", lambda name: families.register(Family(name, HERE, HERE, ("mill.",)))),
        ("incident", lambda name: clock_kinds.register(clock_kinds.Kind(name))),
        ("plan", lambda name: writings.register(replace(writings.writing(name)))),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_name_that_is_taken_is_refused(name, register):
    with pytest.raises(ValueError, match=re.escape(repr(name))):
        register(name)
