"""Contracts and who takes part in them.

Nothing here says how a contract stands: that is computed from facts (kokoroe.annex.evaluate).
"""

import secrets
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from kokoroe.accounts.models import Account, Organisation
from kokoroe.contracts.grants import AccessSuspension, Audit, AuditLook, StandIn
from kokoroe.contracts.visibility import ContractQuerySet
from kokoroe.ledger.models import Tree

__all__ = [
    "AccessSuspension",
    "Agreement",
    "Audit",
    "AuditLook",
    "ClientRole",
    "Contract",
    "ContractDate",
    "ContractPack",
    "KeptPack",
    "Movable",
    "MovePaper",
    "Preparing",
    "StandIn",
]

# No 0/o, 1/l/i, u/v: a code may be read out on the telephone.
CODE_ALPHABET = "23456789abcdefghjkmnpqrstwxyz"
CODE_LENGTH = 10


def new_code() -> str:
    """A contract's public name in addresses: ten characters that say nothing and are easy to dictate."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Contract(models.Model):
    """契約: work that a client hands to a contractor under an annex."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    client = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts_given")
    contractor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts_taken")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="subcontracts",
        help_text="Of a subcontract: the contract whose contractor handed on a part of the work. Set once.",
    )
    client_label = models.CharField(max_length=20)
    contractor_label = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changes_below = models.PositiveIntegerField(
        default=0,
        help_text="Grows with every act on a contract below: with the ledger's size it names a state of facts.",
    )
    tree = models.OneToOneField(Tree, on_delete=models.PROTECT, related_name="contract")

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(client=models.F("contractor")), name="two_parties"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="not_below_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    def lock(self) -> None:
        """Wait, to the end of the transaction, for whoever else adds a row that this contract may have but once."""
        Contract.objects.select_for_update(no_key=True).get(pk=self.pk)

    def label(self, party: str) -> str:
        """What the contract calls a party (`client` or `contractor`): 委託者・受託者, 甲・乙 and so on."""
        return self.client_label if party == "client" else self.contractor_label


class Confirmation(models.Model):
    """相手方の確認: whether the party that a contract names takes part in it, which the one who opened it cannot say.

    Until somebody of that organisation confirms, the contract's party is a record of its own with what was typed, so
    that nobody learns here who else uses this server; `organisation` (one that the opener knew) or `corporate_number`
    tell whose people are asked. A contract without a row needs no confirmation: the operator vouched for it.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="confirmation")
    party = models.CharField(max_length=10, choices=[("client", "client"), ("contractor", "contractor")])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    corporate_number = models.CharField(max_length=13, blank=True, db_index=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    confirmed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None

    @property
    def named(self) -> Organisation:
        """The party as it stands at the contract now."""
        return self.contract.client if self.party == "client" else self.contract.contractor


class MovePaper(models.Model):
    """変更の合意の写し: the exact bytes of a scan by which one party records that the other agreed to a move."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="move_papers")
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]


PARTIES = [("client", "client"), ("contractor", "contractor")]


class Movable(models.Model):
    """What times are counted from, as one party recorded it, and what the other says of it (kokoroe.annex.moves).

    `mover` is the party that recorded it, empty where nobody need agree. `told_at`: when the first of the other party
    was told. `unasked`: nobody there could answer, so it counts, unconfirmed. A `paper` that the mover recorded counts
    (`paper_counts`) where nobody of the other party answers here. Each is written once.
    """

    mover = models.CharField(max_length=10, blank=True, default="", choices=PARTIES)
    told_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    unasked = models.BooleanField(default=False)
    paper = models.OneToOneField(MovePaper, on_delete=models.PROTECT, null=True, related_name="%(class)s")
    paper_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    paper_counts = models.BooleanField(default=False)
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    refused_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.TextField(blank=True, default="", help_text="Why it was refused.")

    class Meta:
        abstract = True


class ContractDate(Movable):
    """契約の日付: one of the five dates, as recorded at a moment; the latest record of a name that stands counts.

    signed 契約締結, starts 作業開始, ends 履行期間の末日, completed 完了, cancelled 解除. A date taken back is
    recorded as an empty one. The contract was opened with those that `opens` says: they need no answer of their own.
    """

    NAMES = ("signed", "starts", "ends", "completed", "cancelled")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="dates")
    name = models.CharField(max_length=10, choices=[(name, name) for name in NAMES])
    on: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    opens = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["contract", "name", "recorded_at"])]


class ContractPack(Movable):
    """適用する別記: an annex pack that one party named, by which the contract goes once the other agrees.

    The contract was opened with the one that `opens`: it counts from the beginning, as the opener's reading of the
    annex until the other party has agreed to it (kokoroe.annex.editions). `unasked`: it counted without asking, as it
    could before both had to agree.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="packs")
    name = models.CharField(max_length=100)
    edition = models.CharField(max_length=50)
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the bytes it goes by: `KeptPack`."
    )
    opens = models.BooleanField(default=False)
    since = models.DateField(help_text="It counts from this day (JST) on at the earliest.")
    reason = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]


class KeptPack(models.Model):
    """控えた別記: the exact bytes of an annex pack by which a contract goes or went, by their SHA-256."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class ClientRole(models.Model):
    """委託者側の役割: decides 決定する, handles 受け付ける, reads 閲覧する (kokoroe.contracts.roles)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="client_roles")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="client_roles")
    role = models.CharField(max_length=10)
    since = models.DateTimeField()
    until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        # All that visible_to asks of a row, so that it need not be read.
        indexes = [models.Index(fields=["account", "contract", "since", "until"], name="client_role_of")]


class Preparing(models.Model):
    """書面を準備する担当者: the contractor's officer, from the first draft to the accepted completion report."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="preparing")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="preparing")
    since = models.DateTimeField()
    until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        # All that visible_to asks of a row, so that it need not be read.
        indexes = [models.Index(fields=["account", "contract", "since", "until"], name="preparing_of")]


class Agreement(models.Model):
    """双方の取決め: how an ambiguity is read, a house rule on or off, a target for 直ちに.

    One side proposes, the other agrees; from then on it counts. `key` and `value` are words of the pack.
    """

    KINDS = ("reading", "house_rule", "target")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=100)
    value = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_for = models.CharField(
        max_length=10, choices=[("client", "client"), ("contractor", "contractor")]
    )
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    refused_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "key"],
                condition=Q(agreed_at__isnull=True, refused_at__isnull=True),
                name="one_open_proposal_per_key",
            )
        ]
