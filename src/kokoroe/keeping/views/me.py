"""自分の個人データ: what is held about me, my copy of it, and asking that it goes."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.operators import administers
from kokoroe.accounts.proof import require_fresh
from kokoroe.annex.days import date_in_japan
from kokoroe.keeping.export import MEDIA_TYPE, export
from kokoroe.keeping.kinds import kinds
from kokoroe.keeping.mine import holdings, page_of
from kokoroe.keeping.models import ErasureRequest
from kokoroe.keeping.periods import label_of, months_of
from kokoroe.papers.file_names import file_name
from kokoroe.papers.handing_over import file_response


@signed_in
def me(request: AccountRequest) -> HttpResponseBase:
    """Everything that is held about who asks, without showing it: the copy has the values."""
    account = request.user
    page = page_of(account, request.GET.get("page"))
    return render(
        request,
        "keeping/me.html",
        {
            "page": page,
            "holdings": holdings(list(page.object_list)),
            "periods": periods(),
            "asked": ErasureRequest.objects.filter(account=account).first(),
            "runs_organisation": administers(account, account.organisation, at=request.now),
        },
    )


@require_POST
@signed_in
def me_export(request: AccountRequest) -> HttpResponseBase:
    """My copy. It is handed over only to somebody who has just shown who they are."""
    require_fresh(request)
    content = export(request.user, language=get_language() or "ja", now=request.now)
    return file_response(
        content, MEDIA_TYPE, file_name(date_in_japan(request.now), "個人データ", suffix=".zip")
    )


def periods() -> list[dict[str, Any]]:
    """Every kind with its reason and its time."""
    months = months_of()
    return [{"kind": kind, "kept": label_of(kind, months[kind.key])} for kind in kinds()]
