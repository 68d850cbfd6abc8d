"""What verification found, in sentences for people. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kokoroe.annex.text import Text


class Finding(StrEnum):
    """Ways in which a ledger can fail to be what it was."""

    EDITED = "edited"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    REWRITTEN = "rewritten"
    HEAD = "head"
    CHECKPOINT = "checkpoint"
    VALUE_CHANGED = "value_changed"
    VALUE_MISSING = "value_missing"
    VALUE_STRANGE = "value_strange"
    VALUE_EMPTIED = "value_emptied"
    CONTENT_CHANGED = "content_changed"
    CONTENT_MISSING = "content_missing"
    CONTENT_UNREAD = "content_unread"
    UNSIGNED = "unsigned"
    SEAL = "seal"
    CHECKPOINT_MISSING = "checkpoint_missing"
    OLDER = "older"
    OWNER = "owner"
    DISORDER = "disorder"
    COSIGNATURE = "cosignature"
    STAMP = "stamp"
    STAMP_EARLIER = "stamp_earlier"
    STAMP_ROOTS = "stamp_roots"
    UNREADABLE = "unreadable"
    ROW_CHANGED = "row_changed"
    ROW_REWORDED = "row_reworded"
    ROW_EMPTIED = "row_emptied"
    ROW_REMOVED = "row_removed"
    ROW_INSERTED = "row_inserted"
    ROW_UNKNOWN = "row_unknown"
    ROW_UNREAD = "row_unread"
    ROW_SWORN_AGAIN = "row_sworn_again"


SENTENCES = {
    Finding.EDITED: Text(
        ja="{where}の内容が、記録したときのものと違います。",
        en="The content of {where} is not what was recorded.",
    ),
    Finding.REMOVED: Text(
        ja="{where}がありません。",
        en="No longer there: {where}.",
    ),
    Finding.INSERTED: Text(
        ja="{where}は台帳の末尾({what}件)より後ろにあり、記録の手順を経ていません。",
        en="Never recorded: {where}, beyond the tree's {what} entries.",
    ),
    Finding.MOVED: Text(
        ja="{where}の位置にある記録は、自身の番号、台帳名又は事項名が合いません。差し込み又は入れ替えの疑いがあります。",
        en="What stands at {where} names another number, tree or act: inserted or swapped.",
    ),
    Finding.REWRITTEN: Text(
        ja="{where}のいずれかが、ハッシュごと書き換えられています。これより後は照合できません。",
        en="Something in {where} was rewritten together with its hashes; what follows cannot be compared.",
    ),
    Finding.HEAD: Text(
        ja="台帳の先頭情報({what})が記録と合いません。",
        en="The tree's head ({what}) does not fit its entries.",
    ),
    Finding.CHECKPOINT: Text(
        ja="{what}件目までの検証点の署名が、この環境の鍵のものではないか、内容が変わっています。",
        en="The checkpoint of size {what} was altered, or was not signed with this installation's key.",
    ),
    Finding.VALUE_CHANGED: Text(
        ja="{where}の開示値「{what}」が、記録したときの値と違います。",
        en="The value “{what}” of {where} is not the one recorded.",
    ),
    Finding.VALUE_MISSING: Text(
        ja="{where}の開示値の行がありません(ダイジェスト {what})。",
        en="A value of {where} is gone with its row (digest {what}).",
    ),
    Finding.VALUE_STRANGE: Text(
        ja="{where}に、記録にない開示値「{what}」が付いています。",
        en="The value “{what}” stands with {where}, which never committed to it.",
    ),
    Finding.VALUE_EMPTIED: Text(
        ja="{where}の開示値「{what}」が、消去の記録なしに消えています。",
        en="The value “{what}” of {where} was emptied, and no erasure is on record.",
    ),
    Finding.CONTENT_CHANGED: Text(
        ja="{where}で確定した {what} の内容が変わっています。",
        en="The content of {what}, frozen by {where}, has changed.",
    ),
    Finding.CONTENT_MISSING: Text(
        ja="{where}で確定した {what} の内容がありません。",
        en="The content of {what}, frozen by {where}, is gone.",
    ),
    Finding.CONTENT_UNREAD: Text(
        ja="{where}で確定した {what} は、読み出す手段がなく照合していません。",
        en="The content of {what}, frozen by {where}, was not compared: nothing here can read it.",
    ),
    Finding.UNSIGNED: Text(
        ja="署名された最後の検証点（{what}）より後の{where}には署名がなく、このサーバーの言葉だけです。"
        "数分たっても残るときは、書換えでないことを確かめたうえで「kokoroe ledger epoch」で"
        "新しい期を開くと、その先は署名されます。",
        en="Not signed since the last checkpoint ({what}), only this server's word: {where}. If that stays so, make "
        "sure that nothing was altered and open an epoch (`kokoroe ledger epoch`): what follows is signed again.",
    ),
    Finding.SEAL: Text(
        ja="台帳の先頭({what}件)は、このサーバーが書いたものではありません。記録の追加又は巻戻しの疑いがあります。",
        en="The tree's head of {what} entries was not written by this server: something was appended or set back.",
    ),
    Finding.CHECKPOINT_MISSING: Text(
        ja="{what}件目までの検証点がありません。後の検証点又は鍵のそばの控えは、それがあったことを示しています。",
        en="The checkpoint of size {what} is gone; a later one, or the note beside the keys, says that there was one.",
    ),
    Finding.OLDER: Text(
        ja="鍵のそばに控えた最新の検証点（{what}）と合いません。データベースが古いか、末尾が切り取られています。",
        en="It does not go as far as the newest checkpoint kept beside the keys ({what}): older, or truncated.",
    ),
    Finding.OWNER: Text(
        ja="この台帳は、名前の示すものに付いていません（付いている先：{what}）。台帳の取り替えの疑いがあります。",
        en="The tree is not with what its name says (it is with: {what}): trees may have been exchanged.",
    ),
    Finding.DISORDER: Text(
        ja="{what}件目までの検証点の時刻が、その前の検証点より前です。あとから記録したか、時計が戻されています。",
        en="The checkpoint of size {what} is of an earlier time than the one before it.",
    ),
    Finding.COSIGNATURE: Text(
        ja="{what}件目までの検証点への副署が、台帳に登録された鍵のものではないか、内容が変わっています。",
        en="A cosignature below the checkpoint of size {what} was altered, or is of no key that the ledger names.",
    ),
    Finding.STAMP: Text(
        ja="{what}件目までの検証点のタイムスタンプが成り立ちません。内容が変わったか、信頼する認証局のものではありません。",
        en="The time stamp of the checkpoint of size {what} does not hold: altered, or not of a trusted authority.",
    ),
    Finding.STAMP_EARLIER: Text(
        ja="{what}件目までの検証点は、そのタイムスタンプより後の時刻を言っています。このサーバーの時計が進んでいたと思われます。",
        en="The checkpoint of size {what} says a later time than its time stamp: this server's clock was ahead.",
    ),
    Finding.STAMP_ROOTS: Text(
        ja="タイムスタンプの発行元は確かめていません：{what}",
        en="Who has issued the time stamps was not checked: {what}",
    ),
    Finding.UNREADABLE: Text(
        ja="{what}に、記録したことのない種類の値があり、読めません。",
        en="{what} holds a value of a kind that was never written; it cannot be read.",
    ),
    Finding.ROW_CHANGED: Text(
        ja="{where}で台帳に登録した行が変わっています：{what}。",
        en="A row that {where} swore to was changed: {what}.",
    ),
    Finding.ROW_REWORDED: Text(
        ja="{where}で台帳に登録した行の、記入された言葉が変わっています：{what}。",
        en="What people wrote in a row that {where} swore to was changed: {what}.",
    ),
    Finding.ROW_EMPTIED: Text(
        ja="{where}で台帳に登録した行の言葉が、消去の記録なしに消えています：{what}。",
        en="What people wrote in a row that {where} swore to is gone, and no erasure is on record: {what}.",
    ),
    Finding.ROW_REMOVED: Text(
        ja="{where}で台帳に登録した行がありません：{what}。",
        en="A row that {where} swore to is no longer there: {what}.",
    ),
    Finding.ROW_INSERTED: Text(
        ja="台帳のどの記録にもない行があります：{what}。",
        en="A row stands there of which no entry tells: {what}.",
    ),
    Finding.ROW_UNKNOWN: Text(
        ja="{where}で台帳に登録した行が、登録の控えごと変わっています：{what}。",
        en="A row that {where} swore to was changed, or what is kept to read its oath by: {what}.",
    ),
    Finding.ROW_UNREAD: Text(
        ja="台帳に登録した行のうち、読み出す手段がなく照合していないものがあります：{what}。",
        en="Rows that entries swore to were not compared, since nothing here can read them: {what}.",
    ),
    Finding.ROW_SWORN_AGAIN: Text(
        ja="{where}は、すでに登録されていた行をもう一度「はじめて」登録しています：{what}。",
        en="At {where} a row was sworn to as if for the first time, though it was before: {what}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `first` and `last` are entry numbers, from 0, inclusive; None where no entry is meant."""

    finding: Finding
    epoch: int
    first: int | None = None
    last: int | None = None
    what: str = ""
    told: Text | None = field(default=None, compare=False)
    """`what` as people read it, where that is not the same."""

    @property
    def text(self) -> Text:
        """The finding as a sentence."""
        sentence = SENTENCES[self.finding]
        ja, en = self._where()
        what = self.told or Text(self.what, self.what)
        return Text(
            ja=sentence.ja.format(where=ja, what=what.ja), en=sentence.en.format(where=en, what=what.en)
        )

    def _where(self) -> tuple[str, str]:
        ja, en = (f"第{self.epoch}期の", f" of epoch {self.epoch}") if self.epoch > 1 else ("", "")
        if self.first == self.last or self.last is None:
            return f"{ja}記録{self.first}", f"entry {self.first}{en}"
        return f"{ja}記録{self.first}から{self.last}まで", f"entries {self.first} to {self.last}{en}"


