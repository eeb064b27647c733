import os
import subprocess
import sys

import pytest

from embedstudy.text.tokenizers import get_tokenizer


def test_thai():
    pytest.importorskip("pythainlp")
    tokenizer = get_tokenizer("thai")
    words = ["อาหาร", "แย่มาก", "บริการ", "ช้า"]
    assert tokenizer("อาหารแย่มาก บริการช้า") == words
    assert tokenizer.settings.startswith("thai 1 + pythainlp ")
    assert tokenizer("") == []
    assert len(tokenizer("อาหารแย่มาก บริการช้า" * 3000)) > 3000


def test_no_folder_is_made_at_home(tmp_path):
    pytest.importorskip("pythainlp")
    cut = "from embedstudy.text.tokenizers import get_tokenizer as get; get('thai')('แย่มาก')"
    folders = [name for name in sys.path if name]
    variables = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(folders)}
    subprocess.run([sys.executable, "-c", cut], env=variables, check=True, timeout=600)
    assert not (tmp_path / "pythainlp-data").exists()
