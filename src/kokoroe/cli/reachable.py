"""`kokoroe check`: can notices leave this server? What is not set up is a warning, what is set and fails a failure."""

from collections.abc import Iterator

from kokoroe.annex.text import Text
from kokoroe.groups.findings import FAILURE, Seen, failure, ok, warning
from kokoroe.site.installation import Installation

PATIENCE = 5.0  # seconds for the mail server
WHERE = Text("「通知の設定」のページで直してください。", "Mend it on the page “Settings of notices”.")


def notices(installation: Installation) -> Iterator[Seen]:  # noqa: ARG001
    """The public address, the mail server, and the channels' settings; sends nothing."""
    from kokoroe.clock.channels.setup import in_force

    setup = in_force()
    if setup.lacks_address:
        yield warning(
            Text(
                "公開アドレスが決まっていません。通知のリンクをほかの機械から開けません。",
                "No public address is set: links in notices cannot be opened from other machines.",
            ),
            "「通知の設定」のページか KOKOROE_URL で決めてください。",
            "Set it on the page “Settings of notices”, or with KOKOROE_URL.",
        )
    elif not setup.address.startswith("https://"):
        yield warning(
            Text(
                f"通知のリンク（{setup.address}）は暗号化されていません。",
                f"Links in notices ({setup.address}) are not encrypted.",
            ),
            "https:// のアドレスにしてください。",
            "Use an https:// address.",
        )
    yield from mail_server()
    yield from channels()


def mail_server() -> Iterator[Seen]:
    """Whether the mail server greets us and lets us in."""
    from kokoroe.clock.channels.mail import reach
    from kokoroe.clock.channels.outgoing import Undelivered
    from kokoroe.clock.channels.setup import in_force

    setup = in_force()
    if setup.problem is not None:
        yield Seen(FAILURE, setup.problem, WHERE)
        return
    if setup.mail is None:
        yield warning(
            Text("メールの送信が設定されていません。", "Sending mail is not set up."),
            "「通知の設定」のページか KOKOROE_SMTP_URL で設定してください。それまで、だれにもメールが届きません。",
            "Set it up on the page “Settings of notices” or with KOKOROE_SMTP_URL. Nobody gets mail until then.",
        )
        return
    try:
        reach(setup.mail, seconds=PATIENCE)
    except Undelivered as undelivered:
        yield Seen(FAILURE, undelivered.reason, WHERE)
    else:
        where = setup.mail.where
        yield ok(f"メールサーバー {where} につながります。", f"The mail server {where} lets us in.")


def channels() -> Iterator[Seen]:
    """Whether what channels have sealed can be opened with this installation's key."""
    from kokoroe.accounts.sealing import SealError, unseal
    from kokoroe.clock.channels.models import Channel

    rows = list(Channel.objects.filter(removed_at__isnull=True).select_related("organisation"))
    shut = []
    for row in rows:
        try:
            unseal(row.sealed)
        except SealError:
            shut.append(row)
    for row in shut:
        yield failure(
            Text(
                f"「{row.organisation}」の経路「{row}」の設定を、この環境の鍵で開けません。",
                f"The settings of “{row}” of “{row.organisation}” cannot be opened with this installation's key.",
            ),
            "keys/secret.key をバックアップから戻すか、その経路を設定し直してください。",
            "Bring keys/secret.key back from a backup, or set the channel up anew.",
        )
    if rows and not shut:
        yield ok(
            f"{len(rows)}件の経路の設定を読めます。", f"The settings of {len(rows)} channels can be read."
        )
