"""Every row of ours is sworn to with all its columns, or stands here with the reason why it need not be."""

from django.apps import apps
from tests.duties.worlds import worlds

from kokoroe.keeping.kinds import blanks
from kokoroe.ledger.sworn import kinds

PROOF = "the ledger itself: verified by its own bytes"
FROZEN = "frozen content: verified against the digest that its entry holds"
EDIT = "counts the changes of a draft or a form, so that two who write at once are told"
DERIVED = "follows from facts, and is made again from them"
TOLD = "what was told to whom: no duty, right or period is read from it"
SERVER = "how this server is set up and runs"
SECRET = "opens something for its owner; changing it gives nobody a right at a contract"
PASSING = "holds for minutes or a day"

EXEMPT: dict[str, str] = {
    "ledger.Tree": PROOF, "ledger.Entry": PROOF, "ledger.Disclosure": PROOF, "ledger.Checkpoint": PROOF,
    "ledger.Cosignature": PROOF, "ledger.TimeStamp": PROOF, "ledger.Stamped": PROOF, "ledger.Tile": PROOF, "ledger.Pseudonym": FROZEN, "ledger.Touched": "empty between transactions",
    "ledger.Oath": "what digests are read by: one that was changed fits no entry",
    "ledger.SwornKind": "which kinds had their first oath; a second one is named by verification",
    "accounts.Person": "its organisation is sworn to with its account, and names stand in the frozen content of plans;"
    " rosters make people while they are drafted, which no act records",
    "accounts.Account.password": SECRET,
    "accounts.Account.last_login": "written at every sign-in; no right is read from it",
    "accounts.Attempt": PASSING, "accounts.Session": SECRET,
    "accounts.Identity": "bound at the first sign-in by what the provider says, which no act records",
    "accounts.IdentityProvider.sealed": SECRET,
    "contracts.Contract.changes_below": DERIVED, "contracts.KeptPack": FROZEN,
    "contracts.MovePaper.content": FROZEN,
    "contracts.AuditLook": "written by reading, which is no act; shown, and no duty, right or period is read from it",
    "clock.Deadline": DERIVED, "clock.Alarm": DERIVED, "clock.Acknowledgement": TOLD, "clock.Message": TOLD,
    "clock.Notice": TOLD, "clock.Channel": TOLD, "clock.Subscription": TOLD, "clock.Setup": SERVER,
    "clock.Heartbeat": SERVER, "clock.Confirmation": SERVER, "clock.Restoration": SERVER,
    "submissions.Submission.content": FROZEN, "submissions.Paper.content": FROZEN,
    "submissions.AnswerCode": PASSING,
    "submissions.AnswerLink.opened_at": "written by opening the link; no right is read from it",
    "plan.PlanVersion.edit": EDIT, "plan.RosterEntry": FROZEN, "plan.Contact": FROZEN, "plan.Workplace": FROZEN,
    "plan.RosterImport": "a file that waits beside a draft",
    "plan.ColumnMemory": "how an organisation writes a header; a proposal for its next file",
    "desk.Standing": DERIVED,
    "api.Answered": PASSING,
    "api.Token.last_used_at": "written at every request; no right is read from it",
    **{name: why for each in worlds() for name, why in each.unsworn.items()},
}  # fmt: skip


def columns() -> dict[str, set[str]]:
    """The columns of ours by model, but for primary keys."""
    return {
        f"{config.label}.{model.__name__}": {
            field.name for field in model._meta.concrete_fields if not field.primary_key
        }
        for config in apps.get_app_configs()
        if config.name.startswith("kokoroe.")
        for model in config.get_models()
    }


def declared() -> dict[str, set[str]]:
    """The columns that are sworn to, by model."""
    found: dict[str, set[str]] = {}
    for one in kinds().values():
        found.setdefault(one.model, set()).update({*one.plain, *one.words})
    return found


def test_every_column_is_sworn_to_or_has_a_reason():
    missing = sorted(
        f"{model}.{name}"
        for model, names in columns().items()
        for name in names - declared().get(model, set())
        if model not in EXEMPT and f"{model}.{name}" not in EXEMPT
    )
    assert not missing, f"declare them in the app's sworn.py, or here with a reason: {missing}"


def test_no_reason_is_left_over():
    there = {f"{model}.{name}" for model, names in columns().items() for name in names} | columns().keys()
    sworn_to = {
        f"{model}.{name}" for model, names in declared().items() for name in names
    } | declared().keys()
    assert sorted(EXEMPT.keys() - there) == []
    assert sorted(EXEMPT.keys() & sworn_to) == []


def test_what_can_be_erased_is_among_the_words_and_nothing_else_is():
    for one in kinds().values():
        blank = {name for model, values in blanks() if model == one.model for name in values}
        blank.discard("is_active")  # an account that is erased is closed as well
        assert blank.issuperset(one.words), one.kind
        assert blank.isdisjoint(one.plain), one.kind


def test_people_are_told_of_every_kind_and_every_field_in_words():
    for one in kinds().values():
        assert one.label.ja != "行", one.kind
        for path in (*one.plain, *one.words):
            assert one.field_told(path).ja != path, (one.kind, path)
