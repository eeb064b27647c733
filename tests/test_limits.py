import pytest

from embedstudy.errors import InputError
from embedstudy.limits import MAX_BYTES, allow_unpacked, check_unpacked, find_unpacked_limit


def test_what_is_packed_well_is_read_and_a_small_file_may_have_any_ratio():
    check_unpacked("f", MAX_BYTES, 1)
    check_unpacked("f", 200 * MAX_BYTES, MAX_BYTES)


def test_a_bomb_is_refused_with_the_limit_and_the_option_that_lifts_it():
    with pytest.raises(InputError, match=r"^f: unpacks to over 100,000,000 bytes.*--max-bytes\)$"):
        check_unpacked("f", MAX_BYTES + 1, 1000)
    with allow_unpacked(MAX_BYTES + 1):
        check_unpacked("f", MAX_BYTES + 1, 1000)
    assert find_unpacked_limit(1000) == MAX_BYTES
