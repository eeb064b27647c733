import pytest

from embedstudy.storage import safe_name

HOSTILE = [
    "../../etc/x", "/etc/passwd", "a\0b", "CON", "con", "-rf", "x" * 300, "x?y#z;", "😀", "..", ".",
    "", " ", "a/b", "a\\b", "C:x", "nul", "\u202e", "a\n", ".hidden", "%2e%2e", "aux", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_safe_name_is_one_plain_path_part(name):
    safe = safe_name(name)
    assert safe.isascii()
    assert len(safe) <= 80
    assert not set(safe) & set("/\\:\0?#; \n")
    assert safe[0].isalnum()
    assert safe not in ("con", "nul", "aux")


def test_different_names_stay_different():
    assert len({safe_name(name) for name in HOSTILE}) == len(HOSTILE)
    assert safe_name("a/b") != safe_name("a-b") == "a-b"
