"""What channels keep secret (see kokoroe.accounts.sealing)."""

from kokoroe.accounts.sealing import SealError, seal, unseal

__all__ = ["SealError", "seal", "unseal"]
