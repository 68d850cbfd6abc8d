"""What is done on the pages 関係者とアクセス and 団体のアカウント: invite, suspend, stand in, audit."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.actions import restore_account, suspend_account
from kokoroe.accounts.inviting import Sent
from kokoroe.accounts.models import Account, Invitation
from kokoroe.annex.text import Text
from kokoroe.contracts import auditing, inviting, people, standing_in, suspending
from kokoroe.contracts.forms import InvitationForm, roles_for
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.models import ClientRole, Preparing
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import ADMINISTRATOR, seat
from kokoroe.desk.seating.forms import AuditForm, CloseForm, ResendForm, StandInForm, SuspendForm
from kokoroe.desk.seating.people import (
    SPEAKS,
    Sitting,
    link_of,
    sittings,
    speaks,
    stand_in_choices,
    suspendable,
    suspended_now,
)
from kokoroe.desk.seating.views import page

PLACE, ACCOUNTS = "contract_access", "organisation_accounts"
ANYBODY, SPEAKING = seat("read"), seat("read", *SPEAKS)


def sitting(doing: Doing) -> list[Sitting]:
    """Who sits at the contract now."""
    return sittings(doing.seat.contract, suspended_now(doing.seat), at=doing.now)


def invitations(doing: Doing) -> "QuerySet[Invitation]":
    """The contract's invitations."""
    rows = Invitation.objects.filter(grants__contract=doing.seat.contract.pk)
    return rows.select_related("invited_by__person")


def roles(doing: Doing) -> "QuerySet[ClientRole] | QuerySet[Preparing]":
    """The roles of the side that the address names."""
    rows: Any = ClientRole.objects if doing.key["party"] == "client" else Preparing.objects
    found: QuerySet[ClientRole] = rows.filter(contract=doing.seat.contract).select_related("account__person")
    return found


def accounts(doing: Doing) -> "QuerySet[Account]":
    """The accounts of the administrator's own organisation."""
    return Account.objects.filter(person__organisation=doing.account.organisation)


def may_end(doing: Doing) -> bool:
    """Whether the stand-in is one's own or for oneself, or of the side that one speaks for."""
    row, home = doing.thing, doing.account.person.organisation_id
    return doing.account.pk in {row.absent_id, row.account_id} or (
        speaks(doing.seat) and row.absent.person.organisation_id == home
    )


def shown_link(request: AccountRequest, doing: Doing, sent: Sent) -> HttpResponseBase | None:
    """The page with the link to hand over, where no mail leaves; it is shown once."""
    link = link_of(sent)
    return page(request, doing.seat, link=link) if link else None


def invited(doing: Doing, sent: Sent, at_once: str) -> str:
    """What became of an invitation: given at once, or on its way."""
    if sent.invitation is None:
        return at_once % {"name": doing.given["name"]}
    return gettext("%(email)s に招待のメールを送ります。届いたかどうかは、下の一覧で確かめてください。") % {
        "email": sent.invitation.email
    }


