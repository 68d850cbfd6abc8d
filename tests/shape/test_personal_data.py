"""Every column that can hold a person's value belongs to a kind of personal data, or stands here with its reason."""

from django.apps import apps
from django.db.models import BinaryField, CharField, JSONField, TextField
from tests.duties.worlds import worlds

from kokoroe.keeping.kinds import AFTER_USE, kinds

WORD = "a word of ours, a key or a hash: nobody types it"
OFFICE = "about an organisation or a contract, not about a person"
PROOF = "the ledger's own bytes: they hold digests and pseudonyms, never a personal value"
SERVER = "how this server is set up; the operator replaces it there"

EXCEPTIONS: dict[str, str] = {
    "ledger.Tree": PROOF, "ledger.Entry": PROOF, "ledger.Checkpoint": PROOF,
    "ledger.Cosignature": PROOF, "ledger.TimeStamp": PROOF, "ledger.Stamped": PROOF, "ledger.Tile": PROOF,
    "ledger.Oath": "salts, digests, and of a row what stays for ever", "ledger.SwornKind": WORD,
    "ledger.Touched": "empty between transactions; what it held is overwritten with the freed pages where erasure asks for it",
    "ledger.Pseudonym": "names an account by its key alone, which says nothing once the account is erased",
    "ledger.Disclosure.digest": PROOF, "ledger.Disclosure.kind": WORD, "ledger.Disclosure.name": WORD,
    "ledger.Disclosure.content": "erased by the ledger's own erasure, with the contract or the person (keeping.erasing)",
    "accounts.Organisation": OFFICE,
    "accounts.Attempt": "hashes of what was tried, for an hour or a day",
    "accounts.Invitation.grants": WORD,
    "accounts.IdentityProvider": "an organisation's sign-in; sealed, and removed there",
    "contracts.Contract": OFFICE, "contracts.KeptPack": OFFICE,
    "contracts.ContractPack.name": WORD, "contracts.ContractPack.edition": WORD, "contracts.ContractPack.digest": WORD,
    "contracts.ContractPack.mover": WORD,
    "contracts.ContractDate.name": WORD, "contracts.ContractDate.mover": WORD, "contracts.MovePaper.media_type": WORD,
    "contracts.Confirmation.corporate_number": OFFICE, "contracts.Confirmation.party": WORD,
    "contracts.ClientRole.role": WORD, "contracts.AccessSuspension.party": WORD, "contracts.AccessSuspension.by_party": WORD,
    "contracts.Audit.party": WORD, "contracts.AuditLook.route": WORD,
    "contracts.Agreement.kind": WORD, "contracts.Agreement.key": WORD, "contracts.Agreement.value": WORD,
    "contracts.Agreement.proposed_for": WORD,
    "keeping.RetentionPeriod.kind": WORD, "keeping.Hold.party": WORD,
    "keeping.ContractRetention.party": WORD,
    "clock.Setup": SERVER,
    "clock.Channel": "where an organisation is reached; sealed, and removed with the channel",
    "clock.Subscription.families": WORD, "clock.Subscription.stopped_why": WORD,
    "clock.Deadline": WORD, "clock.Alarm": WORD, "clock.Heartbeat": SERVER, "clock.Confirmation": SERVER, "clock.Acknowledgement.how": WORD,
    **dict.fromkeys(
        (f"clock.Message.{name}" for name in (
            "kind", "ref", "recipient_party", "language", "channel", "lease_token", "void_reason")), WORD),
    "clock.Notice.kind": WORD, "clock.Notice.ref": WORD,
    "submissions.Submission.form": WORD, "submissions.Submission.number": OFFICE, "submissions.Submission.verb": WORD,
    "submissions.Submission.clauses": WORD, "submissions.Paper.kind": WORD, "submissions.Paper.media_type": WORD,
    "submissions.Step.name": WORD, "submissions.Step.party": WORD, "submissions.Step.assurance": WORD,
    "submissions.Step.proof": WORD, "submissions.Step.outcome": WORD,
    "submissions.Confirmation.outcome": WORD, "submissions.Confirmation.assurance": WORD, "submissions.Confirmation.proof": WORD,
    "submissions.AnswerLink.source": WORD, "submissions.AnswerLink.token_hash": WORD, "submissions.AnswerCode": WORD,
    "plan.PlanVersion.nationality_by": WORD, "plan.RosterEntry.role": WORD, "plan.Contact.party": WORD,
    "plan.Contact.hours": WORD, "plan.Workplace.kind": WORD,
    "plan.ColumnMemory": "headers of an organisation's tables",
    **{name: why for each in worlds() for name, why in each.impersonal.items()},
    "desk.Standing": "a cache of states, made again at any time",
    "api.Token.scopes": WORD,
}  # fmt: skip


def columns() -> dict[str, set[str]]:
    """The columns of ours that hold text, bytes or JSON, by model."""
    found = {}
    for config in apps.get_app_configs():
        for model in config.get_models() if config.name.startswith("kokoroe.") else ():
            named = {
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, CharField | TextField | JSONField | BinaryField)
            }
            found[f"{config.label}.{model.__name__}"] = named
    return found


def registered() -> dict[str, set[str]]:
    """The columns whose values a kind takes away, by model; of rows that go, all."""
    found: dict[str, set[str]] = {}
    for kind in kinds():
        for rows in kind.rows:
            gone = columns().get(rows.model, set()) if rows.delete else set(rows.blank)
            found.setdefault(rows.model, set()).update(gone)
    return found


def test_every_column_has_a_kind_or_a_reason():
    known = registered()
    missing = sorted(
        f"{model}.{name}"
        for model, names in columns().items()
        for name in names
        if model not in EXCEPTIONS
        and f"{model}.{name}" not in EXCEPTIONS
        and name not in known.get(model, set())
    )
    assert not missing, f"add them to the app's personal.py, or here with a reason: {missing}"


def test_no_exception_is_left_over():
    there = {f"{model}.{name}" for model, names in columns().items() for name in names} | columns().keys()
    covered = {f"{model}.{name}" for model, names in registered().items() for name in names}
    assert sorted(EXCEPTIONS.keys() - there) == []
    assert sorted(EXCEPTIONS.keys() & covered) == []


def test_every_kind_can_be_found_by_its_contract_or_its_age():
    for kind in kinds():
        for rows in kind.rows:
            assert rows.contract or not kind.goes_with_contract, (kind.key, rows.model)
            assert rows.made or kind.goes_with_contract or kind.period.since is AFTER_USE, (
                kind.key,
                rows.model,
            )
            for path in filter(None, (rows.contract, rows.made, rows.by_key, *rows.whose)):
                assert rows.rows.filter(**{f"{path}__isnull": True}).query, (rows.model, path)
