"""What programs do about personal data: what is held of whom, and for how long."""

from kokoroe.keeping.operations import held, retention

routers = (held.router, retention.router)
