"""Prefetching a row of a table while the loop still works on others."""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

# The number of rows to prefetch ahead. On IMDb at 100 dimensions, fewer help less and more help no
# further.
AHEAD = 16
_LINE_BITS = 6  # a cache line has 64 bytes
_READ, _KEEP_NEAR, _DATA = 0, 3, 1


@intrinsic
def prefetch(typing_context, table, place):  # noqa: ARG001
    """Bring row `place` of `table` into the cache; for compiled loops.

    Parameters
    ----------
    table : ndarray, shape (n_rows, dim)
    place : int
        From 0; a place beyond the table does no harm.
    """

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = builder.extract_value(array.strides, 0)
        index = context.cast(builder, arguments[1], signature.args[1], types.intp)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        start = builder.gep(builder.bitcast(array.data, byte), [builder.mul(index, stride)])
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, *[number] * 3])
        )
        last = stride.type((1 << _LINE_BITS) - 1)
        lines = builder.lshr(builder.add(stride, last), stride.type(_LINE_BITS))
        with cgutils.for_range(builder, lines) as loop:
            line = builder.gep(start, [builder.shl(loop.index, stride.type(_LINE_BITS))])
            builder.call(ask, [line, number(_READ), number(_KEEP_NEAR), number(_DATA)])
        return context.get_dummy_value()

    return types.none(table, place), generate
