"""The ledger's tables, in the subset that SQLite and PostgreSQL share. Times are ISO 8601 in UTC.

A lane is one channel of one edition; a delivery is one row of it: (lane, recipient, part) is unique. `seq`
is the order of claiming. `delivery.revision` is the one the recipient got or is getting. `attempt` is the
story of a row: every answer but a first `sent`, which the row itself tells. A lane's `epoch` fences off an
owner that lost its lock. `told` is what an edition's builds tell, `seen` when a source first gave a story,
`look` which editions looked at a source. `issue` is a build's content without mail, posts and pictures.
`erratum.mailing` is the edition that mails it to who got the wrong one, `erratum_told` says which editions
hold it. `event.not_before` is from when an approval counts.

A check names its values one by one: of a list SQLite makes a table for every row that changes, which was a
third of what sending a mail cost the ledger.
"""

ROOM = "ledger"
# "if not exists": databases from before the versions stood in a table of their own are taken over.
MIGRATIONS = (
    (
        """
        create table if not exists build (
            hash text primary key, edition text not null, built_at text not null, content blob not null
        )
        """,
        """
        create table if not exists edition (
            name text primary key, hash text not null references build (hash), frozen_at text not null
        )
        """,
    ),
    (
        "alter table edition add column revision integer not null default 1",
        "alter table edition add column stop text check (stop in ('held', 'cancelled'))",
        """
        create table revision (
            edition text not null, number integer not null, hash text not null references build (hash),
            frozen_at text not null, primary key (edition, number)
        )
        """,
        """
        insert into revision (edition, number, hash, frozen_at)
        select name, 1, hash, frozen_at from edition
        """,
        """
        create table lane (
            id integer primary key, edition text not null, channel text not null, list text,
            epoch integer not null, enrolled integer not null, enrolled_at text not null, claimed_at text,
            seen_at text, unique (edition, channel)
        )
        """,
        """
        create table delivery (
            lane integer not null references lane (id), seq integer not null,
            recipient text not null, part integer not null,
            status text not null check (
                status = 'sent' or status = 'sending' or status = 'queued' or status = 'retry'
                or status = 'skipped' or status = 'rejected' or status = 'unknown'),
            revision integer, attempt integer not null, code text not null, reason text not null,
            remote_id text, url text, not_before text, at text not null,
            primary key (lane, seq), unique (lane, recipient, part)
        ) without rowid
        """,
        "create index delivery_retry on delivery (lane, not_before) where status = 'retry'",
        """
        create table attempt (
            lane integer not null, seq integer not null, number integer not null, at text not null,
            outcome text not null, code text not null, reason text not null
        )
        """,
        "create index attempt_by_row on attempt (lane, seq)",
        """
        create table event (
            id integer primary key, edition text not null, at text not null, kind text not null,
            who text not null, hash text not null, detail text not null
        )
        """,
        "create index event_by_edition on event (edition, id)",
        """
        create table rate (
            key text primary key, due double precision not null, seen double precision not null
        )
        """,
        "create table deployment (name text primary key, armed_at text not null)",
    ),
    (
        """
        create table told (
            campaign text not null, edition text not null, id text not null, url text, source text not null,
            headline text not null, content text not null, modified text, lead integer not null,
            primary key (edition, id)
        )
        """,
        "create index told_by_campaign on told (campaign, edition)",
        "create index told_by_lead on told (id) where lead = 1",
        """
        create table seen (
            campaign text not null, source text not null, id text not null, headline text not null,
            edition text not null, at text not null, primary key (campaign, source, id)
        )
        """,
        "create index seen_by_headline on seen (campaign, source, headline)",
        """
        create table look (
            campaign text not null, source text not null, edition text not null, at text not null,
            primary key (campaign, source, edition)
        )
        """,
    ),
    (
        """
        create table correction (
            edition text not null, channel text not null, part integer not null, content blob not null,
            at text not null, primary key (edition, channel, part)
        )
        """,
        "create table account (channel text primary key, limits blob not null, at text not null)",
        "create table heartbeat (deployment text primary key, at text not null)",
        """
        create table notice (
            edition text not null, kind text not null, hash text not null, at text not null,
            primary key (edition, kind, hash)
        )
        """,
        "create table issue (hash text primary key references build (hash), content blob not null)",
        """
        create table erratum (
            id integer primary key, edition text not null, article text not null, headline text not null,
            text text not null, url text, at text not null, mailing text unique,
            unique (edition, article, text)
        )
        """,
        """
        create table erratum_told (
            edition text not null, erratum integer not null references erratum (id),
            primary key (edition, erratum)
        )
        """,
        "alter table event add column not_before text",
    ),
)
