"""Whom a name in minutes means: one known person, or nobody. Who sits in the body that day comes first."""

from __future__ import annotations

from collections.abc import Sequence

from repo_service.domain.register.meetings import name_words, same_name
from repo_service.services.partners.facts import Line
from repo_service.store.people.tables import Person


class Known:
    """The people that a name may mean: ``seats`` of the body on the day, then everybody."""

    def __init__(self, seats: Sequence[Line], everybody: Sequence[Person]) -> None:
        sitting = {line.id for line in seats}
        self._members = [person for person in everybody if person.public_id in sitting]
        self._everybody = list(everybody)

    def find(self, name: str) -> Person | None:
        """The one person whose whole name it is, given name first or last; else the one member of the body that it may
        well be (« Mme Le Goff », « C. Le Goff »). ``None`` where two could be meant.
        """
        words = sorted(name_words(name))
        if not words:
            return None
        for people in (self._members, self._everybody):
            whole = [person for person in people if sorted(name_words(person.name)) == words]
            if whole:
                return whole[0] if len(whole) == 1 else None
        near = [person for person in self._members if same_name(name, person.name)]
        return near[0] if len(near) == 1 else None
