"""What premailer would load style sheets with is there when it is asked for, and only then."""

import subprocess
import sys

import pytest

CHILD = """
import sys
from publisher.render.offline import postponed
with postponed("json.tool", "wave"):
    import json.tool
    import wave
    late = json.tool
    assert "argparse" not in sys.modules
    {inside}
assert "json.tool" not in sys.modules
{behind}
"""


@pytest.mark.parametrize(
    ("inside", "behind"),
    [
        ("pass", "assert callable(late.main) and 'argparse' in sys.modules"),
        ("pass", "import json.tool; assert json.tool is not late and late.main is json.tool.main"),
        ("pass", "import json; assert not hasattr(json, 'tool')"),
        ("assert callable(late.main); del sys.modules['json.tool']", "assert callable(wave.open)"),
        ("from wave import open", "assert open is sys.modules['wave'].open"),
    ],
)
def test_a_postponed_module_loads_when_it_is_touched(inside, behind):
    code = CHILD.format(inside=inside, behind=behind)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
