"""Files of torch.save; those that need no numbers of torch are written by hand."""

import os
import sys
import zipfile
from collections import OrderedDict

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.packages.torch_file import is_torch_file
from tests.peers import peer

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["good", "naïve", "film"]
ROWS = {word: row for row, word in enumerate(WORDS)}
MATRIX = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)


def write_without_torch(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v/data.pkl", b"\x80\x02K\x01.")
        archive.writestr("v/data/0", MATRIX.tobytes())
    return path


def test_without_torch_an_error_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    path = write_without_torch(tmp_path / "v.pt")
    assert is_torch_file(path)
    with pytest.raises(InputError, match=r"v\.pt: is a torch file, .* 'embedstudy\[torch\]'"):
        load_vectors(path)


class Payload:
    """Runs a command where a pickle is trusted."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


@pytest.mark.peers
class TestWithTorch:
    @pytest.fixture(autouse=True)
    def _load_torch(self, tmp_path):
        self.torch = peer("torch")
        self.tensor = self.torch.from_numpy(MATRIX)
        self.path = tmp_path / "v.pt"

    def save(self, content):
        self.torch.save(content, self.path)
        return self.path

    @pytest.mark.parametrize(
        "arrange",
        [
            lambda tensor, _: (WORDS, tensor),
            lambda tensor, _: (WORDS, ROWS, tensor, 4),  # torchtext's cache
            lambda tensor, torch: {"embedding": tensor, "fc": torch.ones(2, 2), "stoi": ROWS},
            lambda tensor, torch: OrderedDict(
                model={"weight": tensor, "bias": torch.ones(3)}, words=WORDS
            ),
            lambda tensor, torch: {"vectors": torch.nn.Parameter(tensor), "words": WORDS},
            lambda tensor, _: (WORDS, tensor.T.contiguous().T),
            lambda tensor, torch: (WORDS, torch.cat([tensor, tensor])[3:]),
        ],
    )
    def test_words_and_a_tensor_are_found(self, arrange):
        table = load_vectors(self.save(arrange(self.tensor, self.torch)))
        assert list(table.words) == WORDS
        assert np.array_equal(table.matrix, MATRIX)
        assert load_vectors(self.path, ["film"]).matrix.tolist() == MATRIX[2:].tolist()

    def test_the_parts_that_were_chosen_are_told(self):
        content = {"vectors": self.tensor, "output": self.tensor, "itos": WORDS, "stoi": ROWS}
        phrase = "vectors from array vectors (not used: output), words from list itos"
        assert load_vectors(self.save(content), progress=False).reading == f"read v.pt: {phrase}"

    def test_lists_of_words_that_differ_are_refused(self):
        self.save({"vectors": self.tensor, "words": WORDS, "tags": ["A", "N", "N"]})
        with pytest.raises(InputError, match=r"holds 2 lists of words \(words, tags\); save one"):
            load_vectors(self.path)

    def test_a_state_dict_has_its_words_next_to_it(self, tmp_path):
        self.save(OrderedDict(weight=self.tensor))
        with pytest.raises(InputError, match=r"v\.pt: no word list next to it"):
            load_vectors(self.path)
        (tmp_path / "v.vocab.txt").write_text("\n".join(WORDS) + "\n")
        assert list(load_vectors(self.path).words) == WORDS

    @pytest.mark.parametrize("kind", ["float16", "bfloat16", "float64"])
    def test_types_of_numbers(self, kind):
        tensor = self.tensor.to(getattr(self.torch, kind))
        table = load_vectors(self.save((WORDS, tensor)))
        assert np.array_equal(table.matrix, tensor.float().numpy())

    @pytest.mark.parametrize(
        ("arrange", "message"),
        [
            (lambda *_: ["a"], "v.pt: holds no table of numbers"),
            (lambda tensor, _: {"emb": tensor.int()}, r"it holds emb int32 \(3, 4\)"),
            (lambda tensor, _: {"a": tensor.to_sparse()}, r"holds no table .*a float32 \(3, 4\)"),
            (lambda tensor, _: {"a": tensor, "b": tensor},
             "holds 2 tables of numbers; .* a 3 x 4, b 3 x 4"),
            (lambda tensor, _: (WORDS, tensor[:2]), "no word list"),
            (lambda tensor, _: (WORDS, tensor[:0]), "no rows|no word list"),
            (lambda tensor, _: (WORDS, tensor[:1, :1].expand(3, 9000)),
             r"shape \(3, 9000\) needs 108000 bytes; the file has"),
            (lambda _, torch: {"m": torch.nn.Embedding(3, 4)},
             r"holds a torch.nn.modules.sparse.Embedding, which is code and not read "
             r"\(save its state"),
        ],
    )  # fmt: skip
    def test_files_without_a_table(self, arrange, message):
        self.save(arrange(self.tensor, self.torch))
        with pytest.raises(InputError, match=message) as caught:
            load_vectors(self.path)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 300

    def test_code_never_runs(self, tmp_path):
        self.save((WORDS, self.tensor, Payload(tmp_path / "marker")))
        with pytest.raises(InputError, match=r"holds a posix.mkdir, which is code and not read"):
            load_vectors(self.path)
        assert not (tmp_path / "marker").exists()

    @pytest.mark.parametrize(
        "content",
        [
            b"K",
            b"\x80\x02K\x01r\xfe\xff\xff\xff.",  # a place in a list of 64 GB
            b"\x80\x05\x8c\x01a.",
            b"\x80\x02ctorch\nSize\n(J\xff\xff\xff\x7ftR.",
        ],
    )
    def test_damage_is_one_line(self, content):
        with zipfile.ZipFile(self.path, "w") as archive:
            archive.writestr("v/data.pkl", content)
            archive.writestr("v/version", b"3\n")
        with pytest.raises(InputError, match=r"v\.pt: ") as caught:
            load_vectors(self.path)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 300

    def pack_again(self, change, compression=zipfile.ZIP_STORED):
        with zipfile.ZipFile(self.path) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        with zipfile.ZipFile(self.path, "w", compression) as archive:
            for name, member in members.items():
                archive.writestr(name, change(member))

    def test_a_shape_beyond_the_numbers(self):
        self.save((WORDS, self.tensor))
        shape, larger = b"K\x03K\x04\x86", b"K\x03J\x00\x00\x00\x10\x86"
        self.pack_again(lambda member: member.replace(shape, larger))
        with pytest.raises(InputError, match="is not a torch file that can be read") as caught:
            load_vectors(self.path)
        assert "\n" not in str(caught.value)

    def test_compressed_members_are_an_error(self):
        self.save((WORDS, self.tensor))
        self.pack_again(bytes, zipfile.ZIP_DEFLATED)
        with pytest.raises(InputError, match=r"compressed, .*save it again with torch\.save"):
            load_vectors(self.path)
