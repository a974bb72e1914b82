"""The readers' pages: what a link in a mail leads to. Looking changes nothing; a POST does (RFC 8058)."""
