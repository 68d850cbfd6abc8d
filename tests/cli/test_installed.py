"""What keeps a command from working on an installation."""

import shutil

import pytest
from django.conf import settings

from kokoroe.cli.installed import refuse_other_key
from kokoroe.cli.outcome import Refused
from kokoroe.ledger.keys import ensure_keys
from kokoroe.ledger.unit import unit
from kokoroe.site.installation import Installation
from people import NOW, People


def test_a_ledger_that_another_key_wrote_is_not_gone_on_with_unsigned(party: People, tmp_path):
    """As where the keys' volume is not mounted, and new ones are made in its place."""
    with unit(now=NOW) as record:
        record(party.contract.tree, act="test.done", actor=None)
    ensure_keys(tmp_path / "keys")
    there = Installation(tmp_path)
    kept, settings.KOKOROE_KEYS = settings.KOKOROE_KEYS, there.keys
    try:
        with pytest.raises(Refused, match="この"):
            refuse_other_key(there)
        shutil.copy(kept / "ledger.key", there.keys)
        refuse_other_key(there)
    finally:
        settings.KOKOROE_KEYS = kept
