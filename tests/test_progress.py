"""What takes long is said; what does not is not."""

import time

from embedstudy.progress import told_if_slow


def test_only_what_is_slow_is_told(capsys):
    with told_if_slow("compiling", show=True, seconds=0.01):
        time.sleep(0.2)
    with told_if_slow("nothing", show=True, seconds=30):
        pass
    with told_if_slow("in silence", show=False, seconds=0):
        time.sleep(0.05)
    assert capsys.readouterr().err == "compiling ...\n"
