"""The lead's picture, at the address that readers load it from."""

from urllib.parse import quote

from msgspec.structs import replace

from publisher.config.files import CampaignFile
from publisher.model import Article, Edition, Finding, Image, Media
from publisher.pipeline.loading import Snapshot
from publisher.ports import Fetch
from publisher.sources import images
from publisher.text import links


def with_image(
    edition: Edition, campaign: CampaignFile, loaded: Snapshot, fetch: Fetch
) -> tuple[Edition, tuple[Media, ...], tuple[Finding, ...]]:
    """Give the edition with its lead's picture at the address readers load it from, and the picture itself.

    One that can't be had or sent is left out, and a finding says why.
    """
    image = edition.lead.image
    if image is None:
        return edition, (), ()
    if links.is_web(image.url):
        media = _known(image.url, loaded) or images.fetched(image, fetch)
    else:
        media = _local(image, edition.lead, campaign, loaded)
    if isinstance(media, Finding):
        return _pictured(edition, None), (), (media,)
    return _pictured(edition, replace(image, url=media.url)), (media,), ()


def _local(image: Image, lead: Article, campaign: CampaignFile, loaded: Snapshot) -> Media | Finding:
    if not campaign.site.assets_url:
        return Finding(
            "image",
            "warning",
            "a local image can't be sent: readers could not load it",
            image.url,
            "set [site] assets_url to where your images are served, or give the image a web address",
        )
    url = f"{campaign.site.assets_url.rstrip('/')}/{quote(image.url)}"
    folder = (loaded.root / lead.source.url).parent if lead.source else loaded.root
    return _known(url, loaded) or images.read(folder, image, url)


def _known(url: str, loaded: Snapshot) -> Media | None:
    return next((media for media in loaded.media if media.url == url), None)


def _pictured(edition: Edition, image: Image | None) -> Edition:
    return replace(edition, lead=replace(edition.lead, image=image))
