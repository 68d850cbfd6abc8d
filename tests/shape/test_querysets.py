"""Pages and operations reach rows of a contract through `visible_to`, or from a contract or a row already found."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from tests.duties.worlds import worlds

from kokoroe.contracts.models import Contract

SOURCE = Path(__file__).parents[2] / "src" / "kokoroe"
# Already found: a row that itself came through `visible_to`, named as a keyword.
FOUND = {
    "contract",
    "contract__in",
    "message",
    "submission",
    "submission__in",
    "version",
    *(name for each in worlds() for name in each.found),
}
# What says whose they are: `shown_to` begins with `visible_to`, and a new row is nobody's yet.
SAYS = {"visible_to", "shown_to", "create"}
# Where neither stands in the expression itself, and why that is right.
REASONED = {
    **{where: why for each in worlds() for where, why in each.found_otherwise.items()},
    "desk/views/annex.py ContractPack": "those of the contract that the seat is at",
    "submissions/operations/writings.py Paper": "a prefetch of writings that are visible",
    "clock/views/notices.py Notice": "narrowed to the account's own",
    "clock/views/notices.py Message": "opened by the key in a signed link",
    "submissions/views/hold_by_link.py Message": "opened by the key in a signed link",
    "submissions/views/by_link.py Submission": "the link's own, by its key",
}


def belongs(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether rows of the model belong to a contract, themselves or through what they refer to."""
    if model is Contract:
        return True
    refers = [
        field.related_model
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and not field.auto_created)
    ]
    return any(
        other not in seen and other.__module__.startswith("kokoroe.") and belongs(other, seen | {model})
        for other in refers
    )


def owned() -> set[str]:
    return {
        model.__name__
        for app in apps.get_app_configs()
        if app.name.startswith("kokoroe.")
        for model in app.get_models()
        if belongs(model)
    }


def places() -> list[Path]:
    """Where requests are answered."""
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if "views" in path.parts or path.name in {"views.py", "operations.py"} or "operations" in path.parts
    ]


def unguarded(path: Path, models: set[str]) -> Iterator[str]:
    """The models whose rows are asked for in this file without saying whose they are."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and getattr(node.value, "id", "") in models
        ):
            continue
        names, keywords = chain(node, above)
        if names.isdisjoint(SAYS) and FOUND.isdisjoint(keywords):
            yield f"{path.relative_to(SOURCE)} {node.value.id}"


def chain(node: ast.AST, above: dict[ast.AST, ast.AST]) -> tuple[set[str], set[str]]:
    """The methods called one after the other on a manager, and their keywords; also of a call it is handed to."""
    names: set[str] = set()
    keywords: set[str] = set()
    while True:
        outer = above[node]
        if isinstance(outer, ast.Attribute):
            names.add(outer.attr)
        elif isinstance(outer, ast.Call):
            keywords |= {word.arg for word in outer.keywords if word.arg}
            if outer.func is not node:
                return names, keywords
        else:
            return names, keywords
        node = outer


def test_there_are_places_and_models_to_look_at():
    assert len(places()) > 40
    assert {"Contract", "Submission", "RosterEntry", "EvidenceFile"} <= owned()


def test_every_queryset_says_whose_rows_it_asks_for():
    models = owned()
    found = {said for path in places() for said in unguarded(path, models)}
    assert found == set(REASONED)
