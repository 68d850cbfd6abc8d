import os

import pytest

from kokoroe.cli.lock import Held, lock


def test_one_holder_at_a_time_says_who_it_is(tmp_path):
    file = tmp_path / "lock"
    with lock(file, url="http://127.0.0.1:8000"), pytest.raises(Held) as held, lock(file):
        pass

    assert str(held.value) == f"pid {os.getpid()}, url http://127.0.0.1:8000"


def test_it_can_be_taken_again_when_it_is_free(tmp_path):
    file = tmp_path / "lock"
    with lock(file, url="a longer note than the next"):
        pass
    with lock(file), pytest.raises(Held) as held, lock(file):
        pass

    assert str(held.value) == f"pid {os.getpid()}"


def test_a_holder_may_say_nothing(tmp_path):
    file = tmp_path / "lock"
    with lock(file):
        file.write_text("")
        with pytest.raises(Held) as held, lock(file):
            pass

    assert str(held.value) == ""
