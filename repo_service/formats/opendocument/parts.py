"""The members that every ODF package has, and how it says that it is encrypted (ODF 1.3 part 2, 3 and 4)."""

from __future__ import annotations

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Package, parse_xml

CONTENT = "content.xml"
STYLES = "styles.xml"
META = "meta.xml"
MANIFEST = "META-INF/manifest.xml"


def refuse_encrypted(package: Package) -> None:
    """``ReadFailure("encrypted")`` when the manifest says that a member is encrypted."""
    manifest = package.find(MANIFEST)
    if manifest is None:
        return
    root = parse_xml(package.read(manifest), allow_doctype=True)
    if next(root.iter("{*}encryption-data", "{*}encrypted-key"), None) is not None:
        raise ReadFailure("encrypted")
