"""The one API of this installation: the operations of every app that is installed."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from kokoroe.api.service import Service


def gathered() -> Service:
    """The operations that apps have in `operations`: its `routers`, and `TITLES` for the tags they bring.

    Nobody else imports such a module, so that the frame may lie below the apps.
    """
    service = Service()
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "operations"):
            found = import_module(f"{app.name}.operations")
            service.titles |= getattr(found, "TITLES", {})
            for router in getattr(found, "routers", ()):
                service.add_router("", router)
    return service


api = gathered()
