"""The one family of errors. Each has a stable ``code`` for programs and a sentence fit for a user.

Nothing here knows HTTP: ``web/errors.py`` holds the only table from error to status.
The sentences are French, the language of the product; ``web`` translates them at the door.
"""

from __future__ import annotations


class RepoServiceError(Exception):
    """Root of every error that may reach a user.

    ``code`` is stable (the API publishes it); ``message`` says what happened and what to do;
    ``fields`` maps a form field to its own sentence; ``params`` fills the message after translation.
    """

    code = "internal"
    message = "Une erreur inattendue s’est produite. Rien n’est perdu ; réessayez dans un instant."

    def __init__(self, message: str | None = None, *, fields: dict[str, str] | None = None, **params: object) -> None:
        self.template = message or type(self).message
        self.params = params
        self.fields = fields or {}
        super().__init__(self.template % params if params else self.template)


class Invalid(RepoServiceError):
    """Input that a person can correct."""

    code = "invalid"
    message = "Certaines informations sont à corriger. Rien n’est perdu."


class BadQuery(Invalid):
    """A search query that is too long, too deep or too costly."""

    code = "bad_query"
    message = "Cette recherche est trop longue ou trop complexe. Essayez avec quelques mots."


class TooSlow(BadQuery):
    """The same, found out only after some seconds: on another day, or another machine, it may be answered."""


class NotFound(RepoServiceError):
    """No such thing, or a thing that this person may not see: both answer exactly the same."""

    code = "not_found"
    message = "Cette page n’existe pas, ou vous n’y avez pas accès."


class Gone(RepoServiceError):
    """A withdrawn document: its tombstone says why."""

    code = "gone"
    message = "Ce document a été retiré."


class Forbidden(RepoServiceError):
    """The person is known and may see the thing, but may not do this to it."""

    code = "forbidden"
    message = "Votre rôle ne permet pas cette action."


class SignInRequired(RepoServiceError):
    """Nobody is signed in and the action needs somebody."""

    code = "sign_in_required"
    message = "Connectez-vous pour continuer."


class SignInFailed(RepoServiceError):
    """Unknown address, wrong password or disabled account: one answer for all three."""

    code = "sign_in_failed"
    message = "Adresse ou mot de passe incorrect."


class SignInAgain(SignInRequired):
    """A grave act of somebody without a password, whose sign-in is not recent."""

    message = "Pour cette action, reconnectez-vous d’abord : rien n’est perdu."


class LinkSpent(RepoServiceError):
    """A mailed link that was used already, is over, was made for another host, or never was: one answer for all."""

    code = "link_spent"
    message = "Ce lien n’est plus bon : il a déjà servi, ou il est trop ancien. Demandez-en un autre, rien n’est perdu."


class TooManyAttempts(RepoServiceError):
    """The throttle of the sign-in page. ``params['seconds']`` is the time to wait."""

    code = "too_many_attempts"
    message = "Trop d’essais. Attendez %(seconds)s secondes avant de réessayer ; votre compte n’est pas bloqué."


class Conflict(RepoServiceError):
    """The thing changed since it was read (If-Match, two editors)."""

    code = "conflict"
    message = "Ce document a changé entre-temps. Rien n’est perdu : rouvrez-le et reprenez votre modification."


class TooLong(RepoServiceError):
    """Two texts that are together too long to be compared while somebody waits."""

    code = "too_long_to_compare"
    message = "Ces deux textes sont trop longs pour être comparés ici. Rien n’est perdu : téléchargez leurs fichiers."


class TooLarge(RepoServiceError):
    """A file over the size limit (``params['limit']``, in words)."""

    code = "too_large"
    message = "Ce fichier dépasse la taille permise (%(limit)s). Rien n’a été enregistré."


class Unreadable(RepoServiceError):
    """A reader could not read a file; the file itself is kept. ``params['reason']`` is a stable reason code."""

    code = "unreadable"
    message = "Le texte de ce fichier n’a pas pu être lu ; le fichier est conservé."


class StorageFull(RepoServiceError):
    """No room left, or the disk refused a write. Nothing was kept, nothing is half-kept."""

    code = "storage_full"
    message = (
        "Il n’y a plus de place pour enregistrer ce fichier. Rien n’est perdu de ce qui est déjà conservé ; "
        "prévenez l’administrateur."
    )


class Unavailable(RepoServiceError):
    """A part (database, index) is away for a moment."""

    code = "unavailable"
    message = "Le service est momentanément indisponible. Rien n’est perdu ; réessayez dans un instant."


class Damaged(RepoServiceError):
    """Something kept no longer matches its hash, or the index is damaged."""

    code = "damaged"
    message = "Un contrôle d’intégrité a échoué. Prévenez l’administrateur."


class PreconditionFailed(Conflict):
    """The version named by If-Match is no longer the latest one."""

    code = "precondition_failed"
