"""記録台帳: one tamper-evident record per tree; every act appends to it in the transaction that causes it.

Import each thing from its module (the package imports nothing, because Django loads it before its models):

    from kokoroe.ledger.keys import ensure_keys                   # at the first start
    from kokoroe.ledger.trees import create_tree, accounts_behind
    from kokoroe.ledger.trees import last_notes, open_epochs      # around a restore
    from kokoroe.ledger.unit import Frozen, unit                  # the one way to write
    from kokoroe.ledger.models import Checkpoint, Disclosure, Entry, Pseudonym, Tree
    from kokoroe.ledger.checkpoints import checkpoint, latest_checkpoint, short
    from kokoroe.ledger.erasure import erase
    from kokoroe.ledger.values import register_frozen             # from an app's ready()
    from kokoroe.ledger.trees import register_owner               # from an app's ready(): what a kind of tree hangs on
    from kokoroe.ledger.guards import AppendOnly, register        # from an app's ready(): tables that only grow
    from kokoroe.ledger.verify import verify                      # -> Report

To write:

    tree = create_tree("contract", public_id)        # then OneToOneField(Tree) on the business row

    with unit(now=now) as record:                    # a transaction; inside another unit it joins that one
        plan.save()                                  # business writes first
        recorded = record(
            tree,
            act="plan.submitted",                    # dotted, past tense, stable for ever
            actor=account.pk,                        # None when the product itself acts
            clauses=["1(1)"],
            public={"version": 2},                   # stays for ever, shown in every proof: nothing personal
            personal={"officer": "見本 太郎"},        # salted commitments; can be erased
            frozen=[Frozen(kind="submission", ref="12", content=pdf_bytes)],
        )
    recorded.entry.seq                               # filled when the unit has closed

If the body of `with` raises, nothing of it is written. Values are text, whole numbers, booleans, null, lists
and objects with ASCII keys; a float or a date is refused at the call.

To read: `tree.entries` (in order of epoch and seq), `entry.act`, `entry.at` (UTC), `entry.clauses`,
`entry.public`, `entry.disclosures`, `entry.actor` (a pseudonym: `accounts_behind(tree)` says whose).
`(tree.epoch, tree.size)` names the tree's state; a `Tree` in memory is as old as its query.
"""