@dataclass(slots=True)
class Report:
    """What was looked at in one tree, over all its epochs, and what is wrong with it."""

    origin: str
    entries: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    stamps: int = 0
    stamps_unknown: int = 0
    """Of the time stamps those of which it is not known who has signed them: no certificates are trusted here."""
    disclosures: int = 0
    erased: int = 0
    unsigned: int = 0
    rows: int = 0
    rows_first: int = 0
    """Of the rows those that were sworn to as they stood when kokoroe began to."""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found. `notes` are things to know that may be in order: a signature yet to come."""
        return not self.problems

    def add(
        self,
        finding: Finding,
        epoch: int,
        first: int | None = None,
        last: int | None = None,
        *,
        what: object = "",
        told: Text | None = None,
    ) -> None:
        """Note a finding; without `last` it is about the one entry `first`."""
        self.problems.append(Problem(finding, epoch, first, first if last is None else last, str(what), told))

    def note(self, problem: Problem) -> None:
        """Add something to know that is no finding."""
        self.notes.append(problem)


def first_of_each(problems: Sequence[Problem]) -> list[tuple[Problem, int]]:
    """The first place of each kind of finding, and how many more there are of it."""
    counts = Counter(problem.finding for problem in problems)
    first = {problem.finding: problem for problem in reversed(problems)}
    return [(first[finding], counts[finding] - 1) for finding in counts]
