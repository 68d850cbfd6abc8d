"""Numbers that people write on paper are given once, also after a restore: then they carry the series."""

from kokoroe.contracts.models import Contract


def series(contract: Contract) -> str:
    """What stands in every new number behind the year, such as `R2-`: empty until a backup was brought back.

    What was numbered after the backup was made is lost here, but not on paper, nor on a server that still runs. So each
    epoch of the contract's ledger has numbers of its own.
    """
    epoch = contract.tree.epoch
    return f"R{epoch}-" if epoch > 1 else ""
