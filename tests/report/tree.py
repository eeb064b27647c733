"""A page as a browser takes it apart."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br"}


class Tree(HTMLParser):
    """Elements with their attributes, and text; an element that is not closed is an error."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.texts = [], [], []
        self.feed(content)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def assert_self_contained(content, tree):
    """Nothing is loaded from anywhere."""
    for _, attributes in tree.elements:
        assert not {"src", "srcset", "poster", "data", "action"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:,"))
    for style in re.findall(r"<style>.*?</style>", content, re.DOTALL):
        assert "@import" not in style
        assert "url(" not in style
    for address in re.findall(r"url\(([^)]*)\)", re.sub(r">[^<]*<", "><", content)):
        assert address.startswith("#")
    (policy,) = [a["content"] for a in tree.all("meta") if a.get("http-equiv")]
    assert "default-src 'none'" in policy


def assert_ids_are_right(tree):
    """Ids are unique, and what refers to them finds them."""
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in tree.elements:
        for name in attributes.get("aria-labelledby", "").split():
            assert name in ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
