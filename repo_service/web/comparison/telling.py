"""A comparison in words: its summary, what a change is called, what differs in looks, what changed in the metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block
from repo_service.domain.periods import Period
from repo_service.services.versions.comparing import Compared, FieldChange
from repo_service.services.versions.history import Standing
from repo_service.web import wording
from repo_service.web.comparison.laying import Line, Stop
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

_EXCERPT = 80  # characters by which a passage that moved away is known again
# What is counted, in the order in which it is told; the first one that is there names what is counted.
_FIRST: dict[str, Callable[[int], str]] = {
    "changed": lambda n: ngettext("%(num)s paragraphe modifié", "%(num)s paragraphes modifiés", n),
    "added": lambda n: ngettext("%(num)s paragraphe ajouté", "%(num)s paragraphes ajoutés", n),
    "removed": lambda n: ngettext("%(num)s paragraphe supprimé", "%(num)s paragraphes supprimés", n),
    "moved": lambda n: ngettext("%(num)s paragraphe déplacé", "%(num)s paragraphes déplacés", n),
    "split": lambda n: ngettext("%(num)s paragraphe scindé", "%(num)s paragraphes scindés", n),
    "joined": lambda n: ngettext("%(num)s réunion de paragraphes", "%(num)s réunions de paragraphes", n),
}
_NEXT: dict[str, Callable[[int], str]] = {
    "changed": lambda n: ngettext("%(num)s modifié", "%(num)s modifiés", n),
    "added": lambda n: ngettext("%(num)s ajouté", "%(num)s ajoutés", n),
    "removed": lambda n: ngettext("%(num)s supprimé", "%(num)s supprimés", n),
    "moved": lambda n: ngettext("%(num)s déplacé", "%(num)s déplacés", n),
    "split": lambda n: ngettext("%(num)s scindé", "%(num)s scindés", n),
    "joined": lambda n: ngettext("%(num)s réunion", "%(num)s réunions", n),
}
_FORMS = {
    "heading": _l("intertitre"),
    "paragraph": _l("paragraphe"),
    "item": _l("élément de liste"),
    "row": _l("ligne de tableau"),
    "code": _l("texte à chasse fixe"),
}
_FIELDS = {
    "title": _l("Titre"),
    "kind": _l("Nature"),
    "date": _l("Date"),
    "body": _l("Instance"),
    "institution": _l("Partenaire"),
    "visibility": _l("Visibilité"),
    "bodies": _l("Instances dont les membres le lisent"),
    "language": _l("Langue"),
    "keywords": _l("Mots-clés"),
    "number": _l("Numéro"),
    "domain": _l("Domaine"),
    "file_name": _l("Nom du fichier"),
}
_CODES: dict[str, Mapping[str, Any]] = {
    "visibility": wording.VISIBILITY_LABELS,
    "language": wording.LANGUAGE_LABELS,
    "kind": wording.KIND_LABELS,
}


def summary(comparison: Comparison) -> str:
    """« 4 paragraphes modifiés, 1 ajouté, 1 déplacé »: one sentence, without its point but where nothing differs."""
    counts = comparison.counts
    parts: list[str] = []
    for name, first in _FIRST.items():
        if number := getattr(counts, name):
            parts.append((_NEXT[name] if parts else first)(number))
    if not parts:
        if counts.looks:
            return gettext("Les mots sont les mêmes : %(what)s.", what=looks_words(counts.looks))
        return gettext("Les deux textes sont identiques.")
    return ", ".join(parts)


def looks_words(number: int) -> str:
    """« 2 changements de mise en forme »."""
    return ngettext("%(num)s changement de mise en forme", "%(num)s changements de mise en forme", number)


def fold_words(size: int, looks: int) -> str:
    """« 12 paragraphes identiques »; those that only look different are told."""
    if not looks:
        return ngettext("%(num)s paragraphe identique", "%(num)s paragraphes identiques", size)
    if size == looks:
        return looks_words(looks)
    same = ngettext("%(num)s paragraphe identique", "%(num)s paragraphes identiques", size - looks)
    return f"{same}, {looks_words(looks)}"


def stop_words(stop: Stop, from_above: bool | None = None) -> str:
    """What happened there: « modifié », « 3 paragraphes ajoutés ». ``from_above``: where a moved passage stood."""
    change, size = stop.line.change, stop.size
    if change.kind == "added":
        return _FIRST["added"](size) if size > 1 else gettext("ajouté")
    if change.kind == "removed":
        return _FIRST["removed"](size) if size > 1 else gettext("supprimé")
    said = {
        "changed": gettext("modifié"),
        "split": ngettext("scindé en %(num)s", "scindé en %(num)s", len(change.after)),
        "joined": ngettext("%(num)s paragraphe réuni", "%(num)s paragraphes réunis", len(change.before)),
    }.get(change.kind, "")
    if change.looks:
        said = gettext("mis en forme autrement")
    if not change.moved:
        return said
    moved = _FIRST["moved"](size) if size > 1 else gettext("déplacé")
    return gettext("%(moved)s et %(changed)s", moved=moved, changed=said) if said else moved


def excerpt(text: str) -> str:
    """The first words of a passage."""
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + "…"


def difference_in_looks(line: Line) -> str:
    """What looks different in a passage whose words are the same."""
    old, new = line.before[0], line.after[0]
    if (old.kind, old.level) != (new.kind, new.level):
        return gettext("%(old)s devenu %(new)s", old=_form(old), new=_form(new))
    if old.label != new.label:
        return gettext("numéro changé")
    if line.change.pieces:
        return gettext("signes typographiques changés")
    return gettext("mise en forme changée")


def _form(block: Block) -> str:
    name = str(_FORMS[block.kind])
    if block.kind in {"heading", "item"} and block.level:
        return gettext("%(form)s de niveau %(level)s", form=name, level=block.level)
    return name


def field(change: FieldChange, names: Mapping[str, str]) -> dict[str, str]:
    """A difference in the metadata: the name of the field and both values, in words. ``names``: of bodies and partners,
    by identifier.
    """
    return {
        "label": str(_FIELDS.get(change.name, change.name)),
        "before": _value(change.name, change.before, names),
        "after": _value(change.name, change.after, names),
    }


def _value(name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "date" and value:
        return wording.date_words(date.fromisoformat(value))
    if name in {"body", "institution", "bodies"}:
        return ", ".join(names.get(one, one) for one in value.split())
    return str(_CODES.get(name, {}).get(value, value))


def compared(found: Compared) -> str:
    """The sentence over two versions; empty where a text could not be read, for then nothing is known of it."""
    if any(word.startswith("unread") for word in found.notices):
        return ""
    if found.before.version.blob_sha256 == found.after.version.blob_sha256:
        return gettext("Même fichier : seule la fiche a changé.") if found.fields else gettext("Même fichier.")
    return summary(found.comparison)


def interval(standing: Standing, today: date) -> str:
    """« du 12 mars 2019 au 4 juin 2022 », « depuis le 4 juin 2022 »; empty for a version that readers never saw."""
    return periods(standing.periods, today)


def periods(told: Iterable[Period], today: date) -> str:
    """The same of any periods: « du … au …, puis depuis le … »."""
    return gettext(", puis ").join(_period(one, today) for one in told)


def _period(period: Period, today: date) -> str:
    start, end = period.start, period.end
    if start is None:
        return ""
    if end is None and start > today:
        return gettext("à partir du %(day)s", day=wording.date_words(start))
    if end is None:
        return gettext("depuis le %(day)s", day=wording.date_words(start))
    if start == end:
        return gettext("le %(day)s, remplacée le jour même", day=wording.date_words(start))
    return gettext("du %(start)s au %(end)s", start=wording.date_words(start), end=wording.date_words(end))
