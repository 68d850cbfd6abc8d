"""What incidents hold about people: who reported and acted, what they wrote, and the files that prove it."""

from kokoroe.accounts.rights import NOW, Right, unset
from kokoroe.annex.text import Text
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.keeping.kinds import CONTRACT_YEARS, GONE, Kind, Rows
from kokoroe.keeping.unfinished import Unfinished

OF = "incident__contract"

INCIDENTS = Kind(
    key="incidents",
    label=Text("インシデントの報告と記録", "Reports and records of incidents"),
    why=Text(
        "何がいつ起き、だれが何をしたかを、報告と再発防止のために示すため",
        "to show what happened when and who did what, for the report and so that it does not happen again",
    ),
    period=CONTRACT_YEARS,
    rows=(
        Rows(
            "incidents.Incident",
            {"title": GONE, "details": {}},
            "contract",
            ("created_by",),
            made="created_at",
        ),
        Rows(
            "incidents.Report",
            {"text": "", "name": "", "reach": "", "dismissal": ""},
            contract="contract",
            whose=("by", "settled_by"),
            made="received_at",
            never=("key",),
        ),
        Rows(
            "incidents.Appraisal",
            {"reason": "", "refusal": ""},
            OF,
            ("by", "agreed_by", "refused_by"),
            made="recorded_at",
        ),
        Rows("incidents.Closing", {"reason": "", "reopening": ""}, OF, ("by", "reopened_by"), made="at"),
        Rows("incidents.LawCheck", {"answers": {}, "note": ""}, OF, ("by",), made="recorded_at"),
        Rows("incidents.StatutoryItems", {"texts": {}}, OF, ("by",), made="saved_at"),
        Rows("incidents.Filing", {"reference": "", "note": ""}, OF, ("by", "struck_by"), made="recorded_at"),
        Rows(
            "incidents.Minutes", {"means": "", "attended": {}, "topics": []}, OF, ("by",), made="recorded_at"
        ),
        Rows("incidents.Consent", {}, OF, ("by",), made="recorded_at"),
        Rows(
            "incidents.Suspension",
            {"scope": "", "told_by": ""},
            "contract",
            ("by", "resumed_by"),
            made="recorded_at",
        ),
        Rows("incidents.Lesson", {"text": ""}, OF, ("by",), made="recorded_at"),
        Rows("incidents.DetailChange", {"value": ""}, OF, ("by",), made="at"),
        Rows(
            "incidents.ReportLink", {"label": ""}, "contract", ("created_by", "revoked_by"), made="created_at"
        ),
        Rows(
            "incidents.EvidenceFile",
            {"name": GONE, "content": b"", "sha256": "", "note": ""},
            contract="contract",
            whose=("by",),
            made="added_at",
            never=("content",),
        ),
        Rows(
            "incidents.Custody", {"holder": GONE, "place": ""}, "file__contract", ("by",), made="recorded_at"
        ),
        Rows("incidents.TimelineNote", {"text": ""}, OF, ("by", "struck_by"), made="recorded_at"),
        Rows("incidents.Responder", {"name": GONE, "role": "", "phone": ""}, OF, ("by",), made="recorded_at"),
        Rows("incidents.Measure", {"text": ""}, OF, ("by", "struck_by"), made="recorded_at"),
        Rows(
            "incidents.Task",
            {"what": GONE, "owner": "", "result": ""},
            OF,
            ("created_by",),
            made="created_at",
        ),
        Rows("incidents.StageReport", {"delay_reason": ""}, OF),
        Rows(
            "incidents.Delivery",
            {"who": GONE, "whom": GONE, "note": ""},
            OF,
            ("by", "confirmed_by"),
            made="recorded_at",
        ),
        Rows("incidents.Procedure", {"content": {}}, "contract", ("created_by",), made="created_at"),
    ),
)

KINDS = (INCIDENTS,)


RIGHTS = (
    Right(
        "incidents.ReportLink",
        Text("携行カードと掲示のリンク", "links of cards and posters"),
        "compared",  # a card in somebody's wallet may not be dead on the day on which it is needed
        open=unset("revoked_at"),
        ended={"revoked_at": NOW},
        same=("contract", "created_at"),
        tree="contract__tree",
    ),
)
UNFINISHED = (
    Unfinished(
        "incident",
        Text("終わっていないインシデント", "an incident that has not ended"),
        Incident.objects.going_on,  # a drill is one, too: whether it was is the contractor's word
    ),
    Unfinished(
        "report",
        Text("扱いの決まっていない報告", "a report that nobody has settled"),
        lambda: Report.objects.filter(incident__isnull=True, dismissed_at__isnull=True),
    ),
)
