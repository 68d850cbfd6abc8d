"""What contracts/ and this folder hold: who had which part, why something was set, what an auditor looked at."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import CONTRACT_YEARS, Kind, Rows

PARTS = Kind(
    key="parts",
    label=Text("契約での役割と、そのときの理由", "Parts in a contract, and the reasons given"),
    why=Text(
        "だれが何をしてよかったかを、あとから確かめるため",
        "to see afterwards who was allowed to do what",
    ),
    period=CONTRACT_YEARS,
    rows=(
        Rows("contracts.ClientRole", {}, contract="contract", whose=("account",), made="since"),
        Rows("contracts.Preparing", {}, contract="contract", whose=("account",), made="since"),
        Rows(
            "contracts.Confirmation",
            {"reason": ""},
            contract="contract",
            whose=("asked_by", "confirmed_by", "declined_by"),
            made="asked_at",
        ),
        Rows("contracts.ContractDate", {"reason": ""}, "contract", ("recorded_by",), made="recorded_at"),
        Rows(
            "contracts.Agreement", {"note": ""}, "contract", ("proposed_by", "agreed_by"), made="proposed_at"
        ),
        Rows(
            "contracts.AccessSuspension",
            {"reason": ""},
            contract="contract",
            whose=("account", "suspended_by", "lifted_by"),
            made="since",
        ),
        Rows(
            "contracts.StandIn",
            {"reason": ""},
            contract="contract",
            whose=("absent", "account", "named_by", "ended_by"),
            made="since",
        ),
        Rows(
            "contracts.Audit",
            {"purpose": ""},
            "contract",
            ("account", "granted_by", "ended_by"),
            made="since",
        ),
        Rows("contracts.AuditLook", {"what": ""}, "audit__contract", ("audit__account",), made="at"),
        Rows("keeping.Hold", {"reason": ""}, "contract", ("placed_by", "lifted_by"), made="placed_at"),
    ),
)

KINDS = (PARTS,)
