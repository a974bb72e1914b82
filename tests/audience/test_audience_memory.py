"""A hundred thousand rows take no more memory than twenty thousand."""

import tracemalloc
from datetime import UTC, datetime

from databases import audience_at

from publisher.audience import Import, import_csv

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
ORDER = Import("readers", "Ja, graag.", NOW)


def peak(folder, rows):
    """Import so many readers; give the peak of what Python holds, in bytes."""
    path = folder / f"{rows}.csv"
    with path.open("w") as file:
        file.write("email,name,city\n")
        file.writelines(f"lezer{n}@dijkstad{n % 50}.test,Lezer {n},Dijkstad\n" for n in range(rows))
    with audience_at(folder, "g" * 32, NOW, f"sqlite:///{rows}.db") as audience:
        tracemalloc.start()
        report = import_csv(audience, path, ORDER, lambda _: None)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert report.imported == rows
    return used


def test_an_import_of_100_000_rows_takes_the_memory_of_20_000(tmp_path):
    small = peak(tmp_path, 20_000)
    assert peak(tmp_path, 100_000) <= 1.1 * small
