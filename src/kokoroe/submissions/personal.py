"""What writings hold about people: their content, their papers, and who took which step."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import CONTRACT_YEARS, GONE, Kind, Rows

WRITINGS = Kind(
    key="writings",
    label=Text("書面と、その写し・経過", "Writings, their papers and steps"),
    why=Text(
        "何を書面で伝え、だれがどう答えたかを示すため",
        "to show what was put in writing, and who answered what",
    ),
    period=CONTRACT_YEARS,
    rows=(
        Rows(
            "submissions.Submission",
            {"content": b"", "title": GONE},
            contract="contract",
            whose=("created_by",),
            made="created_at",
            never=("content",),
        ),
        Rows(
            "submissions.Paper",
            {"content": b"", "filename": GONE},
            "submission__contract",
            made="made_at",
            never=("content",),
        ),
        Rows(
            "submissions.Step",
            {"decider": "", "comment": "", "reference": ""},
            contract="submission__contract",
            whose=("by", "stands_for"),
            made="recorded_at",
        ),
        Rows("submissions.DecisionRule", {"reason": ""}, "contract", ("by",), made="at"),
        Rows(
            "submissions.Confirmation",
            {"reason": ""},
            "step__submission__contract",
            ("by", "stands_for"),
            made="at",
        ),
        Rows(
            "submissions.AnswerLink",
            {"name": GONE, "address": ""},
            "submission__contract",
            ("account", "created_by", "recorded_by", "withdrawn_by"),
            made="created_at",
            never=("token_hash",),
        ),
        Rows(
            "submissions.AnswerAddress",
            {"name": GONE, "address": ""},
            "contract",
            ("by", "removed_by"),
            made="at",
        ),
    ),
)

KINDS = (WRITINGS,)
