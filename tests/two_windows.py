"""A part of a draft in two windows, both opened before anything is saved in either."""

import json
from collections.abc import Callable
from typing import Any

from visitor import Visitor, words


class Editing:
    def __init__(self, visit: Visitor, page: str, *args: str) -> None:
        self.visit, self.page, self.args = visit, page, args
        self.opened = self.open()

    def open(self):
        return self.visit.get(self.visit.party.officer, self.page, *self.args).context

    def save(self, change: Callable[[dict[str, Any]], None], context=None):
        """Save what a window showed, with what is typed into it."""
        context = context or self.opened
        values = json.loads(context["shown"])
        change(values)
        sent = {
            "edit": context["draft"].edit,
            "shown": context["shown"],
            **posted(values, context.get("formset")),
        }
        return self.visit.post(self.visit.party.officer, self.page, *self.args, **sent)

    def stands(self) -> dict[str, Any]:
        return json.loads(self.open()["shown"])


def posted(values: dict[str, Any], formset) -> dict[str, Any]:
    """What a browser sends of these values: a list by its rows."""
    sent = {key: value for key, value in values.items() if not isinstance(value, list) and value is not None}
    if formset is None:
        return sent
    rows = values[formset.prefix]
    sent |= {f"{formset.prefix}-TOTAL_FORMS": len(rows), f"{formset.prefix}-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        sent |= {f"{formset.prefix}-{at}-{key}": value for key, value in {**row, "ORDER": at + 1}.items()}
    return sent


def put(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda values: values.update({key: value})


def rename(key: str, at: int, column: str, value: str) -> Callable[[dict[str, Any]], None]:
    return lambda values: values[key][at].update({column: value})


def shows_both(editing: Editing, first: Callable[..., None], second: Callable[..., None]) -> None:
    """What 先 and 後 wrote into one place: the second is shown what the first wrote, keeps theirs, and can save it."""
    assert editing.save(first).status_code == 302
    late = editing.save(second)
    assert late.status_code == 422
    assert "別の画面で変更されました" in words(late)
    page = late.content.decode()
    assert "先の" in page.replace(late.context["shown"], "")
    assert "後の" in page
    assert "先の" in json.dumps(editing.stands(), ensure_ascii=False)
    assert editing.save(second, late.context).status_code == 302
    assert "後の" in json.dumps(editing.stands(), ensure_ascii=False)
