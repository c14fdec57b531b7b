"""Opens zip packages (docx, odt, pptx, xlsx) and parses their XML without believing what they announce.

The directory of the zip is judged before anything is unpacked, bytes are counted while they are unpacked, and
no parser here resolves an entity, loads a DTD or opens a connection. Names of members are only ever compared,
never used as paths. Nothing here knows what a package contains.

Limits come from measures: a 1.5 MB bomb made python-docx take 3 GB. A tree of libxml2 weighs up to 43 times
its file (a node takes 120 bytes, an attribute with its value 216), hence ``MAX_TREE``.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from repo_service.formats.base import ReadFailure

MAX_PARTS = 5_000
MAX_PART = 60_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000  # small parts of blanks compress very well in honest files
_PICTURES = (".emf", ".wmf", ".bmp", ".tif", ".tiff")  # uncompressed drawings, mostly blank: never read by us
MAX_DIRECTORY = MAX_PARTS * 1_024
MAX_TREE = 300_000_000  # estimated bytes of parsed XML alive at one time
CHUNK = 65_536

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_OLE_HEAD = 1_000_000
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # stream of an encrypted OOXML (MS-OFFCRYPTO 2.3.4.4)
_FIRST_TAG = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_ENTRY = b"PK\x01\x02"  # begins each entry of the directory (APPNOTE 4.3.12)
_LOCAL_HEADER = 30  # bytes before the name (APPNOTE 4.3.7)
_END = struct.Struct("<4s4H2LH")  # end of central directory (APPNOTE 4.3.16)
_LOCATOR = struct.Struct("<4sLQL")  # zip64 end of central directory locator (4.3.15)
_END64 = struct.Struct("<4sQ2H2L4Q")  # zip64 end of central directory (4.3.14)
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError),
)

Element = Any  # lxml ships no types


class Package:
    """An opened zip whose directory has been judged. Make one with ``open_package``."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_name(info): info for info in archive.infolist() if not info.is_dir()}
        self._folded = {name.casefold(): name for name in reversed(self._members)}
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members that are not folders, in the directory's order, with ``/`` between folders."""
        return tuple(self._members)

    def find(self, name: str) -> str | None:
        """The member called ``name``, in any case (part names of OOXML are case-insensitive), or ``None``."""
        return name if name in self._members else self._folded.get(name.casefold())

    def read(self, name: str) -> bytes:
        """The bytes of a member; ``KeyError`` when there is none so named, ``ReadFailure`` when it is bad."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, piece by piece, counted against the limits while they are unpacked."""
        info = self._members[name]
        size = 0
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > MAX_PART or self._unpacked > MAX_TOTAL:
                        raise ReadFailure("bomb", name)
                    yield chunk
        except _DAMAGE as error:
            raise ReadFailure("damaged", f"{name}: {error}") from error


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a zip for reading, after its directory has been judged.

    ``ReadFailure``: "empty", "encrypted" (a member, or an OLE file that holds an encrypted OOXML), "damaged"
    (no zip, cut short, a name twice), "too_many_parts", "bomb" (sizes, ratio, or members that overlap).
    """
    with path.open("rb") as file:
        _judge_head(file)
        _judge_directory_size(file)
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGE as error:
            raise ReadFailure("damaged", str(error)) from error
        with archive:
            _judge_members(archive)
            yield Package(archive)


def names_in(file: BinaryIO) -> tuple[str, ...]:
    """The names in a zip's directory, which is judged before it is listed: ``ReadFailure("too_many_parts")`` or
    "damaged". Nothing is said of the members themselves."""
    return zip_within(file)[1]


def zip_within(file: BinaryIO) -> tuple[int, tuple[str, ...]]:
    """Where the zip at the end of a file begins (0 in an honest one), and its names as ``names_in`` gives them."""
    _judge_directory_size(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            begin = min((info.header_offset for info in members), default=0)
            return begin, tuple(_name(info) for info in members)
    except _DAMAGE as error:
        raise ReadFailure("damaged", str(error)) from error


def is_encrypted_ole(data: bytes) -> bool:
    """Whether ``data`` (a file or its beginning) is an OLE file with the stream of an encrypted OOXML."""
    return data.startswith(OLE_MAGIC) and _OLE_ENCRYPTED in data


def parse_xml(data: bytes, *, allow_doctype: bool = False) -> Element:
    """The root element of an XML part; comments and processing instructions are dropped.

    ``ReadFailure("entities")`` on any DOCTYPE, or with ``allow_doctype`` (old ODT files) on any declared
    or used entity; "too_long" when the tree would not fit in memory; "damaged" when it is not XML.
    """
    _judge_prolog(data[:CHUNK], allow_doctype)
    if _weight(data) > MAX_TREE:
        raise ReadFailure("too_long")
    parser = etree.XMLParser(**_options(allow_doctype))
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadFailure("damaged", str(error)) from error
    _judge_parsed(root, parser.error_log, allow_doctype)
    return root


def stream_children(
    chunks: Iterable[bytes],
    containers: Collection[str],
    frequent: Iterable[str],
    *,
    allow_doctype: bool = False,
) -> Iterator[Element]:
    """Each complete child of the elements called ``containers`` (as ``{namespace}name``), in order.

    ``frequent`` are local names of children met often: each time one of them is complete, it and what stood
    before it are given, then emptied, so that memory is bounded by the largest child ("too_long" above
    ``MAX_TREE``). Keep nothing of a child after its turn. A part without a container gives nothing. Raises as
    ``parse_xml``.
    """
    tags = [f"{{*}}{name}" for name in frequent] + list(containers)
    parser = etree.XMLPullParser(("end",), tag=tags, **_options(allow_doctype))
    done: Element = None
    judged, alive = False, 0
    for chunk in chunks:
        if not judged:
            _judge_prolog(chunk, allow_doctype)
            judged = True
        weight = _weight(chunk)
        alive += weight
        if alive > MAX_TREE:
            raise ReadFailure("too_long")
        _feed(parser, chunk)
        for _, element in parser.read_events():
            parent = element if element.tag in containers else element.getparent()
            if parent is None or parent.tag not in containers:
                continue
            for child in _ready(parent, element, done):
                yield child
                done = child
            if done is not None:
                _forget(done)
            alive = weight
    try:
        root = parser.close()
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadFailure("damaged", str(error)) from error
    _judge_parsed(root, parser.feed_error_log, allow_doctype)


def _ready(parent: Element, element: Element, done: Element) -> list[Element]:
    """The children of ``parent`` after ``done``, up to ``element`` (all of them when that is ``parent``)."""
    continued = done is not None and done.getparent() is parent
    following = done.getnext() if continued else next(iter(parent), None)
    found = []
    while following is not None:
        found.append(following)
        if following is element:
            break
        following = following.getnext()
    return found


def _forget(done: Element) -> None:
    """Free ``done`` and its elder siblings. It stays, empty: the parser may still write after it."""
    done.clear(keep_tail=True)
    parent = done.getparent()
    while done.getprevious() is not None:
        del parent[0]


def _feed(parser: Element, chunk: bytes) -> None:
    try:
        parser.feed(chunk)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadFailure("damaged", str(error)) from error


def _options(allow_doctype: bool) -> dict[str, bool]:
    """Settings of every parser here.

    ``recover`` only where an old ODT may repeat an xml:id; ``_judge_parsed`` still refuses every fatal error.
    ``collect_ids=False`` would be the other way, but it makes libxml2 load the external DTD (seen with 2.14).
    """
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "recover": allow_doctype,
    }


def _weight(data: bytes) -> int:
    """An upper estimate of the memory of its tree: a node for each ``<``, an attribute for each ``=``."""
    return len(data) + 120 * data.count(b"<") + 216 * data.count(b"=")


def _judge_prolog(head: bytes, allow_doctype: bool) -> None:
    """Refuse before parsing what the beginning shows in UTF-8, UTF-16 or UTF-32 (hence without its NULs)."""
    prolog = _FIRST_TAG.split(head.replace(b"\0", b""), maxsplit=1)[0]
    if (b"<!DOCTYPE" in prolog and not allow_doctype) or b"<!ENTITY" in prolog:
        raise ReadFailure("entities")


def _judge_parsed(root: Element, errors: Iterable[Any], allow_doctype: bool) -> None:
    """Refuse by what libxml2 understood, whatever the encoding."""
    fatal = [entry for entry in errors if entry.level == etree.ErrorLevels.FATAL]
    dtd = root.getroottree().docinfo.internalDTD if root is not None else None
    if dtd is not None:
        used = next(root.iter(etree.Entity), None)
        if not allow_doctype or used is not None or next(iter(dtd.iterentities()), None) is not None:
            raise ReadFailure("entities")
    if root is None or fatal:
        raise ReadFailure("damaged", str(fatal[0].message) if fatal else "no XML")


def _judge_head(file: BinaryIO) -> None:
    head = file.read(len(OLE_MAGIC))
    if not head:
        raise ReadFailure("empty")
    if head == OLE_MAGIC and is_encrypted_ole(head + file.read(MAX_OLE_HEAD)):
        raise ReadFailure("encrypted")
    if not head.startswith(b"PK"):  # zipfile would read on behind what stands there, which no copy may carry
        raise ReadFailure("damaged", "no zip from the beginning")


def _judge_directory_size(file: BinaryIO) -> None:
    """Refuse a directory that would cost memory merely to be listed; ``zipfile`` reads it whole and believes its
    length, not its count of entries: these are counted here by their signatures."""
    size = file.seek(0, 2)
    start = file.seek(max(0, size - _END.size - 65_535))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ReadFailure("damaged", "no end of directory")
    entries, length = _END.unpack_from(tail, at)[4:6]
    end = start + at
    locator = end - _LOCATOR.size
    if locator >= 0:
        file.seek(locator)
        signature, _, position, _ = _LOCATOR.unpack(file.read(_LOCATOR.size))
        if signature == b"PK\x06\x07":
            if position != locator - _END64.size:  # where zipfile looks, whatever the locator says
                raise ReadFailure("damaged", "no zip64 directory")
            file.seek(position)
            record = file.read(_END64.size)
            entries, length = _END64.unpack(record)[7:9]
            end = position
    if entries > MAX_PARTS or length > MAX_DIRECTORY:
        raise ReadFailure("too_many_parts")
    file.seek(max(0, end - length))
    if file.read(length).count(_ENTRY) > MAX_PARTS:
        raise ReadFailure("too_many_parts")
    file.seek(0)


def _judge_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_PARTS:
        raise ReadFailure("too_many_parts")
    if len({_name(info) for info in members}) < len(members):
        raise ReadFailure("damaged", "a name stands twice")
    if not all(info.filename for info in members):
        raise ReadFailure("damaged", "a member without a name")
    if any(info.flag_bits & 0x1 for info in members):
        raise ReadFailure("encrypted")
    sizes = [info.file_size for info in members]
    if max(sizes, default=0) > MAX_PART or sum(sizes) > MAX_TOTAL:
        raise ReadFailure("bomb")
    if any(
        i.file_size > RATIO_FROM and i.file_size > MAX_RATIO * i.compress_size
        for i in members
        if not i.filename.lower().endswith(_PICTURES)
    ):
        raise ReadFailure("bomb")
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ReadFailure("bomb", "members overlap")
        end = info.header_offset + _LOCAL_HEADER + info.compress_size


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/")
