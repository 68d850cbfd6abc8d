"""The verbs about tokens: make one, revoke it; give an organisation's program an account, and end it."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from kokoroe.accounts.models import Account, Person, hash_token
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.rights import NOW, Right, unset
from kokoroe.annex.text import Text
from kokoroe.api.models import Service, Token
from kokoroe.api.scopes import SCOPES
from kokoroe.contracts.models import Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.roles import PREPARES, given
from kokoroe.contracts.seats import seat_of
from kokoroe.ledger.unit import Record, unit

RIGHTS = (
    Right(
        "api.Token",
        Text("API トークン", "tokens"),
        "ends",
        open=unset("revoked_at"),
        ended={"revoked_at": NOW},
        tree="account__person__organisation__tree",
    ),
    Right(
        "api.Service",
        Text("連携用アカウント", "accounts of programs"),
        "compared",
        open=unset("ended_at"),
        ended={"ended_at": NOW},
        same=("account",),
        tree="organisation__tree",
    ),
)
MARK = "kkr_"
USUAL_DAYS, MOST_DAYS = 90, 365
MOST_TOKENS = 50
SHOWN = 10
"""Characters of a token that pages and records show, the mark included."""


def create_token(
    *,
    by: Account,
    name: str,
    scopes: Collection[str],
    days: int = USUAL_DAYS,
    service: Service | None = None,
    strong: bool = False,
    now: datetime,
) -> tuple[Token, str]:
    """A token of one's own, or of a program of the organisation; the secret returned is not kept.

    `days` until it ends; `strong`: its maker has just shown a second factor.

    Raises:
        NotAllowed: the program is another organisation's, or the maker does not administer this one.
        NotPossible: no name, too long a life, a scope that it cannot have, or too many tokens.
    """
    if service is not None:
        require_administrator(by, service, now=now)
    chosen = sorted({"read", *scopes}, key=list(SCOPES).index)
    refuse_impossible(name=name, days=days, scopes=chosen, service=service, strong=strong)
    account = service.account if service else by
    secret = MARK + secrets.token_urlsafe(32)
    with unit(now=now) as record:
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if Token.objects.filter(account=account).valid(now).count() >= MOST_TOKENS:
            raise NotPossible(
                f"有効なトークンが{MOST_TOKENS}本あります。使っていないものを無効にしてください。",
                f"There are {MOST_TOKENS} valid tokens. Please revoke those that are not used.",
            )
        token = Token.objects.create(
            account=account,
            service=service,
            name=name.strip(),
            secret_hash=hash_token(secret),
            prefix=secret[:SHOWN],
            scopes=chosen,
            strong=strong,
            created_at=now,
            created_by=by,
            expires_at=now + timedelta(days=days),
        )
        record(
            account.organisation.tree,
            act="token.created",
            actor=by.pk,
            public={
                "token": token.pk,
                "of": "organisation" if service else "person",
                "scopes": chosen,
                "expires_at": token.expires_at.isoformat(),
            },
            personal={"name": token.name, "account": account.person.name},
        )
    return token, secret


def refuse_impossible(
    *, name: str, days: int, scopes: Collection[str], service: Service | None, strong: bool
) -> None:
    """Raises NotPossible for a token that cannot be."""
    if not name.strip():
        raise NotPossible("何に使うトークンかを書いてください。", "Please say what the token is for.")
    if not 1 <= days <= MOST_DAYS:
        raise NotPossible(
            f"有効期間は1日から{MOST_DAYS}日までです。", f"A token lives 1 to {MOST_DAYS} days."
        )
    if "decide" not in scopes:
        return
    if service is not None:
        raise NotPossible("連携用アカウントは決定できません。", "A program does not decide.")
    if not strong:
        raise NotPossible(
            "決定に使うトークンは、二要素認証で本人確認をした人だけが作れます。",
            "A token that decides is made by somebody who has signed in with a second factor.",
        )


def revoke_token(*, by: Account, token: Token, now: datetime) -> None:
    """End a token at once: one's own, or one of the organisation's programs.

    Raises:
        NotAllowed: it is neither.
        NotPossible: it was revoked already.
    """
    if token.service is not None:
        require_administrator(by, token.service, now=now)
    elif token.account_id != by.pk:
        raise not_yours()
    with unit(now=now) as record:
        row = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
        if row.revoked_at is not None:
            raise NotPossible("このトークンはすでに無効です。", "This token was revoked already.")
        end([row], by=by, now=now, record=record)
    token.revoked_at = now


def end(tokens: Collection[Token], *, by: Account, now: datetime, record: Record) -> None:
    """Mark them revoked, each with its entry."""
    for token in tokens:
        Token.objects.filter(pk=token.pk).update(revoked_at=now)
        record(
            by.organisation.tree,
            act="token.revoked",
            actor=by.pk,
            public={"token": token.pk},
            personal={"name": token.name},
        )


def end_own(account: Account, *, now: datetime, record: Record) -> None:
    """End the tokens that an account made for itself; those of its organisation's programs go on."""
    rows = Token.objects.personal_of(account).filter(revoked_at__isnull=True)
    end(list(rows), by=account, now=now, record=record)


