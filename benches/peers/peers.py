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
SAMPLES = {"W1": (25_000, 512), "W2": (6_400, 128)}
rng = np.random.default_rng(7)


def words():
    """W1: 25,000 sets of about 119 words of 10,000, as vectors of zeros and ones."""
    x = np.zeros((25_000, 10_000), np.float32)
    x[np.arange(25_000)[:, None], rng.integers(0, 10_000, (25_000, 120))] = 1
    return x, rng.integers(0, 2, (25_000, 1)).astype(np.float32)


def images():
    """W2: 6,400 images of 28×28."""
    return rng.random((6_400, 28, 28, 1), np.float32), rng.integers(0, 10, 6_400)


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
        "W5-mlp": [layers.Dense(128, "relu"), layers.Dense(64, "relu"), layers.Dense(10, "softmax")],
    }
    kind = WORKLOAD.replace("W5-W2", "W2")
    shape = {"W1": (10_000,), "W2": (28, 28, 1), "W5-mlp": (784,)}[kind]
    model = keras.Sequential([keras.Input(shape), *stacks[kind]])
    if WORKLOAD.startswith("W5"):
        call = tf.function(lambda x: model(x, training=False), jit_compile=False)
        x = tf.random.uniform((1, *shape))
        return latency(lambda: call(x).numpy())
    samples, batch = SAMPLES[WORKLOAD]
    x, y = words() if WORKLOAD == "W1" else images()
    optimizer = keras.optimizers.RMSprop(1e-3) if WORKLOAD == "W1" else keras.optimizers.Adam(1e-3)
    loss = "binary_crossentropy" if WORKLOAD == "W1" else "sparse_categorical_crossentropy"
    model.compile(optimizer, loss)
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
    kind = WORKLOAD.replace("W5-W2", "W2")
    model = {
        "W1": lambda: nn.Sequential(
            nn.Linear(10_000, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid()
        ),
        "W2": lambda: nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1_600, 64), nn.ReLU(), nn.Linear(64, 10),
        ),
        "W5-mlp": lambda: nn.Sequential(
            nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(1)
        ),
    }[kind]()
    if WORKLOAD.startswith("W5"):
        x = torch.rand(1, 1, 28, 28) if kind == "W2" else torch.rand(1, 784)
        with torch.inference_mode():
            return latency(lambda: model(x))
    samples, batch = SAMPLES[WORKLOAD]
    x, y = words() if WORKLOAD == "W1" else images()
    x = torch.from_numpy(x if WORKLOAD == "W1" else np.ascontiguousarray(x.transpose(0, 3, 1, 2)))
    y = torch.from_numpy(y)
    if WORKLOAD == "W1":
        optimizer = torch.optim.RMSprop(model.parameters(), 1e-3, alpha=0.9, eps=1e-7)
        loss = functional.binary_cross_entropy
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
