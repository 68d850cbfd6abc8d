"""The words with which pages and operations say who may open them."""

from kokoroe.groups.registry import groups

RULES = {
    "anyone",
    "signed_in",
    "administrator",
    "operator",
    *(
        f"seat:{ability}"
        for ability in (
            "read",
            "chain",
            "personal",
            "prepare",
            "submit",
            "handle",
            "decide",
            "agree",
            "administer",
            *(ability.name for group in groups() for ability in group.abilities),
        )
    ),
}