def open_service(*, by: Account, name: str, now: datetime) -> Service:
    """An account for a program of the maker's organisation, without a password. Raises NotAllowed, NotPossible."""
    home = by.organisation
    if not administers(by, home, at=now):
        raise not_yours()
    if not name.strip():
        raise NotPossible("連携先の名前を書いてください。", "Please name the program.")
    with unit(now=now) as record:
        person = Person.objects.create(organisation=home, name=name.strip(), created_at=now)
        account = Account.objects.create(
            # RFC 6761: no message can be sent to it, so no password can be set by one.
            email=f"{secrets.token_hex(8)}@service.invalid",
            person=person,
            vouched_by=home,
            signs_in=False,
            created_at=now,
        )
        service = Service.objects.create(account=account, organisation=home, created_at=now, created_by=by)
        record(
            home.tree,
            act="service.opened",
            actor=by.pk,
            public={"service": service.pk},
            personal={"name": person.name},
        )
    return service


def end_service(*, by: Account, service: Service, now: datetime) -> None:
    """End a program's account, with all of its tokens. Raises NotAllowed; NotPossible (ended already)."""
    require_administrator(by, service, now=now)
    with unit(now=now) as record:
        row = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        if row.ended_at is not None:
            raise NotPossible("この連携はすでに終了しています。", "This program was ended already.")
        Service.objects.filter(pk=row.pk).update(ended_at=now)
        Account.objects.filter(pk=row.account_id).update(is_active=False)
        end(list(Token.objects.filter(service=row, revoked_at__isnull=True)), by=by, now=now, record=record)
        record(by.organisation.tree, act="service.ended", actor=by.pk, public={"service": row.pk})
    service.ended_at = now


def place_service(*, by: Account, service: Service, contract: Contract, role: str, now: datetime) -> None:
    """Give a program a role at a contract of the organisation.

    Raises:
        NotAllowed: not the maker's to give, here or there.
        NotPossible: a role that programs do not have, or it has this one already.
    """
    require_administrator(by, service, now=now)
    if not Contract.objects.visible_to(by, at=now).filter(pk=contract.pk).exists():
        raise not_yours()
    seat = seat_of(by, contract, at=now)
    if not seat.may("administer"):
        raise not_yours()
    if role not in [each.word for each in given(seat.party) if each.for_programs]:
        raise NotPossible("この役割は付けられません。", "A program cannot have this role.")
    with unit(now=now):
        contract.lock()
        if role in held_by(service, contract):
            raise NotPossible("この役割はすでに付いています。", "It has this role already.")
        grant(contract=contract, account=service.account, party=seat.party, role=role, by=by, now=now)


def held_by(service: Service, contract: Contract) -> set[str]:
    """The roles that the program has at the contract now."""
    roles = contract.client_roles.filter(account=service.account_id, until__isnull=True)
    grants = contract.preparing.filter(account=service.account_id, until__isnull=True)
    return {*roles.values_list("role", flat=True), *([PREPARES] if grants.exists() else [])}


def require_administrator(by: Account, service: Service, *, now: datetime) -> None:
    """Raises NotAllowed unless the account administers the program's organisation."""
    if not administers(by, service.organisation, at=now):
        raise not_yours()


def not_yours() -> NotAllowed:
    """Who tried has nothing to say here."""
    return NotAllowed("この操作は団体の管理者が行います。", "The organisation's administrators do this.")


ACTS: dict[str, Text] = {
    "token.created": Text("APIトークンを作った", "API token made"),
    "token.revoked": Text("APIトークンを無効にした", "API token revoked"),
}
