"""A deed as it is being done: by whom, on what, when; and the forms that ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from kokoroe.accounts.models import Account
from kokoroe.contracts.seats import Seat


@dataclass(slots=True)
class Doing:
    """Who does it (a seat at a contract, or an account), when, on what: `key` is what the address names.

    `given` is what was typed, as the verb takes it, `result` what it returned.
    """

    who: Seat | Account
    now: datetime
    key: Mapping[str, Any] = field(default_factory=dict)
    thing: Any = None
    given: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None

    @property
    def seat(self) -> Seat:
        """The seat; of a deed at a contract."""
        assert isinstance(self.who, Seat)
        return self.who

    @property
    def account(self) -> Account:
        """The account behind it."""
        return self.who.account if isinstance(self.who, Seat) else self.who


class DeedForm(forms.Form):
    """A form that knows who does what on which thing. One with a field `seen` says from what it was made."""

    def __init__(self, *args: Any, doing: Doing, **given: Any) -> None:
        super().__init__(*args, **given)
        self.doing = doing

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        return self.cleaned_data

    def made_from(self) -> str:
        """What the form is made from, as `seen` names it."""
        return ""

    def renew(self) -> None:
        """After a refusal: what was typed stays, and is sent again from what is on record now."""
        if "seen" in self.fields:
            data: Any = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("seen")] = self.made_from()
            self.data = data
