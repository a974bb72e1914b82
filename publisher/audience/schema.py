"""The audience's tables, in the subset that SQLite and PostgreSQL share.

`digest` is HMAC(folded address) under the site's secret: it finds a reader, and stays when the reader is
forgotten. Times are ISO 8601 in UTC. `site_key.number` 1 is the key of addresses and Message-IDs, the highest
signs readers' links, all of them verify links. `subscription.was` is the status that who is
unsubscribed left from; elsewhere it means nothing.

Readers lie in the order of their id, and are enrolled and claimed in that order: sending to a million reads
each page once.
"""

ROOM = "audience"
MIGRATIONS = (
    (
        "create table site_key (id text primary key, since text not null)",
        """
        create table subscriber (
            id text primary key, digest text not null unique, address text not null, name text not null,
            language text, attributes text not null, created_at text not null
        ) without rowid
        """,
        "create table consent (hash text primary key, text text not null)",
        """
        create table subscription (
            subscriber text not null references subscriber (id) on delete cascade, list text not null,
            status text not null check (
                status = 'confirmed' or status = 'unsubscribed' or status = 'unconfirmed'),
            consent text references consent (hash), consent_at text, since text not null,
            primary key (subscriber, list)
        ) without rowid
        """,
        "create index subscription_by_list on subscription (list, status)",
        "create table suppression (digest text primary key, reason text not null, since text not null)",
    ),
    ("alter table site_key add column number integer not null default 1",),
    ("alter table subscription add column was text",),
)
