"""A tick of the scheduler that has nothing to do, against `publish --help` (budget: 3 times).

python benchmarks/tick.py
"""

import sys
import tempfile
from pathlib import Path

from timing import ratio

PUBLISH = [sys.executable, "-m", "publisher"]
SUNDAY = """\
[schedule]
days = []
"""

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "campaigns").mkdir()
    (folder / "campaigns/ochtend.toml").write_text(SUNDAY, encoding="utf-8")
    measured = ratio([*PUBLISH, "run", "--yes"], [*PUBLISH, "--help"], folder)
print(f"publish run with nothing to do / publish --help = {measured:.2f} (budget 3)")
