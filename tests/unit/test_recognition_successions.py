"""Old minutes name the body that met under the name that it bore then."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.domain.passages import Block, anchored
from repo_service.domain.recognition.guessing import BodyName, recognise

TODAY = date(2026, 5, 20)
BODIES = (
    BodyName("OLD", "Comité de pilotage", "CoPil", successor="NEW", until="2024-03-12"),
    BodyName("NEW", "Conseil du réseau", "CoPil"),
    BodyName("AG", "Assemblée générale", "AG"),
)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Comité de pilotage du 4 mai 2022", "OLD"),
        ("Comité de pilotage du 4 mai 2025", "OLD"),
        ("Conseil du réseau du 4 mai 2025", "NEW"),
        ("CoPil du 11 mars 2024", "OLD"),
        ("CoPil du 12 mars 2024", "NEW"),
        ("CoPil du 4 mai 2025", "NEW"),
        ("CoPil", "NEW"),
    ],
)
def test_a_name_means_the_body_that_bore_it_on_the_day_of_the_text(title: str, body: str) -> None:
    text = anchored([Block("heading", f"Compte rendu de la réunion du {title}", level=1)])
    found = recognise(text, {}, "document.docx", BODIES, (), TODAY)
    assert found.body is not None
    assert found.body.value == body
