"""A deed: an act that is a small form and a verb, declared once.

From one declaration come the address and the page, the form on another page, the button where it is possible, the
refusal, the access rule and the operation for programs. What is more than a form and a verb (a writing with drafts, a
page that shows something once) is a view of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise

from kokoroe.annex.text import Text
from kokoroe.declare.field import Field
from kokoroe.declare.names import take_name
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.deeds.who import Who
from kokoroe.fields.forms import form_class

Words = str | Promise | Text


declared: "dict[str, Deed]" = {}
"""Every deed by its name, for tags in templates and for who walks over all of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deed:
    """An act. Raises ValueError for a name that is taken.

    name: of its address, too; no other deed of the product has it.
    path: below that of its set.
    on: finds what it is about: rows, of which the address names one by `pk`, or the thing itself. Without it the deed
        is about the contract or the account.
    sent: the key comes with the form under this name, not in the address.
    host, act: the page whose form it is, where it has no address of its own, and what that form sends as `act`.
    about: what the verb calls that thing.
    acts: what the ledger calls what it may record: subscriptions hear of it by the family of that name.
    tells: the kinds of news, letters and deadlines by which it may tell somebody; empty where it tells nobody.
    fields: what is filled in; with a `form` that is their base where they need more, or without fields a form as it is.
    given: further arguments of the form.
    when: whether its button is shown; a Text says why it cannot be pressed.
    asks, note: what its page says before it is done, and what stands beside the button.
    fresh: for somebody who has just shown who they are.
    is_button: it has no page, it is pressed on another one.
    back: where it leads: a page's name, or from what was done.
    failed: what is said where what came of it is no good news, in place of `done`.
    shows: makes of what came of it a page that is shown once, in answer to the request.
    context: what its template needs besides.
    """

    name: str
    label: Text
    word: Words
    done: Words | Callable[[Doing, Any], Words] = ""
    failed: Callable[[Doing, Any], Words | None] | None = None
    shows: Callable[[Any, Doing, Any], HttpResponseBase | None] | None = None
    verb: Callable[..., Any]
    acts: tuple[str, ...]
    tells: tuple[str, ...] = ()
    who: Who
    back: str | Callable[[Doing], str]
    path: str = ""
    on: Callable[[Doing], Any] | None = None
    about: str = ""
    sent: str = ""
    host: str = ""
    act: str = ""
    fields: Sequence[Field] = ()
    form: type[forms.BaseForm] = forms.Form
    prefix: str = ""
    given: Callable[[Doing], Mapping[str, Any]] | None = None
    when: Callable[[Doing], bool | Text] | None = None
    asks: Words | Callable[[Doing], Words] = ""
    note: Words = ""
    danger: bool = False
    fresh: bool = False
    is_button: bool = False
    template: str = "deeds/deed.html"
    context: Callable[[Doing], Mapping[str, Any]] | None = None

    @property
    def act_name(self) -> str:
        """What its button is called where its page's form says which act is meant."""
        return "act" if self.act else ""

    @property
    def tone(self) -> str:
        """How its button looks."""
        return "danger" if self.danger else ""

    def __post_init__(self) -> None:
        if self.fields:
            base: Any = self.form if issubclass(self.form, DeedForm) else DeedForm
            object.__setattr__(self, "form", form_class(f"{self.name}_form", self.fields, base))
        take_name(declared, self.name, self, "deed")

    def find(self, doing: Doing) -> Any:
        """What it is about. Raises Http404 where there is no such thing for whoever asks."""
        found = self.on(doing) if self.on else None
        return get_object_or_404(found, pk=doing.key.get("pk")) if isinstance(found, QuerySet) else found

    def form_for(self, doing: Doing, data: Any = None, files: Any = None, **given: Any) -> forms.BaseForm:
        """Its form: filled with what was sent, or fresh. `given` stands for what the deed would look up."""
        given = given or dict(self.given(doing) if self.given else {})
        if issubclass(self.form, DeedForm):
            given["doing"] = doing
        if data is not None:
            given |= {"data": data, "files": files}
        if self.prefix:
            given["prefix"] = self.prefix
        return self.form(**given)

    def take(self, doing: Doing, form: forms.BaseForm) -> Any:
        """Do it as the valid form says. Raises NotPossible as the verb does."""
        doing.given = given = form.as_verb() if hasattr(form, "as_verb") else form.cleaned_data
        about = {self.about: doing.thing} if self.about else {}
        doing.result = self.verb(**{self.who.calls: self.who.acts_as(doing)}, **about, **given, now=doing.now)
        return doing.result

    def said(self, doing: Doing, result: Any) -> Words:
        """What is said once it is done; nothing where the page itself shows it."""
        return self.done(doing, result) if callable(self.done) else self.done

    def leads_back(self, doing: Doing) -> str:
        """The page that it belongs to."""
        if callable(self.back):
            return self.back(doing)
        return reverse(self.back, args=[doing.seat.contract.code] if self.who.ability else [])

    def address(self, doing: Doing, *keys: Any) -> str:
        """Its own address; `keys` are what it names beside the contract."""
        code = [doing.seat.contract.code] if self.who.ability else []
        return reverse(self.host or self.name, args=[*code, *keys])

    def kept_as(self, doing: Doing, *keys: Any) -> str:
        """Under which name the browser keeps what is typed into its form."""
        code = [doing.seat.contract.code] if self.who.ability else []
        return "-".join(map(str, [self.name, *code, *keys]))

    def possible(self, doing: Doing) -> bool | Text:
        """Whether its button is shown, or why it cannot be pressed."""
        return self.who.fits(doing.who) and (self.when is None or self.when(doing))


class Deeds:
    """Deeds with the address they stand below."""

    def __init__(self, prefix: str, *deeds: Deed) -> None:
        self.prefix, self.by_name = prefix, {deed.name: deed for deed in deeds}

    def __iter__(self) -> Iterator[Deed]:
        return iter(self.by_name.values())

    def __getitem__(self, name: str) -> Deed:
        return self.by_name[name]
