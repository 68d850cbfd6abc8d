"""The groups of this installation: one for each installed app that declares a `GROUP`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from kokoroe.groups.group import Group, Works

_groups: dict[str, Group] = {}


def discover() -> None:
    """Find and install the groups of all installed apps, in their order.

    Raises:
        ValueError: two groups give the facts of one subject.
    """
    for config in apps.get_app_configs():
        where = f"{config.name}.group"
        if config.name != __package__ and find_spec(where) is not None:
            group = import_module(where).GROUP
            if twice := group.subjects & {one for each in groups() for one in each.subjects}:
                raise ValueError(f"{config.name}: another group gives the facts of {sorted(twice)}")
            _groups[config.label] = group
            group.install()


def works() -> dict[str, Works]:
    """By subject, where what is to be done about it is done."""
    return {subject: work for group in groups() for subject, work in group.works.items()}


def groups() -> tuple[Group, ...]:
    """All groups, in the order of the installed apps."""
    return tuple(_groups.values())
