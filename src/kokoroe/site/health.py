"""Is this server alive, and can it reach its database?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from kokoroe.accounts.access import anyone


@anyone
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 when a query is answered; Django's own 500 otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"ok": True})
