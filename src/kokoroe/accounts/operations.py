"""Who asks: the account, its organisation, and the token's own life."""

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers
from kokoroe.annex.text import Text
from kokoroe.api.guards import signed_in
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Moment, Told
from kokoroe.api.service import router as new_router

TITLES = {
    "me": Text("自分", "Who I am"),
}
router = new_router("me")
routers = (router,)


class OrganisationTold(Told):
    """団体."""

    id: int
    name: str
    corporate_number: str
    address: str
    representative: str
    phone: str


class TokenTold(Told):
    """The token that asks."""

    name: str
    prefix: str
    scopes: list[str]
    expires_at: Moment


class Me(Told):
    """Who asks."""

    id: int
    name: str
    email: str
    is_program: bool
    administers: bool
    organisation: OrganisationTold
    token: TokenTold


@router.get("/me", response=Me)
@signed_in(Text("自分と、このトークン", "Who I am, and this token"))
def me(request: ApiRequest, account: Account) -> Me:
    """The account behind the token."""
    token = request.token
    return Me(
        id=account.pk,
        name=account.person.name,
        email=account.email,
        is_program=token.service_id is not None,
        administers=administers(account, account.organisation, at=request.now),
        organisation=OrganisationTold.from_orm(account.organisation),
        token=TokenTold.from_orm(token),
    )
