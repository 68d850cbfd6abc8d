from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels.delivering import outgoing
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.models import Message
from kokoroe.clock.outbox import DIGEST
from kokoroe.clock.recipients import Words, of_account
from kokoroe.ledger.checkpoints import checkpoint, whole
from people import NOW, People

ANCHORED = Words(Text("件名", "Subject"), Text("本文", "Body"))


def left(party: People, **told):
    """The one message that telling the contractor's officer brings about, as it would leave."""
    to = [of_account(party.officer, "contractor")]
    announce(kind="sample", ref="7", key="sample:7", words=ANCHORED, to=to, now=NOW, **told)
    return outgoing(Message.objects.get(), in_force())


def test_a_mail_about_a_contract_ends_in_the_ledgers_newest_checkpoint(party: People):
    mark = checkpoint(party.contract.tree, NOW)
    body = left(party, contract=party.contract).body
    assert body.endswith(whole(mark).rstrip("\n"))
    assert body.index("本文") < body.index("検証点") < body.index(mark.tree.origin)


def test_so_does_a_digest_for_each_contract_of_which_it_tells(party: People):
    mark = checkpoint(party.contract.tree, NOW)
    leaving = left(party, contract=party.contract, urgent=False)
    assert Message.objects.get().kind == DIGEST
    assert leaving.body.endswith(whole(mark).rstrip("\n"))


def test_a_mail_about_none_has_none_and_neither_has_a_message_by_another_channel(party: People):
    checkpoint(party.contract.tree, NOW)
    assert "検証点" not in left(party, contract=None).body
    Message.objects.update(contract=party.contract, channel="channel:5")
    assert "検証点" not in outgoing(Message.objects.get(), in_force()).body
