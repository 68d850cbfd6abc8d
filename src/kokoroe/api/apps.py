from django.apps import AppConfig
from django.core.checks import Error, register


class ApiConfig(AppConfig):
    name = "kokoroe.api"

    def ready(self) -> None:
        from kokoroe.accounts.signin.sessions import endings
        from kokoroe.api.tokens import ACTS, end_own
        from kokoroe.ledger import act_names

        register(every_operation_has_a_rule)
        act_names.register(ACTS)
        endings.append(end_own)

        from kokoroe.accounts import rights
        from kokoroe.api.tokens import RIGHTS

        rights.register(*RIGHTS)

        from kokoroe.api.sworn import SWORN
        from kokoroe.ledger import sworn

        sworn.register(*SWORN)


def every_operation_has_a_rule(app_configs: object, **kwargs: object) -> list[Error]:  # noqa: ARG001 (Django passes them)
    from kokoroe.api.root import api

    return [
        Error(
            f"{operation.methods} {operation.path}: put a guard of kokoroe.api.guards below its route.",
            id="api.E001",
        )
        for operation in api.operations()
        if not hasattr(operation.view_func, "guard")
    ]
