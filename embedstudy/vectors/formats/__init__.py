"""The formats of vector files, by name.

To add one, write a file that makes a `VectorFormat`, and name it here. The first format whose
`matches` says yes reads a file.
"""

from embedstudy.entries import Entries
from embedstudy.vectors.formats.vector_format import VectorFormat

FORMATS: Entries[VectorFormat] = Entries(
    "vector format",
    {
        "npz": "embedstudy.vectors.formats.packages.npz:NPZ",
        "torch": "embedstudy.vectors.formats.packages.torch_file:TORCH",
        "spacy": "embedstudy.vectors.formats.packages.spacy:SPACY",
        "model2vec": "embedstudy.vectors.formats.packages.model2vec:MODEL2VEC",
        "npy": "embedstudy.vectors.formats.npy:NPY",
        "safetensors": "embedstudy.vectors.formats.safetensors:SAFETENSORS",
        "fasttext-binary": "embedstudy.vectors.formats.fasttext.binary:FASTTEXT_BINARY",
        "gensim-kv": "embedstudy.vectors.formats.keyed_vectors:KEYED_VECTORS",
        "word2vec": "embedstudy.vectors.formats.word2vec:WORD2VEC",
        "glove": "embedstudy.vectors.formats.glove:GLOVE",
        "word2vec-binary": "embedstudy.vectors.formats.word2vec_binary:WORD2VEC_BINARY",
    },
)
