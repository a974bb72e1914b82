"""`publish --help` against the help of a bare typer program with as many commands (budget: 2)."""

import sys
import tempfile
from pathlib import Path

from timing import ratio

BARE = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def articles(): "Show the articles."
@app.command()
def digest(): "Build an edition."
@app.command()
def check(): "Check an edition."
app()
"""

with tempfile.TemporaryDirectory() as folder:
    program = Path(folder, "bare.py")
    program.write_text(BARE, encoding="utf-8")
    measured = ratio(
        [sys.executable, "-m", "publisher", "--help"], [sys.executable, program, "--help"], Path(folder)
    )
print(f"publish --help / bare typer --help = {measured:.2f} (budget 2)")
