"""Writes the small files of weights that tests/weights.rs and tests/ui/weights read: `python3 tests/weights/make_files.py`.

Number i of a file's first array is i / 8, and so on through the file, so that a test knows each.
"""
import json
import pathlib
import struct

FOLDER = pathlib.Path(__file__).parent


def whole(arrays, dtype="F32"):
    """A safetensors file with these arrays, by name."""
    width, code = {"F16": (2, "e"), "F32": (4, "f"), "F64": (8, "d")}[dtype]
    header, numbers = {"__metadata__": {"netkiln": "1"}}, []
    for name, shape in arrays.items():
        count = 1
        for size in shape:
            count *= size
        start = len(numbers)
        numbers += [i / 8 for i in range(start, start + count)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start * width, len(numbers) * width]}
    header = json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + struct.pack(f"<{len(numbers)}{code}", *numbers)


def mixed(arrays, first, others):
    """The same, with the first array of one type and the others of another."""
    [name, *rest] = arrays
    header, numbers = {}, b""
    for name, dtype in [(name, first), *((name, others) for name in rest)]:
        own = whole({name: arrays[name]}, dtype)
        length = struct.unpack("<Q", own[:8])[0]
        bytes_ = own[8 + length:]
        header[name] = {"dtype": dtype, "shape": arrays[name], "data_offsets": [len(numbers), len(numbers) + len(bytes_)]}
        numbers += bytes_
    header = json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + numbers


hinges = {"hinges.kernel": [1, 3], "hinges.bias": [3], "sum.kernel": [3, 1], "sum.bias": [1]}
files = {
    # In another order than the declaration's, and with what training keeps beside the weights.
    "hinges": whole({"sum.bias": [1], "adam/step": [1], "sum.kernel": [3, 1], "hinges.kernel": [1, 3], "hinges.bias": [3]}),
    "other_width": whole({**hinges, "hinges.kernel": [1, 4], "hinges.bias": [4]}),
    "other_name": whole({"hinge.kernel": [1, 3], "hinge.bias": [3], "sum.kernel": [3, 1], "sum.bias": [1]}),
    "no_name": whole({"dense_1.kernel": [1, 3], "dense_1.bias": [3], "sum.kernel": [3, 1], "sum.bias": [1]}),
    "no_bias": whole({"hinges.kernel": [1, 3], "sum.kernel": [3, 1], "sum.bias": [1]}),
    "more": whole({**hinges, "head.kernel": [3, 9], "head.bias": [9]}),
    "double": whole(hinges, "F64"),
    "half": whole(hinges, "F16"),
    "mixed": mixed(hinges, "F32", "F16"),
    "truncated": whole(hinges)[:-4],
    "foreign": b"\x89HDF\r\n\x1a\n" + bytes(64),
}
for name, content in files.items():
    (FOLDER / f"{name}.safetensors").write_bytes(content)
