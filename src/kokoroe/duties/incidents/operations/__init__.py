"""What programs do with incidents, from the first report to the figures."""

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.operations import (
    after,
    card_reports,
    deeds,
    figures,
    incidents,
    law,
    procedure,
    report_links,
    reports,
)

TITLES = {
    "incidents": Text("インシデント", "Incidents"),
    "response": Text("インシデントへの対応", "The response to an incident"),
    "incident reports": Text("インシデントの報告", "Reports of an incident"),
    "law": Text("法令の確認", "The law"),
    "after": Text("インシデントのあと", "What follows an incident"),
    "figures": Text("インシデントの数字", "Figures of incidents"),
    "procedure": Text("報告手順書", "The reporting procedure"),
}

routers = (
    incidents.router,
    card_reports.router,
    deeds.router,
    reports.router,
    law.router,
    after.router,
    figures.router,
    procedure.router,
    report_links.router,
)
