"""Unpacks a source distribution of the package index into a folder: its name, version and SHA-256, and the folder.

Nothing of it runs, which is why this is not left to pip: that has a distribution build itself before it hands it out."""

import hashlib
import io
import os
import re
import ssl
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class Links(HTMLParser):
    """The addresses of a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if tag == "a" and name == "href" and value]


def index():
    """The package index that pip uses."""
    said = os.environ.get("PIP_INDEX_URL")
    if not said:
        words = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
        said = subprocess.run(words, capture_output=True, text=True).stdout.strip()
    if not said:
        from pip._internal.models.index import PyPI

        said = PyPI.simple_url
    return said.rstrip("/")


def get(address):
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=certificates)
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=180, context=context) as answer:
        return answer.read()


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def fetch(name, version):
    page = f"{index()}/{plain(name)}/"
    links = Links()
    links.feed(get(page).decode("utf-8", "replace"))
    for link in links.found:
        address = urllib.parse.urljoin(page, link).partition("#")[0]
        file = urllib.parse.unquote(address.rpartition("/")[2])
        if plain(file) == plain(f"{name}-{version}.tar.gz"):
            return get(address)
    sys.exit(f"no matching distribution found: {name} {version} has no source distribution (.tar.gz)")


def unpack(content, folder):
    """Unpacks files alone, without the folder that all of them are in."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for entry in archive:
            parts = entry.name.split("/")[1:]
            if not entry.isfile() or not parts or ".." in parts:
                continue
            path = os.path.join(folder, *parts)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(archive.extractfile(entry).read())


name, version, wanted, folder = sys.argv[1:]
content = fetch(name, version)
found = hashlib.sha256(content).hexdigest()
if found != wanted.lower():
    sys.exit(f"the package and its SHA-256 do not match the hashes that are pinned ({found}, not {wanted})")
unpack(content, folder)
