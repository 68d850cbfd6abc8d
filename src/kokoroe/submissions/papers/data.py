"""What a receipt's slip prints, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.papers.qr import whole_text


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """受領証: one page that says what is on the ledger, with the receipt's whole text in a QR code.

    `act` is the step in the annex's own word; `root` is hex. A receipt too long for a code leaves it out, and says so.
    """

    contract: str
    contract_number: str
    client: str
    contractor: str
    title: str
    number: str
    act: str
    recorded_at: datetime
    origin: str
    size: int
    root: str
    index: int
    receipt: str

    def worked_out(self) -> Mapping[str, Any]:
        grouped = " ".join(self.root[at : at + 8] for at in range(0, len(self.root), 8))
        return {"qr": whole_text(self.receipt), "root": grouped}
