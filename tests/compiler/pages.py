"""HTML read strictly: every tag is closed where it must be, nothing is fetched, pictures are XML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

VOID = {"meta", "input", "br", "hr", "img", "link"}
SELF_CLOSED = {"path", "rect"}


class Page(HTMLParser):
    """A page's tags, ids, links and text. Raises AssertionError where it is not well formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        assert text.lower().startswith("<!doctype html>")
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        assert all(link.startswith("#") and link[1:] in self.ids for link in self.links)
        assert not re.search(r"(?:src|srcset|action|data)\s*=\s*[\"']|@import|url\((?!#)", text)
        self.pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"(?s)<svg\b.*?</svg>", text)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        assert not any(name.startswith("on") for name in names)
        held = dict(attrs)
        self.tags.append((tag, held))
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if "href" in held:
            self.links.append(str(held["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SELF_CLOSED | VOID, f"<{tag}/> does not close itself"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that is read."""
        return " ".join(" ".join(self.texts).split())
