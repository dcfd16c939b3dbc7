"""OPML 2.0: lists of feeds, in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from xml.etree import ElementTree as ET  # what is read here declares no document type, see ``read``

from civicbeat.records.errors import UnreadableFile

LARGEST = 5 * 2**20


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed in a list: its ``address``, ``title`` and the ``home`` page of its owner (may be empty)."""

    address: str
    title: str = ""
    home: str = ""


def vietnam() -> bytes:
    """The list that comes along: public feeds of Vietnamese newspapers and agencies, and some of the world."""
    return files("civicbeat.sources.feeds").joinpath("vietnam.opml").read_bytes()


def read(body: bytes) -> tuple[Listed, ...]:
    """The feeds of an OPML list, each address once, in its order.

    Raises:
        UnreadableFile: it is no OPML list, too large, or declares a document type.
    """
    if len(body) > LARGEST or b"<!" in body.replace(b"<!--", b"").replace(b"<![CDATA[", b"").replace(b"\0", b""):
        raise UnreadableFile(
            "The list is too large or declares XML entities.", do="Export it again from a feed reader."
        )
    try:
        root = ET.fromstring(body)  # noqa: S314  # no document type, so no entity can be declared
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UnreadableFile("The file is not an OPML list.", do="Export it again from a feed reader.") from error
    if root.tag.lower() != "opml":
        raise UnreadableFile("The file is XML but not an OPML list.", do="Export an OPML list from a feed reader.")
    feeds = [_listed(outline) for outline in root.iter("outline")]
    return tuple({feed.address: feed for feed in reversed(feeds) if feed.address}.values())[::-1]


def _listed(outline: ET.Element) -> Listed:
    get = outline.attrib.get
    address = (get("xmlUrl") or get("xmlurl") or "").strip()
    return Listed(address, (get("title") or get("text") or "").strip(), (get("htmlUrl") or "").strip())


def write(feeds: Iterable[Listed], *, title: str) -> bytes:
    """An OPML list of the feeds."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    for feed in feeds:
        outline = ET.SubElement(body, "outline", type="rss", text=feed.title or feed.address, xmlUrl=feed.address)
        if feed.home:
            outline.set("htmlUrl", feed.home)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
