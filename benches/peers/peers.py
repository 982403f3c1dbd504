"""One workload in Keras or PyTorch, as a line of JSON: peers.py LIBRARY WORKLOAD THREADS

The workloads are those of benches/workloads: the same layers, sizes, batches, optimizers and number
of samples.
"""

import json
import os
import sys
import time

LIBRARY, WORKLOAD, THREADS = sys.argv[1], sys.argv[2], int(sys.argv[3])
for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import numpy as np  # noqa: E402

EPOCHS = 6
# Samples of an epoch, and of a batch.
SAMPLES = {"W1": (25_000, 512), "W2": (6_400, 128), "W3": (320, 32)}
SHAPES = {"W1": (10_000,), "W2": (28, 28, 1), "W3": (64, 64, 3), "mlp": (784,)}
# `W5-W2` is one sample through W2's network, `W6-W2` are batches of 64.
MODE, _, KIND = WORKLOAD.rpartition("-")
rng = np.random.default_rng(7)


def words():
    """W1: 25,000 sets of about 119 words of 10,000, as vectors of zeros and ones."""
    x = np.zeros((25_000, 10_000), np.float32)
    x[np.arange(25_000)[:, None], rng.integers(0, 10_000, (25_000, 120))] = 1
    return x, rng.integers(0, 2, (25_000, 1)).astype(np.float32)


def images():
    """Images of the network's size, of ten classes: their numbers in W2, vectors of zeros and a one in W3."""
    samples = SAMPLES[KIND][0]
    x, y = rng.random((samples, *SHAPES[KIND]), np.float32), rng.integers(0, 10, samples)
    return x, y if KIND == "W2" else np.eye(10, dtype=np.float32)[y]


def emit(unit, values):
    values = sorted(values)
    row = {"w": WORKLOAD, "peer": LIBRARY, "threads": THREADS, "unit": unit}
    print(json.dumps({**row, "median": values[len(values) // 2]}), flush=True)


def latency(call):
    """Microseconds a call, as benches/workloads/measure.rs takes them."""
    for _ in range(20):
        call()
    start, micros = time.perf_counter(), []
    while time.perf_counter() - start < 2 or len(micros) < 200:
        begin = time.perf_counter_ns()
        call()
        micros.append((time.perf_counter_ns() - begin) / 1e3)
    emit("us", micros)


def throughput(call):
    """Samples a second of a call that takes 64, as benches/workloads/measure.rs takes them."""
    for _ in range(3):
        call()
    start, rates = time.perf_counter(), []
    while time.perf_counter() - start < 2 or len(rates) < 5:
        begin = time.perf_counter()
        call()
        rates.append(64 / (time.perf_counter() - begin))
    emit("samples/s", rates)


def keras_run():
    import keras
    import tensorflow as tf
    from keras import layers

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    stacks = {
        "W1": [layers.Dense(16, "relu"), layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")],
        "W2": [
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(64, "relu"),
            layers.Dense(10, "softmax"),
        ],
        "W3": [
            *(layers.SeparableConv2D(filters, 3, activation="relu") for filters in (32, 64)),
            layers.MaxPooling2D(2),
            *(layers.SeparableConv2D(filters, 3, activation="relu") for filters in (64, 128)),
            layers.MaxPooling2D(2),
            *(layers.SeparableConv2D(filters, 3, activation="relu") for filters in (64, 128)),
            layers.GlobalAveragePooling2D(),
            layers.Dense(32, "relu"),
            layers.Dense(10, "softmax"),
        ],
        "mlp": [layers.Dense(128, "relu"), layers.Dense(64, "relu"), layers.Dense(10, "softmax")],
    }
    model = keras.Sequential([keras.Input(SHAPES[KIND]), *stacks[KIND]])
    if MODE:
        call = tf.function(lambda x: model(x, training=False), jit_compile=False)
        x = tf.random.uniform((1 if MODE == "W5" else 64, *SHAPES[KIND]))
        return (latency if MODE == "W5" else throughput)(lambda: call(x).numpy())
    samples, batch = SAMPLES[KIND]
    x, y = words() if KIND == "W1" else images()
    optimizer = keras.optimizers.Adam(1e-3) if KIND == "W2" else keras.optimizers.RMSprop(1e-3)
    losses = {"W1": "binary_crossentropy", "W2": "sparse_categorical_crossentropy", "W3": "categorical_crossentropy"}
    model.compile(optimizer, losses[KIND])
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(batch).cache().prefetch(1)
    rates = []
    for epoch in range(EPOCHS):
        begin = time.perf_counter()
        model.fit(data, verbose=0)
        if epoch > 0:
            rates.append(samples / (time.perf_counter() - begin))
    emit("samples/s", rates)


def torch_run():
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(THREADS)

    def separable(channels, filters):
        depthwise = nn.Conv2d(channels, channels, 3, groups=channels, bias=False)
        return [depthwise, nn.Conv2d(channels, filters, 1), nn.ReLU()]

    model = {
        "W1": lambda: nn.Sequential(
            nn.Linear(10_000, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid()
        ),
        "W2": lambda: nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1_600, 64), nn.ReLU(), nn.Linear(64, 10),
        ),
        "W3": lambda: nn.Sequential(
            *separable(3, 32), *separable(32, 64), nn.MaxPool2d(2), *separable(64, 64), *separable(64, 128),
            nn.MaxPool2d(2), *separable(128, 64), *separable(64, 128), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(128, 32), nn.ReLU(), nn.Linear(32, 10),
        ),
        "mlp": lambda: nn.Sequential(
            nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(1)
        ),
    }[KIND]()
    image = len(SHAPES[KIND]) == 3
    # Channels last, as PyTorch recommends for convolutions on processors.
    order = torch.channels_last if image else torch.contiguous_format
    model = model.to(memory_format=order)

    def given(x):
        x = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if image else x)
        return x.contiguous(memory_format=order)

    if MODE:
        x = given(rng.random((1 if MODE == "W5" else 64, *SHAPES[KIND]), np.float32))
        with torch.inference_mode():
            return (latency if MODE == "W5" else throughput)(lambda: model(x))
    samples, batch = SAMPLES[KIND]
    x, y = words() if KIND == "W1" else images()
    x, y = given(x), torch.from_numpy(y)
    if KIND == "W1":
        optimizer = torch.optim.RMSprop(model.parameters(), 1e-3, alpha=0.9, eps=1e-7)
        loss = functional.binary_cross_entropy
    elif KIND == "W3":
        optimizer = torch.optim.RMSprop(model.parameters(), 1e-3, alpha=0.9, eps=1e-7)
        loss = functional.cross_entropy
    else:
        optimizer, loss = torch.optim.Adam(model.parameters(), 1e-3), functional.cross_entropy
    rates = []
    for epoch in range(EPOCHS):
        begin = time.perf_counter()
        for at in range(0, samples, batch):
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[at : at + batch]), y[at : at + batch]).backward()
            optimizer.step()
        if epoch > 0:
            rates.append(samples / (time.perf_counter() - begin))
    emit("samples/s", rates)


{"keras": keras_run, "torch": torch_run}[LIBRARY]()
