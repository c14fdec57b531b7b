"""``python -m repo_service.demo.write FOLDER``: every demonstration file, in folders by body and year, to try by hand.

Writes files only; the database is not touched.
"""

from __future__ import annotations

import sys
from pathlib import Path

from repo_service.demo.consortium import Consortium, consortium


def write(folder: Path, demonstration: Consortium) -> int:
    """Write every file and companion under ``folder``, versions of one name apart by their year; answers how many."""
    short_names = {body.name: body.short_name for body in demonstration.bodies}
    count = 0
    for file in demonstration.files():
        place = folder / (short_names.get(file.body) or file.kind) / str(file.date.year)
        place.mkdir(parents=True, exist_ok=True)
        parts = [(file.file_name, file.content), *((c.file_name, c.content) for c in file.companions)]
        for name, content in parts:
            (place / name).write_bytes(content)
            count += 1
    return count


def main(arguments: list[str]) -> int:
    """Answers the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m repo_service.demo.write FOLDER\n")
        return 2
    folder = Path(arguments[0])
    count = write(folder, consortium())
    sys.stdout.write(f"{count} files written under {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
