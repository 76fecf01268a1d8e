#!/usr/bin/python3
"""Checks that the pages of a report hold nothing but what the report itself puts there.

usage: inert.py DIR        prints one line a finding, exits 1 when there is any

Every element, attribute and link is compared with a short list of what pages are made of; every
character that steers (direction, terminals) has to be shown by its number; a page has to say the
policy that forbids scripts and every address. So whatever was in the evidence, it is text.
"""
import html.parser
import os
import re
import sys

ELEMENTS = {
    "html": {"lang"}, "meta": {"charset", "http-equiv", "content", "name"}, "title": set(),
    "style": set(), "body": set(), "header": set(), "footer": set(), "nav": set(),
    "h1": set(), "h2": {"id"}, "p": {"class"}, "a": {"href"}, "b": set(), "i": set(), "br": set(),
    "bdi": set(), "small": set(), "span": {"class"}, "div": {"class", "dir"}, "dl": set(),
    "dt": set(), "dd": set(), "ul": {"class"}, "li": set(), "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"class"}, "td": {"class", "data-h"},
    "article": {"class"}, "details": set(), "summary": set(),
    "img": {"loading", "alt", "src"},
}
LINK = re.compile(r"(?:\.\./index\.html|#ledger|(?:[a-z]+/)?(?:c\d+-)?\d+\.html)\Z")
IMAGE = re.compile(r"\.\./images/\d+\.(?:jpg|png|gif|webp)\Z")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.policy = [], None

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.found.append("element <%s>" % tag)
            return
        for name, value in attrs:
            if name not in ELEMENTS[tag]:
                self.found.append("attribute %s of <%s>" % (name, tag))
            if name == "href" and not LINK.match(value or ""):
                self.found.append("link to %r" % value)
            if name == "src" and not IMAGE.match(value or ""):
                self.found.append("image from %r" % value)
        attrs = dict(attrs)
        if attrs.get("http-equiv") == "Content-Security-Policy":
            self.policy = attrs.get("content")

    def handle_comment(self, data):
        self.found.append("comment %r" % data)

    def handle_decl(self, decl):
        if decl != "doctype html":
            self.found.append("declaration %r" % decl)

    def handle_pi(self, data):
        self.found.append("instruction %r" % data)


def findings(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    page = Page()
    page.feed(text)
    page.close()
    yield from page.found
    m = STEERING.search(text)
    if m:
        yield "U+%04X as itself at %d" % (ord(m[0]), m.start())
    policy = page.policy or ""
    if not policy.startswith("default-src 'none'; style-src 'sha256-") or "script" in policy:
        yield "policy %r" % page.policy


def main():
    pages = bad = 0
    for base, _, names in os.walk(sys.argv[1]):
        for name in names:
            if not name.endswith(".html"):
                continue
            pages += 1
            for what in findings(os.path.join(base, name)):
                bad += 1
                print("%s: %s" % (os.path.relpath(os.path.join(base, name), sys.argv[1]), what))
    if not pages:
        print("no pages")
    return 1 if bad or not pages else 0


sys.exit(main())
