"""What a seat's words mean in plain language: what they are called, and what they let somebody do."""

from functools import cache

from kokoroe.annex.text import Text, listed, say
from kokoroe.api.guards import guard_of
from kokoroe.contracts.pages import title_of
from kokoroe.contracts.roles import ROSTER, role_of
from kokoroe.groups.registry import groups
from kokoroe.plan.roster.fields import ROLES

OF_THE_ROSTER = {
    f"{ROSTER}{role.key}": Text(
        f"有効な実施計画書の名簿「{role.label.ja}」", f"roster of the plan in force: {role.label.en}"
    )
    for role in ROLES
}


def may(word: str, party: str) -> Text:
    """What a word lets somebody of a party do."""
    role = role_of(word, party)
    return role.says if role else everybody()


def everybody() -> Text:
    """What a party's people may do without any word: read, and what groups let everybody do."""
    further = [group.everybody for group in groups() if group.everybody is not None]
    if not further:
        return Text("自分の契約の画面を見られます", "reads the contract")
    return say("自分の契約の画面を見て、{further}", "reads the contract, {further}", further=listed(further))


def why(word: str, party: str) -> Text:
    """From which role it comes."""
    role = role_of(word, party)
    return (role and role.why) or OF_THE_ROSTER.get(word) or Text(word, word)


def opened(route: str) -> Text:
    """What a route shows, in words; what has none keeps its name. A program's operation goes by its page's words."""
    page = route.removeprefix("api:")
    said = title_of(page) or operations().get(page) or Text(page, page)
    return said if page == route else Text(f"{said.ja}（API）", f"{said.en} (API)")


@cache
def operations() -> dict[str, Text]:
    """What each operation of the API says of itself, for those that have no page of their name."""
    from kokoroe.api.root import api  # it gathers every app's operations, the desk's as well

    return {each.view_func.__name__: guard_of(each).says for each in api.operations()}
