"""Files of torch.save, written by hand here: torch is not needed."""

import struct
import zipfile

import numpy as np
import pytest

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.formats.torch_file import is_torch_file

pytestmark = pytest.mark.usefixtures("home")

WORDS = ["good", "naïve", "film"]
MATRIX = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)


def text(value):
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def number(value):
    return b"J" + struct.pack("<i", value)


def tuple_of(*parts):
    return b"(" + b"".join(parts) + b"t"


def list_of(*parts):
    return b"](" + b"".join(parts) + b"e"


def dict_of(**parts):
    return b"}(" + b"".join(text(key) + value for key, value in parts.items()) + b"u"


def tensor(shape=(3, 4), stride=None, storage="FloatStorage", offset=0, key="0"):
    parts = (text("storage"), f"ctorch\n{storage}\n".encode(), text(key), text("cpu"), number(99))
    stride = stride or (shape[-1], 1)[-len(shape) :]
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n"
        + tuple_of(
            tuple_of(*parts) + b"Q",
            number(offset),
            tuple_of(*map(number, shape)),
            tuple_of(*map(number, stride)),
            b"\x89",
            b"ccollections\nOrderedDict\n)R",
        )
        + b"R"
    )


def write(path, content, numbers=MATRIX, **members):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v/data.pkl", b"\x80\x02" + content + b".")
        archive.writestr("v/data/0", numbers.tobytes())
        for name, data in members.items():
            archive.writestr(f"v/{name}", data)
    return path


WORD_LIST = list_of(*map(text, WORDS))
ROWS = dict_of(**{word: number(row) for row, word in enumerate(WORDS)})


@pytest.mark.parametrize(
    "content",
    [
        tuple_of(WORD_LIST, tensor()),
        tuple_of(WORD_LIST, ROWS, tensor(), number(4)),  # torchtext's cache
        dict_of(embedding=tensor(), fc=tensor((2, 2)), stoi=ROWS),
        dict_of(model=dict_of(weight=tensor(), bias=tensor((3,))), words=WORD_LIST),
        dict_of(vectors=b"ctorch._utils\n_rebuild_parameter\n" + tuple_of(
            tensor(), b"\x88", b"ccollections\nOrderedDict\n)R") + b"R", words=WORD_LIST),
    ],
)  # fmt: skip
def test_words_and_a_tensor_are_found(content, tmp_path):
    path = write(tmp_path / "v.pt", content)
    assert is_torch_file(path)
    table = load_vectors(path)
    assert list(table.words) == WORDS
    assert np.array_equal(table.matrix, MATRIX)
    assert load_vectors(path, ["film"]).matrix.tolist() == MATRIX[2:].tolist()


def test_a_state_dict_has_its_words_next_to_it(tmp_path):
    path = write(tmp_path / "v.pt", dict_of(weight=tensor()))
    with pytest.raises(InputError, match=r"v\.pt: no word list next to it"):
        load_vectors(path)
    (tmp_path / "v.vocab.txt").write_text("\n".join(WORDS) + "\n")
    assert list(load_vectors(path).words) == WORDS


def test_types_and_places_of_the_numbers(tmp_path):
    half = MATRIX.astype(">f2")
    content = tuple_of(WORD_LIST, tensor(storage="HalfStorage"))
    path = write(tmp_path / "v.pt", content, half, byteorder=b"big")
    assert np.array_equal(load_vectors(path).matrix, half.astype(np.float32))
    content = tuple_of(WORD_LIST, tensor(offset=8, storage="DoubleStorage"))
    doubled = np.concatenate([np.zeros((2, 4)), MATRIX]).astype(np.float64)
    path = write(tmp_path / "w.pt", content, doubled)
    assert np.array_equal(load_vectors(path).matrix, MATRIX)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (list_of(text("a")), "v.pt: holds no table of numbers"),
        (dict_of(emb=tensor(storage="BFloat16Storage")), r"it holds emb BFloat16 \(3, 4\)"),
        (dict_of(a=tensor(), b=tensor()), "holds 2 tables of numbers; .* a 3 x 4, b 3 x 4"),
        (tuple_of(WORD_LIST, tensor(stride=(1, 3))), "its rows are not one after the other"),
        (tuple_of(WORD_LIST, tensor((5, 4))), "no word list"),
        (dict_of(m=b"ctorch.nn.modules.sparse\nEmbedding\n)R"),
         r"holds a torch.nn.modules.sparse.Embedding, which is code and not read \(save its state"),
        (b"K", "is not a torch file that can be read"),
        (tuple_of(list_of(*map(text, "abcde")), tensor((5, 4))), "needs 80 bytes|ends 32 bytes"),
    ],
)  # fmt: skip
def test_files_without_a_table(content, message, tmp_path):
    with pytest.raises(InputError, match=message) as caught:
        load_vectors(write(tmp_path / "v.pt", content))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["os\nsystem", "builtins\neval", "posix\nsystem", "torch\nload"])
def test_code_never_runs(name, tmp_path):
    marker = tmp_path / "marker"
    content = f"c{name}\n".encode() + tuple_of(text(f"touch {marker}")) + b"R"
    with pytest.raises(InputError, match="which is code and not read"):
        load_vectors(write(tmp_path / "v.pt", content))
    assert not marker.exists()


def test_a_place_beyond_the_file_asks_for_no_memory(tmp_path):
    """The list of a pickle's places is as long as the highest of them: 64 GB here."""
    hostile = b"\x80\x02K\x01r" + struct.pack("<I", 2**32 - 2) + b"."
    with zipfile.ZipFile(tmp_path / "t.pt", "w") as archive:
        archive.writestr("archive/data.pkl", hostile)
    with pytest.raises(InputError, match="not a torch file that can be read"):
        load_vectors(tmp_path / "t.pt")
