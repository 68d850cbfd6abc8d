"""The one API of this installation, with all of its operations."""

from kokoroe.api.operations import contracts, me
from kokoroe.api.service import Service

api = Service()
for part in (me, contracts):
    api.add_router("", part.router)
