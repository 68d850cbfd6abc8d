"""Names of files that every office's machine takes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.papers.file_names import file_name

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("title", "version", "name"),
    [
        ("実施体制の変更", "第4版", "20261120_実施体制の変更_第4版.pdf"),
        ("実施計画書", "", "20261120_実施計画書.pdf"),
        ('A/B\\C:D*E?F"G<H>I|J', "", "20261120_A-B-C-D-E-F-G-H-I-J.pdf"),
        ("  実施　計画書\n（案）. ", "第1版", "20261120_実施-計画書-（案）_第1版.pdf"),
        ("../../etc/passwd", "", "20261120_etc-passwd.pdf"),
        ("fdp.\u202e", "", "20261120_fdp.pdf"),
        ("", "", "20261120_書面.pdf"),
    ],
)
def test_a_name_is_the_day_the_title_and_the_version(title, version, name):
    assert file_name(DAY, title, version) == name


@given(st.text(max_size=400), st.text(max_size=20))
def test_no_name_is_too_long_or_has_what_windows_refuses(title, version):
    name = file_name(DAY, title, version, ".xlsx")
    assert len(name.encode()) <= 255 or len(version) > 15
    assert not set(name) & set('<>:"/\\|?*\r\n\t')
    assert name.endswith(".xlsx")
    assert name.isprintable()
