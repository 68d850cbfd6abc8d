"""Idempotency-Key: a request that is sent again is answered again, and done once.

A key that was seen and whose answer is not there is never done again: it is under way, or its process died, and only
a look at the contract tells which. What was refused changed nothing, so its key may be used again. Files that are made
for who asks change nothing either, and no copy of them is kept.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse

from kokoroe.annex.text import Text
from kokoroe.api.guards import Guard
from kokoroe.api.models import Answered
from kokoroe.api.problems import Problem, error_at
from kokoroe.api.request import ApiRequest

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT_FOR = timedelta(hours=24)
MOST_KEPT = 1_000_000
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
SWEPT_AT_ONCE = 500
REFUSED = 400
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def answer_once(request: ApiRequest, guard: Guard, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run, unless the key was seen: then the answer of that time. Raises Problem."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in UNSAFE or not guard.keeps:
        return run()
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Problem(
            "invalid",
            errors=[
                error_at(
                    "header",
                    [HEADER],
                    Text(
                        f"印字できる ASCII {LONGEST_KEY}文字までです。",
                        f"Up to {LONGEST_KEY} printable ASCII characters.",
                    ),
                )
            ],
        )
    sweep(request)
    digest = digest_of(request)
    row, is_new = begun(request, key, digest)
    if not is_new:
        return again(row, digest)
    try:
        response = run()
    except BaseException:
        row.delete()
        raise
    if response.status_code >= REFUSED or len(response.content) > MOST_KEPT:
        row.delete()
    else:
        keep(row, response, guard)
    return response


def digest_of(request: ApiRequest) -> str:
    """Method, address and body, hashed; with the token's scopes, since a narrower one would have been told less."""
    head = (request.method, request.get_full_path(), request.content_type, request.token.scopes)
    found = hashlib.sha256(json.dumps(head).encode())
    if request.content_type == "multipart/form-data":  # its boundary differs each time
        for name, values in sorted(request.POST.lists()):
            found.update(json.dumps([name, values]).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                found.update(json.dumps([name, file.name]).encode())
                for chunk in file.chunks():
                    found.update(chunk)
                file.seek(0)
    else:
        found.update(request.body)
    return found.hexdigest()


def begun(request: ApiRequest, key: str, digest: str) -> tuple[Answered, bool]:
    """The key's row, and whether this request has made it."""
    try:
        with transaction.atomic():
            row = Answered.objects.create(account=request.user, key=key, digest=digest, begun_at=request.now)
    except IntegrityError:
        return Answered.objects.get(account=request.user, key=key), False
    return row, True


def again(row: Answered, digest: str) -> HttpResponse:
    """The answer that is kept. Raises Problem."""
    if row.digest != digest:
        raise Problem(
            "key-reused",
            Text(
                "内容の違うリクエストには、新しいキーを付けてください。",
                "A request with another content needs a key of its own.",
            ),
        )
    if not row.is_done:
        raise Problem(
            "in-progress",
            Text(
                "最初のリクエストの結果がまだありません。しばらく待っても変わらないときは、"
                "契約の状態を確かめてから、新しいキーで送ってください。",
                "The first request is not answered yet. If this lasts, look how things stand and use a new key.",
            ),
            headers={"Retry-After": "1"},
        )
    response = HttpResponse(bytes(row.body), status=row.code)
    for name, value in row.headers.items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response


def keep(row: Answered, response: HttpResponse, guard: Guard) -> None:
    """Keep an answer, without the secrets in it."""
    body = response.content
    if guard.secrets:
        told = json.loads(body)
        body = json.dumps({**told, **dict.fromkeys(guard.secrets)}, ensure_ascii=False).encode()
    row.code, row.body = response.status_code, body
    row.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    row.save(update_fields=["code", "body", "headers"])


def sweep(request: ApiRequest) -> None:
    """Forget what is older than a day, some at a time."""
    old = Answered.objects.filter(begun_at__lte=request.now - KEPT_FOR).order_by("begun_at")
    keys = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    if keys:
        Answered.objects.filter(pk__in=keys).delete()
