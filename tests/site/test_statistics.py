import pytest
from django.db import connection

from kokoroe.site.statistics import refresh_statistics

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_start_lets_sqlite_count_its_tables(party):
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'contracts_contract'")
        assert cursor.fetchone()[0] > 0
