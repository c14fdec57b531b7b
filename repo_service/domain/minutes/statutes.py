"""Whether a text is no minutes at all: a charter, statutes, a convocation, an agenda filed as minutes by mistake.

Must not refuse minutes that quote articles: who was present, and decisions in the past tense, speak for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from repo_service.domain.minutes.zones import Placed

_ARTICLE = re.compile(r"^(?:article|art\.) ?(?:\d{1,3}|1er|premier|[ivx]{1,5})\b")
_FOUNDING = re.compile(
    r"^(?:projet d[e'] ?|nouvelle? |nouveaux )?(?:chartes?|conventions?|statuts|reglement (?:interieur|general|"
    r"des? )|accord[- ]cadre|avenant|protocole|contrat|"
    r"conditions generales|licence|grille|code de|guide|mode d'emploi|manuel|fiche|modele|foire aux questions|faq)\b"
)
_CALLING = re.compile(
    r"^(?:convocation|invitation|ordre du jour|projet d'ordre du jour|odj|pouvoir|procuration|formulaire|"
    r"bulletin (?:d'adhesion|de vote)|lettre|"
    r"appel a (?:candidature|cotisation|projet)s?|(?:.{0,60}(?:est|etes|sont) convoques?))\b"
)
_MINUTES = re.compile(
    r"\b(?:compte[s]?[- ]?rendus?|proces[- ]verb|releve (?:de |des )?(?:decisions|conclusions)|\bpv\b|\bcr\b|"
    r"etaient presents?|presents?(?: \([^)]*\))? ?:|"
    r"seance (?:est |a ete )?(?:ouverte|levee)|s'est (?:reunie?|tenue?)|se sont reunis|excuse[es]* ?:|"
    r"membres presents|deliberations?|participants? ?:)"
)
_HELD = re.compile(r"seance (?:est |a ete )?levee|fin de (?:la )?(?:seance|reunion)|\b(?:a|ont) (?:rappele|presente|"
    r"indique|propose|decide|vote|approuve|adopte)\b|"
                   r"\b(?:est|sont) (?:approuve|adopte|elu|designe)e?s?\b|^\W*(?:pour|contre) ?: ?\d")
_INVITES = re.compile(r"\b(?:vous (?:etes|invit|convi|pri|convo)|nous (?:avons le plaisir|vous)|vous inviter|"
    r"vous convier|j'ai (?:le plaisir|l'honneur)|veuillez|se tiendra|aura lieu|merci de confirmer)\b")
_CLOSED = re.compile(r"seance (?:est |a ete )?levee|fin de (?:la )?(?:seance|reunion)|^\W*(?:pour|contre) ?: ?\d|"
                     r"\b(?:a|ont) (?:rappele|presente|indique)\b")
_DRAFTS = re.compile(r"\bprojets? de (?:resolutions?|deliberations?)\b|\bsoumis(?:es)? (?:au vote|a l'approbation)\b")
# Told by its first lines: what reports, presents or instructs, but is not written of a meeting.
_OTHER = re.compile(
    r"^(?:(?:le |notre )?(?:rapport (?:d'activites?|annuel|d'etape)|bilan d'activites?|bulletin (?:n|d|no)|newsletter|"
    r"gazette|lettre d'information|procedure\b|cahier des charges|appel a\b|fiche (?:de|technique)|"
    r"note (?:de (?:presentation|synthese|cadrage|service)|d'information|d'intention|preparatoire|technique|"
    r"a l'attention)|"
    r"dossier (?:de|preparatoire)|communique\b|etat des lieux|enquete\b|plan (?:de|d')))"
)
# « Réunion du comité du 28 février 2018 », « Conseil communal – Séance du 10 mars 2026 »: the title of a meeting.
_MEETS = re.compile(
    r"^(?:extrait |(?:registre|proces)[a-z -]{0,20} )?(?:du |de (?:la |l')?|des )?(?:seance|reunion|assemblee|"
    r"conseil|comite|bureau|commission|"
    r"copil|codir|ca\b|ag\b|age\b|gt\b|point\b)[^.;:]{0,80}\b(?:\d{1,2}(?:er)?(?: [a-z]+ |[/.-]\d{1,2}[/.-])(?:19|"
    r"20)?\d\d|"
    r"(?:19|20)\d\d)\b"
)
_REPORTS = re.compile(r"^(?:projet (?:de |d'))?(?:comptes?[- ]?rendus?|proces[- ]verb|releves? (?:de|des) |pv\b|cr\b)")
_TOP = 3  # first lines that name what a text is
_ARTICLES = 3
_SIGNATURES = 2  # persons that the foot of a charter names as being there
_PARTIES = re.compile(r"^\W*entre les soussign|ci-apres (?:denomm|design)|^\W*conditions (?:generales|particulieres)")
_HEAD = 12


def is_no_minutes(placed: Sequence[Placed], *, present: int) -> bool:
    """Whether nothing should be looked for. ``present``: how many persons are listed as being there."""
    told = [one.stretch.folded.text[:400] for one in placed[:1500]]
    heads = [re.sub(r"^[\W\d]+", "", text) for text in told[:_HEAD]]
    if not present and any(_OTHER.match(text) for text in heads[:_TOP]):
        return not any(_CLOSED.search(text) for text in told)
    articles = sum(1 for one in placed[:1500] if _ARTICLE.match(one.stretch.head))
    early = [one.stretch.folded.text[:400] for one in placed[:40] if one.zone != "agenda" and one.stretch.column < 0]
    says_minutes = any(_MINUTES.search(text) for text in early)
    reports = any(_REPORTS.match(text) for text in heads[:_TOP])
    meets = any(_MEETS.match(text) for text in heads[:_TOP])
    if any(_CALLING.match(text) for text in heads[:6]) and not present and not reports:
        drafts = any(_DRAFTS.search(text) for text in told[:40]) or any(_INVITES.search(text) for text in told[:_HEAD])
        return not any((_CLOSED if drafts else _HELD).search(text) for text in told)
    founding = any(_FOUNDING.match(text) for text in heads[:6])
    if not present and any(_PARTIES.search(text) for text in told[:40]):
        return founding or not says_minutes
    if articles >= _ARTICLES and present <= (_SIGNATURES if founding else 0):
        return founding or not (says_minutes or meets)
    if founding and not present and not says_minutes:
        return True
    invites = sum(len(_INVITES.findall(text)) for text in told[:60])
    held = meets and any(_HELD.search(text) for text in told)
    return not present and not says_minutes and invites > 1 and not held
