"""Feeds: RSS and Atom, JSON Feed, news sitemaps."""
