"""A mail as `publish digest` builds it and a channel makes it: its links lead to these pages."""

import email
import email.policy
import re
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from serving import NOW, Site, served

from publisher import config, pipeline, registry, tokens
from publisher.ports import Context, Recipient

HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
WEB = re.compile(r"https?://[^\s\"'<>)]+")


@pytest.fixture
def news(newsroom):
    with served(Site(newsroom)) as opened:
        yield opened


def mail(site, reader):
    """Build the newsroom's edition and make one reader's mail of it."""
    loaded = config.load(None, {}, site.root)
    built = pipeline.digest(loaded, pipeline.Order(campaign=None, day=date(2026, 11, 24)), NOW)
    with site.opener() as audience:
        context = Context(NOW.date(), ZoneInfo(built.zone), site.root, lambda: NOW, audience.keys)
        channel = registry.create_channel("newsletter", loaded.channels["newsletter"], context)
        recipient = Recipient(reader.id, reader.address, reader.name, reader.language, "readers")
        (message,) = channel.prepare(built.build, [recipient])
    return email.message_from_bytes(b"".join(message.payload.segments), policy=email.policy.default)


def links(message):
    """Give every web address in the headers, the HTML and the text of a mail."""
    parts = [message.get_body((kind,)).get_content() for kind in ("html", "plain")]
    return [link for text in (*map(str, message.values()), *parts) for link in WEB.findall(text)]


def test_a_scanner_that_opens_every_link_of_a_mail_unsubscribes_nobody(news):
    reader = news.row(news.add())
    message = mail(news, reader)
    before = news.everything()
    found = links(message)
    paths = {urlsplit(link).path for link in found}
    assert len([link for link in found if "/u/" in link]) >= 3  # header, HTML, text
    statuses = {
        path: {news.ask(method, path).status for method in ("HEAD", "GET", "GET")} for path in paths if path
    }
    assert {path[:3]: status for path, status in statuses.items() if status == {200}} == {"/u/": {200}}
    assert news.everything() == before


def test_the_button_of_a_mail_program_unsubscribes_as_rfc_8058_says(news):
    token = news.add()
    message = mail(news, news.row(token))
    (link,) = WEB.findall(message["List-Unsubscribe"])
    body = message["List-Unsubscribe-Post"].encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert news.ask("POST", urlsplit(link).path, body, headers).status == 200
    assert news.status(token) == "unsubscribed"
    assert tokens.key_of(urlsplit(link).path.rpartition("/")[2]) == tokens.key_of(token)
