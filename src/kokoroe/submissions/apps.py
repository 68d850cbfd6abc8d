from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "kokoroe.submissions"

    def ready(self) -> None:
        from kokoroe.annex.text import Text
        from kokoroe.contracts.moving import on_record
        from kokoroe.contracts.pages import Page, register
        from kokoroe.ledger.values import register_frozen
        from kokoroe.submissions.frozen import ENDORSEMENT, read_endorsements, read_papers, read_submissions

        register(
            Page("submissions", Text("書面", "Submissions"), tab="writings", holds=("paper",)),
            Page(
                "decision_rule",
                Text("委託者の決裁の決め方", "How the client decides"),
                tab="writings",
                order=1,
                holds=("answer_address_remove",),
            ),
            titles={
                "submissions": Text("書面の一覧", "Writings"),
                "submission": Text("書面", "A writing"),
                "paper": Text("書面のファイル", "A paper"),
                "receipt": Text("受領証", "A receipt"),
            },
            places={"submission": "submission"},
        )
        from kokoroe.submissions.reading import first_in_writing

        on_record.append(first_in_writing)
        register_frozen("submission", read_submissions)
        register_frozen("paper", read_papers)
        register_frozen(ENDORSEMENT, read_endorsements)

        from kokoroe.keeping.kinds import register as keep
        from kokoroe.submissions.personal import KINDS

        keep(*KINDS)

        from kokoroe.accounts import rights
        from kokoroe.submissions.addresses import RIGHTS

        rights.register(*RIGHTS)

        from kokoroe.ledger import guards
        from kokoroe.ledger.guards import AppendOnly

        guards.register(
            AppendOnly("submissions.Step", once=("timed_at", "timed_recorded_at")),
            AppendOnly("submissions.Confirmation"),
            AppendOnly("submissions.DecisionRule"),
        )

        from kokoroe.clock.channels.delivering import pages_by_link
        from kokoroe.clock.erasure_news import KIND, known_by_address
        from kokoroe.keeping.unfinished import register as watch
        from kokoroe.submissions.addresses import known_to_kokoroe
        from kokoroe.submissions.holding import VIEW
        from kokoroe.submissions.reading import WAITING

        known_by_address.append(known_to_kokoroe)
        pages_by_link[KIND] = VIEW
        watch(WAITING)

        from kokoroe.ledger import act_names, sworn
        from kokoroe.submissions.act_names import ACTS
        from kokoroe.submissions.sworn import SWORN

        act_names.register(ACTS)
        sworn.register(*SWORN)

        from kokoroe.clock.anchoring import appendices
        from kokoroe.submissions.receipts import in_mail

        appendices.append(in_mail)
