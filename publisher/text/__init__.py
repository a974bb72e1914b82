"""Texts: counted by each network's rule, split into sentences, shortened without harm, linked with care."""

from publisher.text.counting import Count, count
from publisher.text.links import accidental_links
from publisher.text.sentences import sentences
from publisher.text.shorten import Cut, cut, whole_sentences

__all__ = ["Count", "Cut", "accidental_links", "count", "cut", "sentences", "whole_sentences"]
