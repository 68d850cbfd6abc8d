"""別記, for pages and programs alike: what one pack changes against another, and the bytes of one."""

from django.http import HttpResponse

from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import UnreadableAnnexError, content_named, pack_named
from kokoroe.contracts.models import ContractPack
from kokoroe.declare.comparison import How
from kokoroe.packs import PackError
from kokoroe.packs.comparing import Comparison, compare
from kokoroe.papers.handing_over import file_response

HOW = {
    How.ADDED: Text("加わる義務", "Duties added"),
    How.REMOVED: Text("なくなる義務", "Duties removed"),
    How.CHANGED: Text("変わる義務", "Duties changed"),
}


def compared(old: ContractPack, new: ContractPack) -> Comparison | None:
    """What one pack changes against another, as a contract names them; None where one cannot be read any more."""
    try:
        return compare(pack_named(old), pack_named(new), (content_named(old), content_named(new)))
    except (UnreadableAnnexError, KeyError, PackError):
        return None


def bytes_of(row: ContractPack) -> HttpResponse:
    """The bytes as a download; of a pack with forms they are one text of all its files."""
    return file_response(content_named(row), "application/octet-stream", f"{row.name}-{row.digest[:12]}.yaml")
