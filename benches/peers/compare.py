"""netkiln and other libraries in turn, as a table of medians and ratios. See README.md beside this file."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKLOADS = [
    *("W1", "W1-sparse", "W2", "W3", "ResNet-20", "W4", "W4b"),
    *("W5-mlp", "W5-W2", "W5-W3", "W5-ResNet-20", "W5-W4", "W6-W2", "W6-W3"),
]
CONVOLUTIONS = [
    f"W8-{kind}-n{samples}-{passes}"
    for kind in ("conv56x64", "dw112x32")
    for samples in (1, 32)
    for passes in ("fwd", "fwdbwd")
]
LIBRARIES = ["netkiln", "keras", "jax", "torch", "onnx"]


def bench():
    """The path of the compiled workloads."""
    command = ["cargo", "bench", "--bench", "workloads", "--no-run", "--message-format=json"]
    output = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, check=True, text=True).stdout
    messages = (json.loads(line) for line in output.splitlines())
    found = [m["executable"] for m in messages if m.get("target", {}).get("name") == "workloads" and m.get("executable")]
    return found[-1]


def measure(library, workload, threads, ours):
    """The median of one process; None for what a library does not have."""
    kind = workload[:2]
    if library == "netkiln":
        command = [ours, "W8" if kind == "W8" else workload, str(threads)]
    elif (
        workload == "W1-sparse"
        or (library == "onnx" and kind not in ("W5", "W6"))
        or (library == "jax" and kind == "W8")
    ):
        return None
    else:
        command = [sys.executable, str(HERE / "peers.py"), library, workload, str(threads)]
    pin = lambda: os.sched_setaffinity(0, range(threads)) if hasattr(os, "sched_setaffinity") else None
    # Both are set on some machines, and slow other libraries down.
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "NVPL_BLAS_DEBUG_CPU_TYPE")}
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True, preexec_fn=pin, env=environment
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    # All convolutions come from one process.
    return next(row["median"] for row in reversed(rows) if kind != "W8" or row["w"] == workload)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--workloads", nargs="+", default=WORKLOADS + CONVOLUTIONS)
    parser.add_argument("--libraries", nargs="+", default=LIBRARIES[1:], choices=LIBRARIES[1:])
    options = parser.parse_args()
    libraries = ["netkiln", *options.libraries]
    ours = bench()
    print("| workload | threads | " + " | ".join(libraries) + " | netkiln to the best of the others |")
    print("|---|---|" + "---|" * (len(libraries) + 1))
    for workload in options.workloads:
        for threads in options.threads:
            if workload.startswith("W5") and threads > 1:
                continue
            rounds = {library: [] for library in libraries}
            for _ in range(options.rounds):
                for library in libraries:
                    value = measure(library, workload, threads, ours)
                    if value is not None:
                        rounds[library].append(value)
            medians = {library: statistics.median(values) for library, values in rounds.items() if values}
            faster = min if workload.startswith("W5") else max
            peers = [value for library, value in medians.items() if library != "netkiln"]
            ratio = "–"
            if peers:
                best = faster(peers)
                mine = medians["netkiln"]
                ratio = f"{(best / mine if faster is min else mine / best):.2f} times as fast"
            unit, digits = {"W5": ("µs", 1), "W8": ("GFLOP/s", 0)}.get(workload[:2], ("/s", 0))
            cells = [f"{medians[library]:,.{digits}f} {unit}" if library in medians else "–" for library in libraries]
            print(f"| {workload} | {threads} | " + " | ".join(cells) + f" | {ratio} |", flush=True)


main()
