"""Words for screens: what templates need to name dates, sizes, states, people, and the frame of every page."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, request, url_for

from repo_service import clock
from repo_service.domain.french_dates import in_words
from repo_service.domain.kinds import KINDS
from repo_service.domain.passages import fold
from repo_service.domain.roles import VISITOR, Actor
from repo_service.domain.typography import typeset
from repo_service.errors import RepoServiceError
from repo_service.web import current, language, login, security
from repo_service.web.language import gettext
from repo_service.web.language import lazy_gettext as _l

KIND_LABELS = {
    "minutes": _l("Compte rendu"),
    "decision": _l("Décision"),
    "charter": _l("Charte, convention, statuts"),
    "template": _l("Modèle"),
    "knowhow": _l("Fiche pratique"),
    "report": _l("Bilan, rapport"),
    "newsletter": _l("Lettre d’information"),
    "other": _l("Pièce"),
}
KIND_PLURALS = {
    "minutes": _l("Comptes rendus"),
    "decision": _l("Décisions"),
    "charter": _l("Chartes, conventions, statuts"),
    "template": _l("Modèles à remplir"),
    "knowhow": _l("Fiches pratiques"),
    "report": _l("Bilans et rapports"),
    "newsletter": _l("Lettres d’information"),
    "other": _l("Autres pièces"),
}
SORT_LABELS = {  # of what a search field proposes beside documents
    "institution": _l("Partenaire"),
    "body": _l("Instance"),
    "person": _l("Personne"),
    "search": _l("Recherche gardée"),
}
SORT_PLURALS = {
    "document": _l("Documents"),
    "institution": _l("Partenaires"),
    "body": _l("Instances"),
    "person": _l("Personnes"),
    "search": _l("Recherches gardées"),
}
STATE_LABELS = {
    "draft": _l("Brouillon"),
    "review": _l("En relecture"),
    "published": _l("Publié"),
    "adopted": _l("Adopté"),
    "superseded": _l("Remplacé"),
    "repealed": _l("Abrogé"),
    "withdrawn": _l("Retiré"),
    "rejected": _l("Rejeté"),
    "postponed": _l("Reporté"),
    "amended": _l("Modifié"),
    "expired": _l("Arrivé à terme"),
}
FEMININE_STATES = {
    "published": _l("Publiée"),
    "adopted": _l("Adoptée"),
    "superseded": _l("Remplacée"),
    "repealed": _l("Abrogée"),
    "withdrawn": _l("Retirée"),
    "rejected": _l("Rejetée"),
    "postponed": _l("Reportée"),
    "amended": _l("Modifiée"),
    "expired": _l("Arrivée à terme"),
}
FEMININE_KINDS = frozenset(("decision", "charter", "knowhow", "newsletter", "other"))  # une décision, une pièce…
VISIBILITY_LABELS = {
    "public": _l("Tout le monde"),
    "network": _l("Tous les partenaires"),
    "body": _l("Membres de l’instance"),
}
ROLE_LABELS = {
    "visitor": _l("visiteur"),
    "reader": _l("lecteur"),
    "contributor": _l("contributeur"),
    "representative": _l("représentant"),
    "secretary": _l("secrétaire"),
    "coordinator": _l("coordinateur"),
    "administrator": _l("administrateur"),
}
FREQUENCY_LABELS = {"never": _l("jamais"), "daily": _l("chaque jour"), "weekly": _l("chaque semaine")}
COMPANION_LABELS = {"signed": _l("Copie signée"), "annex": _l("Annexe"), "paper": _l("Document de séance")}
LANGUAGE_LABELS = {
    "fr": _l("français"),
    "en": _l("anglais"),
    "de": _l("allemand"),
    "es": _l("espagnol"),
    "it": _l("italien"),
}
FORMAT_LABELS = {
    "docx": "Word", "odt": "OpenDocument", "pdf": "PDF", "md": _l("texte Markdown"), "txt": _l("texte"),
    "html": "HTML", "rtf": "RTF", "pptx": "PowerPoint", "xlsx": "Excel", "eml": _l("courriel"),
}  # fmt: skip

_ACCENTS = (  # codes of templates have none, words have
    "civilité début décision départ dépenses durée échéance échecs excusés majorité numéro période précédente "
    "présentation présents préavis qualité réalisations rédacteur remplacée représentant résultat réussites rôle "
    "séance secrétaire suppléant"
)
_ACCENTED = {fold(word): word for word in _ACCENTS.split()}



class Person:
    """The actor as templates see it."""

    def __init__(self, actor: Actor) -> None:
        self.signed_in = actor.signed_in
        self.name = actor.name
        self.role = ROLE_LABELS[actor.role]
        self.can = actor.can


def register(app: Flask) -> None:
    """Give every template its globals and its frame."""
    app.context_processor(_frame)
    app.jinja_env.filters["typeset"] = typeset
    app.jinja_env.globals.update(
        kinds={code: KIND_LABELS[code] for code in KINDS},
        date_words=date_words,
        date_iso=date_iso,
        instant_words=instant_words,
        kind_plurals=KIND_PLURALS,
        size_words=size_words,
        state_words=state_words,
        feminine_kinds=FEMININE_KINDS,
        max_upload=lambda: current.settings().max_upload,
        visibility_words=lambda code: VISIBILITY_LABELS.get(code, code),
    )


def date_words(day: date | datetime) -> str:
    """A date in the words of the reader: « 12 mars 2024 », "12 March 2024"."""
    if isinstance(day, datetime):
        day = clock.day(day, current.settings().timezone)
    return in_words(day, language.chosen())


def instant_words(at: datetime) -> str:
    """An instant in words, to the minute, where the consortium lives: « 12 mars 2024, 14:30 »."""
    return f"{date_words(at)}, {at.astimezone(ZoneInfo(current.settings().timezone)):%H:%M}"


def date_iso(day: date | datetime) -> str:
    """A date as ``<time datetime>`` takes it: a moment in UTC, to the second (HTML knows three decimals at most)."""
    return day.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(day, datetime) else day.isoformat()


def state_words(code: str, feminine: bool = False) -> str:
    """A state as an adjective that agrees with what it is said of: « Publié » of minutes, « Publiée » of a charter."""
    return str((FEMININE_STATES if feminine else {}).get(code) or STATE_LABELS.get(code, code))


def size_words(size: int) -> str:
    """A size in bytes as a person says it: decimal kilobytes and megabytes, as file managers show them."""
    french = language.chosen() == "fr"
    if size < 1000:
        return f"{size} {'octets' if french else 'bytes'}"
    if size < 1_000_000:
        return f"{round(size / 1000)} {'ko' if french else 'kB'}"
    text = f"{size / 1_000_000:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if french else text} {'Mo' if french else 'MB'}"


def blank_words(code: str) -> str:
    """What is to be written at a place of a template: « séance, ordre du jour » for ``seance.ordre_du_jour``."""
    return ", ".join(" ".join(_ACCENTED.get(word, word) for word in part.split("_")) for part in code.split("."))


def format_label(file_name: str) -> str:
    """How people call the format of a file, from the suffix that was given to it when it was recognised."""
    suffix = file_name.rpartition(".")[2].lower()
    return str(FORMAT_LABELS.get(suffix, suffix.upper() if 0 < len(suffix) <= 5 else gettext("fichier")))


def _frame() -> dict[str, Any]:
    try:
        actor = login.actor()
    except RepoServiceError:  # the page that says so must not fail for the same reason
        actor = VISITOR
    return {
        "actor": Person(actor),
        "language": language.chosen(),
        "theme": theme(),
        "site_name": current.settings().site_name,
        "menu": menu(),
        "urls": urls(),
        "switch_language_url": _other_language(),
    }


def theme() -> str:
    """"light", "dark" or "" for what the device prefers."""
    wanted = request.cookies.get(security.cookie_name("theme", current.settings()), "")
    return wanted if wanted in {"light", "dark"} else ""


def menu() -> list[tuple[str, str, bool]]:
    """The first line of every page: label, address, whether this page belongs there. Only pages that exist."""
    chosen = set(request.args.getlist("kind")) if request.path == "/documents" else set()
    search = (gettext("Rechercher"), url_for("home.home"), request.path in {"/", "/search"})
    of_meetings = request.path.startswith(("/meetings", "/decisions", "/actions", "/findings", "/exports/register"))
    groups = [
        (
            label, url_for("documents.listing", kind=kinds) if number else url_for("meetings.listing"),
            bool(chosen.intersection(kinds)) or (of_meetings and not number),
        )
        for number, (label, kinds) in enumerate(menu_groups())
    ]
    here = request.path.startswith(("/institutions", "/bodies", "/candidature"))
    return [search, *groups, (gettext("Partenaires"), url_for("institutions.listing"), here)]


def menu_groups() -> list[tuple[str, tuple[str, ...]]]:
    """The groups of the menu: label and kinds of documents. The first leads to the meetings, any other to its list."""
    return [
        (gettext("Réunions et décisions"), ("minutes", "decision")),
        (gettext("Textes et modèles"), ("charter", "template")),
    ]


def urls() -> dict[str, str]:
    """Addresses that the frame and several pages link to."""
    return _urls(request.root_path)


@lru_cache(maxsize=8)  # an address takes as long as twenty sentences, and these depend on where the site stands alone
def _urls(root: str) -> dict[str, str]:
    return {
        "home": url_for("home.home"),
        "search": url_for("search.search"),
        "suggest": url_for("api.suggest"),
        "documents": url_for("documents.listing"),
        "new_document": url_for("upload.new"),
        "write": url_for("knowhow.new"),
        "institutions": url_for("institutions.listing"),
        "bodies": url_for("bodies.listing"),
        "candidature": url_for("candidatures.write"),
        "candidatures": url_for("candidatures.listing"),
        "sign_in": url_for("session.sign_in"),
        "sign_out": url_for("session.sign_out"),
        "account": url_for("account.show"),
        "theme": url_for("session.theme"),
        "accessibility": url_for("about.accessibility"),
    }


def _other_language() -> str:
    target = "en" if language.chosen() == "fr" else "fr"
    here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else url_for("home.home")
    return url_for("session.language", code=target, next=here)
