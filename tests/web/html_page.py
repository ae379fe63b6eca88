"""Reads a page with the standard library's parser and says what a careful reader would complain about."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "circle", "path"}
BLOCKS = {"dt", "dd", "div", "p", "li", "h1", "h2", "h3", "td", "th", "br", "summary", "option"}
FIELDS = {"input", "textarea", "select"}


class Page(HTMLParser):
    """Tags, texts, links and labels of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        if tag in BLOCKS:
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if "script" not in self._open and "style" not in self._open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every tag of this name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def words(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())

    def complaints(self) -> list[str]:
        """What is wrong with the page's form; empty for a good page."""
        return [
            *self.faults,
            *([] if len(self.all("h1")) == 1 else [f"{len(self.all('h1'))} h1"]),
            *([] if self.all("html")[0].get("lang") == "en" else ["no language"]),
            *([] if self.all("title") else ["no title"]),
            *([] if any(meta.get("name") == "viewport" for meta in self.all("meta")) else ["no viewport"]),
            *self._unlabelled(),
            *self._outside(),
            *self._inline(),
            *self._repeated_ids(),
        ]

    def _unlabelled(self) -> list[str]:
        labelled = {label.get("for") for label in self.all("label")}
        fields = [(tag, a) for tag, a in self.tags if tag in FIELDS and a.get("type") != "hidden"]
        named = {"aria-label", "aria-labelledby"}
        return [f"{tag} {a} has no label" for tag, a in fields if a.get("id") not in labelled and not named & a.keys()]

    def _outside(self) -> list[str]:
        named = [a for tag, a in self.tags if tag in {"script", "link", "img"} and a.get("rel") != "alternate"]
        loaded = [a.get("src") or a.get("href") or "" for a in named if a.get("type") != "application/json"]
        return [f"loads {address}" for address in loaded if not address.startswith("/static/")]

    def _inline(self) -> list[str]:
        styled = [f"{tag} has a style" for tag, a in self.tags if "style" in a or (tag == "style" and "nonce" not in a)]
        handlers = [f"{tag} has {key}" for tag, a in self.tags for key in a if key.startswith("on")]
        scripts = [a for a in self.all("script") if "src" not in a and a.get("type") != "application/json"]
        return styled + handlers + ["inline script" for _ in scripts]

    def _repeated_ids(self) -> list[str]:
        ids = [a["id"] for _, a in self.tags if "id" in a]
        return [f"id {one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
