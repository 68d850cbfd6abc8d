"""What programs do with everything in writing."""

from kokoroe.annex.text import Text
from kokoroe.submissions.operations import answer_links, writings

TITLES = {
    "writings": Text("書面", "Everything in writing"),
}

routers = (writings.router, answer_links.router)
