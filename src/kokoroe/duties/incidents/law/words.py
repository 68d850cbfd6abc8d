"""How answers, verdicts and what is not verified are said to people."""

from collections.abc import Iterable

from kokoroe.annex.assessment import Verdict
from kokoroe.annex.law import Said
from kokoroe.annex.text import Text, say
from kokoroe.duties.incidents.law.looking import Look

ANSWERS = {
    Said.YES: Text("はい", "Yes"),
    Said.POSSIBLE: Text("おそれがある", "Possible"),
    Said.NO: Text("いいえ", "No"),
}
UNANSWERED = Text("未回答", "Not answered")
VERDICTS = {
    Verdict.APPLIES: Text("報告が必要", "To be reported"),
    Verdict.OPEN: Text("未確定", "Not yet decided"),
    Verdict.NOT: Text("対象外", "Not to be reported"),
}
LAMPS = {Verdict.APPLIES: "late", Verdict.OPEN: "unverified", Verdict.NOT: "dormant"}


def answer_in_words(answer: Said | int | None) -> Text:
    """An answer in words."""
    if answer is None:
        return UNANSWERED
    if isinstance(answer, Said):
        return ANSWERS[answer]
    return Text(f"{answer:,}人", f"{answer:,}")


def unverified(found: Look) -> list[Text]:
    """What of the rules that matter here was not read in its source."""
    texts = []
    for finding in found.assessment.findings:
        if finding.verdict is Verdict.NOT:
            continue
        rule = finding.rule
        clocks = [clock for clock in rule.clocks if not clock.confirmed]
        kinds = [one for one in finding.categories if not one.confirmed]
        cited = _once([*(one.citation for one in kinds), *(clock.citation for clock in clocks)])
        if cited:
            texts.append(
                say(
                    "{rule}のうち {cited} は原典で未確認です。",
                    "Not verified in the source: {cited} ({rule}).",
                    rule=rule.title,
                    cited=Text("、".join(t.ja for t in cited), ", ".join(t.en for t in cited)),
                )
            )
    return texts


def _once(texts: Iterable[Text]) -> list[Text]:
    return list(dict.fromkeys(texts))
