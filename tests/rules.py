"""The words with which pages and operations say who may open them."""

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
            "incidents",
            "prepare",
            "submit",
            "handle",
            "decide",
            "agree",
            "administer",
        )
    ),
}
