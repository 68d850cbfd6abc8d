"""One world for all that walk over everything."""

import pytest
from tests.access.asking import Asking
from tests.access.shared import shared


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker) -> Asking:
    return shared.world(django_db_blocker)
