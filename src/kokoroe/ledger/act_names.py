"""What the acts on record are called in words: each app names its own."""

from collections.abc import Mapping

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name

_names: dict[str, Text] = {
    "ledger.epoch_opened": Text(
        "バックアップからの復元により、台帳の新しい期を開いた",
        "New epoch of the ledger opened after a restore",
    ),
    "ledger.followed": Text(
        "ほかの契約又は団体での操作に伴う変更", "Followed from an act recorded elsewhere"
    ),
    "ledger.sworn": Text("それまでの記録を台帳に登録した", "What stood until then was sworn to"),
    "ledger.witness_named": Text("副署する鍵を登録した", "Witness's key named"),
    "ledger.witness_ended": Text("副署をやめた", "Countersigning ended"),
    "ledger.witness_refused": Text(
        "副署する側が、台帳と検証点の食い違いを知らせた",
        "A witness reported that the ledger contradicts a checkpoint",
    ),
    "ledger.erased": Text("個人に関する値を消去した", "Personal values erased"),
}


def register(names: Mapping[str, Text]) -> None:
    """Add an app's names, by what its entries say as `act`; from its ready().

    Raises:
        ValueError: two apps name the same act.
    """
    for act, name in names.items():
        take_name(_names, act, name, "act")


def name_of(act: str) -> Text | None:
    """What the act is called; None where nobody names it, as when the app that recorded it is gone."""
    return _names.get(act)
