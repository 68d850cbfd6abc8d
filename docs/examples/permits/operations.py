"""What programs do with permissions."""

from kokoroe.duties.permits.group import APPLY

from kokoroe.annex.text import Text
from kokoroe.api.service import router as new_router
from kokoroe.deeds.operating import operate

TITLES = {"permits": Text("利用の許可", "Permissions")}
router = new_router("permits")
operate(router, APPLY, "permit_apply", "/contracts/{code}/permits", given="PermitGiven")
routers = (router,)
