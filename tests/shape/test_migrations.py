"""Migrations lead to the models, one after the other."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import override_settings
from django.utils import translation


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """The migrations as they stand in the source."""
    with override_settings(MIGRATION_MODULES={}):
        return MigrationLoader(None)


def test_the_models_are_what_the_migrations_make(loader):
    with translation.override(None):  # names of fields are translated
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    assert changes == {}
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("kokoroe.")}
    assert len(ours & {label for label, _ in loader.graph.nodes}) > 8


def test_no_two_migrations_of_an_app_follow_the_same_one(loader):
    assert loader.detect_conflicts() == {}