SEATING = Deeds(
    "c/<slug:code>/settings/",
    Deed(
        name="contract_invite", path="people", label=Text("人を招待する", "Invite somebody"),
        word=_("招待のメールを送る"),
        done=lambda doing, sent: invited(doing, sent, gettext("%(name)s さんに役割を付けました。")),
        shows=shown_link,
        acts=("account.invited", "contract.role_granted"), tells=("invitation",),
        verb=inviting.invite_and_send, form=InvitationForm,
        given=lambda doing: {"roles": roles_for(doing.seat)},
        who=SPEAKING, back=PLACE,
    ),
    Deed(
        name="contract_invitation_resend", path="invitations/<int:pk>/resend",
        label=Text("招待を送り直す", "Send an invitation anew"), word=_("送り直す"),
        done=lambda doing, sent: invited(doing, sent, ""), shows=shown_link,
        on=invitations, about="invitation",
        acts=("account.invitation_renewed",), tells=("invitation",),
        verb=inviting.resend, form=ResendForm, who=SPEAKING, back=PLACE, is_button=True,
    ),
    Deed(
        name="contract_invitation_withdraw", path="invitations/<int:pk>/withdraw",
        label=Text("招待を取り消す", "Take an invitation back"), word=_("取り消す"),
        on=invitations, about="invitation",
        acts=("contract.invitation_withdrawn",),
        verb=people.withdraw_invitation, who=SPEAKING, back=PLACE, is_button=True,
    ),
    Deed(
        name="contract_role_end", path="people/<str:party>/<int:pk>/end",
        label=Text("役割を終える", "End somebody's role"), word=_("外す"),
        on=roles, about="role",
        acts=("contract.role_ended",),
        verb=people.end_role, who=SPEAKING, back=PLACE, is_button=True,
    ),
    Deed(
        name="access_suspend", path="suspensions", label=Text("アクセスを停止する", "Suspend somebody's access"),
        word=_("停止する"), danger=True,
        done=lambda doing, _: gettext("%(name)s さんのアクセスを停止しました。") % {"name": doing.given["account"]},
        acts=("contract.access_suspended",), tells=("access",),
        verb=suspending.suspend, form=SuspendForm,
        given=lambda doing: {"accounts": suspendable(doing.seat, sitting(doing))},
        who=SPEAKING, back=PLACE,
    ),
    Deed(
        name="access_lift", path="suspensions/<int:pk>/lift",
        label=Text("アクセスの停止を解除する", "Lift a suspension"), word=_("解除する"),
        done=_("停止を解除しました。"),
        on=lambda doing: AccessSuspension.objects.filter(contract=doing.seat.contract), about="suspension",
        when=lambda doing: (
            doing.thing.until is None
            and doing.thing.by_party == doing.seat.party
            and suspending.may_suspend(doing.seat, doing.thing.party)
        ),
        acts=("contract.access_restored",), tells=("access",),
        verb=suspending.lift, who=SPEAKING, back=PLACE, is_button=True,
    ),
    Deed(
        name="stand_in_name", path="stand-ins", label=Text("代理を決める", "Name a stand-in"),
        word=_("代理を決める"), done=_("代理を決めました。"),
        acts=("contract.stand_in_named",), tells=("access",),
        verb=standing_in.name_stand_in, form=StandInForm,
        given=lambda doing: stand_in_choices(doing.seat, sitting(doing)),
        who=ANYBODY, back=PLACE,
    ),
    Deed(
        name="stand_in_end", path="stand-ins/<int:pk>/end",
        label=Text("代理を終える", "End a stand-in"), word=_("すぐに終える"), done=_("代理を終えました。"),
        on=lambda doing: StandIn.objects.filter(contract=doing.seat.contract), about="stand_in",
        when=lambda doing: doing.thing.until > doing.now and may_end(doing),
        acts=("contract.stand_in_ended",), tells=("access",),
        verb=standing_in.end_stand_in, who=ANYBODY, back=PLACE, is_button=True,
    ),
    Deed(
        name="audit_grant", path="audits", label=Text("監査の閲覧を認める", "Let somebody audit"),
        word=_("閲覧を認める"),
        done=lambda doing, sent: invited(doing, sent, gettext("%(name)s さんに監査の閲覧を認めました。")),
        shows=shown_link,
        acts=("account.invited", "organisation.registered", "contract.audit_granted"), tells=("access", "invitation"),
        verb=inviting.invite_auditor, form=AuditForm, who=SPEAKING, back=PLACE,
    ),
    Deed(
        name="audit_end", path="audits/<int:pk>/end",
        label=Text("監査の閲覧を終える", "End an audit"), word=_("すぐに終える"),
        done=_("監査の閲覧を終えました。"),
        on=lambda doing: Audit.objects.filter(contract=doing.seat.contract), about="audit",
        when=lambda doing: doing.thing.until > doing.now and doing.thing.party == doing.seat.party,
        acts=("contract.audit_ended",), tells=("access",),
        verb=auditing.end_audit, who=SPEAKING, back=PLACE, is_button=True,
    ),
)  # fmt: skip
OF_ACCOUNTS = Deeds(
    "organisation/accounts/",
    Deed(
        name="organisation_account_suspend", path="suspend",
        label=Text("アカウントを停止する", "Close an account"), word=_("停止する"), danger=True,
        done=lambda doing, _: gettext("%(name)s さんのアカウントを停止しました。") % {"name": doing.given["account"]},
        acts=("account.suspended",),
        verb=suspend_account, form=CloseForm, who=ADMINISTRATOR, back=ACCOUNTS,
    ),
    Deed(
        name="organisation_account_restore", path="restore",
        label=Text("アカウントの停止を解除する", "Open an account again"), word=_("解除する"),
        done=lambda doing, _: gettext("%(name)s さんのアカウントの停止を解除しました。") % {"name": doing.thing},
        on=accounts, sent="account", about="account", when=lambda doing: not doing.thing.is_active,
        acts=("account.restored",),
        verb=restore_account, who=ADMINISTRATOR, back=ACCOUNTS, is_button=True,
    ),
)  # fmt: skip
