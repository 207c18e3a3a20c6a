"""What documents show of Python is so."""

import doctest
import re
from pathlib import Path

import menkan
import pytest

ROOT = Path(__file__).parents[3]
DOCUMENTS = ["README.md", "docs/python.md", "bindings/python/README.md"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_blocks_of_python_do_as_shown(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a document are one session, at the root of the source tree."""
    monkeypatch.chdir(ROOT)
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(python|pycon)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert blocks, f"{document} shows no Python"
    names: dict[str, object] = {"__name__": document}
    for kind, block in blocks:
        if kind == "python":
            exec(compile(block, document, "exec"), names)
            continue
        example = doctest.DocTestParser().get_doctest(block, names, document, document, 0)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(example, clear_globs=False)
        names = example.globs
        assert runner.summarize(verbose=False).failed == 0, document


def test_the_example_of_the_package_does_as_shown() -> None:
    assert doctest.testmod(menkan).failed == 0
