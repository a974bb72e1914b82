"""A newsroom whose archive is set: editions are sent through the outbox to readers who can be told apart."""

import json

import pytest
from mailrooms import CONSENT, write_readers
from newsrooms import append

URL = "https://ochtendblad.internal/archief"
ADDRESSES = ("mia.verzonnen@dijkstad.internal", "jan.bedacht@dijkstad.internal")


class Archived:
    """The newsroom with its archive; every command is the real command line."""

    def __init__(self, call, newsroom):
        self.call, self.newsroom = call, newsroom
        self.folder = newsroom / "archive"
        append(newsroom / "config.toml", f'[archive]\nurl = "{URL}"')
        append(newsroom / "campaigns/ochtend.toml", "[digest]\nrepeat = true")
        name = write_readers(newsroom, ADDRESSES)
        assert call("subscribers", "import", name, *CONSENT).code == 0

    def built(self, day=None, *words):
        date = ("--date", day) if day else ()
        done = self.call("digest", "ochtend", "--json", *date, *words)
        assert done.code == 0, done.err
        return json.loads(done.out)["edition"]

    def sent(self, day=None, *words):
        """Build an edition and send it; give its name."""
        name = self.built(day)
        done = self.call("send", name, "--yes", *words)
        assert done.code == 0, done.err
        return name

    def page(self, name):
        return (self.folder / name / "index.html").read_text(encoding="utf-8")

    def files(self):
        """Give what the archive holds by path."""
        found = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    def build(self, *words):
        done = self.call("archive", "build", "--json", *words)
        assert done.code == 0, done.err
        return json.loads(done.out)

    def correct(self, name, article, text, *words):
        done = self.call("correct", name, article, "--text", text, "--yes", "--json", *words)
        assert done.code == 0, done.err
        return json.loads(done.out)

    def mails(self, name):
        """Give the mails of an edition that lie in the outbox, by file name."""
        found = (self.newsroom / "outbox/newsletter/new").glob(f"{name.replace('/', '_')}.*.eml")
        return sorted(found)


@pytest.fixture
def archived(call, newsroom):
    return Archived(call, newsroom)
