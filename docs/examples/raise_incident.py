#!/usr/bin/env python3
"""Raises an incident, as a SIEM's alert would. Standard library only.

    KOKOROE_TOKEN=kkr_… python raise_incident.py --url https://kokoroe.example --contract 2a3b4c5d6e \
        --reference ALERT-4711 --kind unauthorised-access --text "管理画面への不審なログイン"

The token belongs to a program of the contractor's organisation, with the scope incident and no other: it opens
incidents and reads nothing. The reference is the alert's own number: the same alert sent twice opens one incident.
"""

import argparse
import json
import os
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def main() -> int:
    """Report; prints the incident's number and what is due first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("url", "contract", "reference", "kind", "text"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--noticed", help="when it was noticed, with its zone; now, where it is left out")
    parser.add_argument("--certain", action="store_true", help="not merely possible")
    given = parser.parse_args()
    body = {
        "reference": given.reference,
        "kind": given.kind,
        "sure": "certain" if given.certain else "possible",
        "text": given.text,
        **({"noticed_at": given.noticed} if given.noticed else {}),
    }
    headers = {"Authorization": f"Bearer {os.environ['KOKOROE_TOKEN']}", "Content-Type": "application/json"}
    where = f"{given.url}/api/v1/contracts/{given.contract}/incidents"
    request = Request(where, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 (the address is yours)
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            told = json.load(answer)
    except HTTPError as refused:
        print(refused.read().decode(), file=sys.stderr)
        return 1
    print(told["incident"], told["due_at"] or "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
