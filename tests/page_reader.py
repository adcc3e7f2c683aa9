"""Reads one HTML page for what tests ask of every page. Knows HTML's own rules only, nothing of our templates."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Attributes that make a browser fetch or send something, or that name another element of the page.
ADDRESSES = {"src", "srcset", "href", "xlink:href", "action", "formaction", "poster", "data", "ping", "cite"}
ID_LISTS = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers"}


# What a reader's program may follow and no browser fetches: it names the page itself or the same in another form.
RELATIONS = {"canonical", "alternate"}
OWN_HOST = "http://testserver/"


class Page(HTMLParser):
    """`links` are the addresses of <a>, made absolute; `relations` those of <link> that name another form of the page, by
    rel and type; `shared` what Open Graph says, by property; `data` what JSON-LD says; `problems` are what no page may have."""

    def __init__(self, url, html):
        super().__init__(convert_charrefs=True)
        self.url = url
        self.lang = None
        self.titles, self.h1s, self.ids, self.links, self.assets = [], [], [], [], []
        self.id_references, self.inline, self.external, self.unbalanced = [], [], [], []
        self.words, self.data, self.relations, self.shared = [], [], {}, {}
        self._json_ld = None
        self._open = []
        self.feed(html)
        self.close()
        self.unbalanced += [f"<{tag}> not closed" for tag in self._open]

    @property
    def title(self):
        return " ".join("".join(self.titles).split())

    @property
    def text(self):
        """Everything a reader can see or hear, in one line."""
        return " ".join(" ".join(self.words).split())

    @property
    def problems(self):
        repeated = sorted({each for each in self.ids if self.ids.count(each) > 1})
        found = [
            *(f"id twice: {each}" for each in repeated),
            *(f"points to a missing id: {each}" for each in self.id_references if each not in self.ids),
            *(f"inline: {each}" for each in self.inline),
            *(f"other host: {each}" for each in self.external),
            *self.unbalanced,
        ]
        if self.lang != "ja":
            found.append(f"lang is {self.lang}")
        if len(self.h1s) != 1 or not "".join(self.h1s).strip():
            found.append(f"{len(self.h1s)} h1")
        if len(self.titles) != 1 or not self.title:
            found.append(f"title {self.titles}")
        return found

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self._open.append(tag)
        self._read(tag, dict(attributes))

    def handle_startendtag(self, tag, attributes):
        self._read(tag, dict(attributes))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag == "script" and self._json_ld is not None:
            self._read_json_ld()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unbalanced.append(f"</{tag}> where <{self._open[-1] if self._open else ''}> is open")

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if "title" in self._open and "svg" not in self._open:
            self.titles.append(data)
        if "h1" in self._open and self.h1s:
            self.h1s[-1] += data
        if inside == "script" and self._json_ld is not None:
            self._json_ld += data
        elif inside in ("script", "style"):
            self.inline.append(f"<{inside}> {data.strip()[:40]}")
        elif "head" not in self._open:
            self.words.append(data)

    def _read(self, tag, attributes):
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "h1":
            self.h1s.append("")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self._json_ld = ""
        if tag == "meta" and attributes.get("property", "").startswith("og:"):
            self._read_shared(**attributes)
            return
        if tag == "link" and attributes.get("rel") in RELATIONS:
            self._read_relation(**attributes)
            return
        for name, value in attributes.items():
            self._read_attribute(tag, name, value or "")

    def _read_relation(self, rel, href, type="", **more):
        address = urljoin(f"{OWN_HOST}{self.url.removeprefix('/')}", href)
        if not address.startswith(OWN_HOST):
            self.external.append(f"<link {rel} {href}>")
        self.relations[rel, type] = href

    def _read_shared(self, property, content):
        """What others show of the page; it may name addresses of this site only."""
        if "://" in content.removeprefix(OWN_HOST):
            self.external.append(f"<meta {property} {content}>")
        self.shared[property] = content

    def _read_json_ld(self):
        """Data, which no browser runs; it must be sound all the same."""
        text, self._json_ld = self._json_ld, None
        try:
            self.data.append(json.loads(text))
        except ValueError:
            self.inline.append(f"<script> that is no JSON: {text.strip()[:40]}")
        if "<" in text:
            self.inline.append("<script> with a < inside")

    def _read_attribute(self, tag, name, value):
        if name == "style" or name.startswith("on"):
            self.inline.append(f"<{tag} {name}>")
        if name in ID_LISTS:
            self.id_references += value.split()
        if "javascript:" in value.lower():
            self.inline.append(f"<{tag} {name}={value}>")
        for address in re.findall(r"url\(\s*['\"]?([^)'\"]*)", value):
            if address.startswith("#"):
                self.id_references.append(address[1:])
            else:
                self.external.append(f"<{tag} {name}={value}>")
        is_namespace = name == "xmlns" or name.startswith("xmlns:")
        if ("://" in value or value.startswith("//")) and not is_namespace:
            self.external.append(f"<{tag} {name}={value}>")
        if name in ADDRESSES:
            if urlsplit(value).scheme in ("tel", "mailto"):
                return
            absolute = urljoin(f"http://testserver{self.url}", value).removeprefix("http://testserver")
            (self.links if tag == "a" or name == "action" else self.assets).append(absolute)


def read(url, response):
    return Page(url, response.content.decode("utf-8"))
