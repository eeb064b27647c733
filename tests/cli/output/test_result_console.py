import io

import pytest

from embedstudy.cli.output.result_console import ResultConsole


def test_a_reader_that_is_gone_is_an_error_and_not_the_end():
    class Closed(io.StringIO):
        def flush(self):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        ResultConsole(file=Closed()).print("a line")
