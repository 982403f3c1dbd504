"""One workload in another library, as a line of JSON: peers.py LIBRARY WORKLOAD THREADS

LIBRARY is keras (on TensorFlow), jax (Keras on JAX), torch, or, for what is trained already, onnx (ONNX Runtime, the model
exported from PyTorch). The workloads are those of benches/workloads: the same layers, sizes, batches, optimizers and number of
samples.
"""

import json
import os
import sys
import time

LIBRARY, WORKLOAD, THREADS = sys.argv[1], sys.argv[2], int(sys.argv[3])
for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "jax" if LIBRARY == "jax" else "tensorflow"

import numpy as np  # noqa: E402

EPOCHS = 6
# Samples of an epoch, and of a batch.
SAMPLES = {"W1": (25_000, 512), "W2": (6_400, 128), "W3": (320, 32), "ResNet-20": (640, 64), "W4": (1_280, 64), "W4b": (1_280, 64)}
SHAPES = {
    "W1": (10_000,),
    "W2": (28, 28, 1),
    "W3": (64, 64, 3),
    "ResNet-20": (32, 32, 3),
    "W4": (100, 32),
    "W4b": (100, 32),
    "mlp": (784,),
}
YES_OR_NO = ("W1", "W4", "W4b")
# `W5-W2` is one sample through W2's network, `W6-W2` are batches of 64, `W8-conv56x64-n1-fwd` is a convolution by itself.
MODE, KIND = WORKLOAD.split("-", 1) if WORKLOAD[:2] in ("W5", "W6", "W8") else ("", WORKLOAD)
rng = np.random.default_rng(7)


def samples():
    """What is trained on, made up as in benches/workloads."""
    count = SAMPLES[KIND][0]
    if KIND == "W1":
        # Sets of about 119 words of 10,000, as vectors of zeros and ones.
        x = np.zeros((count, 10_000), np.float32)
        x[np.arange(count)[:, None], rng.integers(0, 10_000, (count, 120))] = 1
        return x, rng.integers(0, 2, (count, 1)).astype(np.float32)
    x = rng.random((count, *SHAPES[KIND]), np.float32)
    if KIND in YES_OR_NO:
        return x, rng.integers(0, 2, (count, 10)).astype(np.float32)
    # Ten classes: their numbers in W2, else vectors of zeros and a one.
    y = rng.integers(0, 10, count)
    return x, y if KIND == "W2" else np.eye(10, dtype=np.float32)[y]


def one_or_many():
    """What a trained network is asked."""
    return rng.random((1 if MODE == "W5" else 64, *SHAPES[KIND]), np.float32)


def emit(unit, values):
    values = sorted(values)
    row = {"w": WORKLOAD, "peer": LIBRARY, "threads": THREADS, "unit": unit}
    print(json.dumps({**row, "median": values[len(values) // 2]}), flush=True)


def ask(call):
    """Times what takes one sample, in microseconds, or 64, in samples a second, as benches/workloads/measure.rs does."""
    single = MODE == "W5"
    for _ in range(20 if single else 3):
        call()
    start, seconds = time.perf_counter(), []
    while time.perf_counter() - start < 2 or len(seconds) < (200 if single else 5):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    emit("us" if single else "samples/s", [s * 1e6 if single else 64 / s for s in seconds])


def train(epoch):
    """Times epochs, without the first."""
    rates = []
    for number in range(EPOCHS):
        begin = time.perf_counter()
        epoch()
        if number > 0:
            rates.append(SAMPLES[KIND][0] / (time.perf_counter() - begin))
    emit("samples/s", rates)


def convolution():
    """A 3x3 convolution that keeps the size of a square image, as benches/workloads/conv.rs has it: samples, side, channels, whether
    it is depthwise, whether gradients are computed, and additions and multiplications."""
    what, samples, passes = KIND.split("-")
    depthwise = what.startswith("dw")
    side, channels = map(int, what.removeprefix("dw").removeprefix("conv").split("x"))
    samples, backward = int(samples[1:]), passes == "fwdbwd"
    flop = 2 * samples * side**2 * channels * 9 * (1 if depthwise else channels) * (3 if backward else 1)
    return samples, side, channels, depthwise, backward, flop


def rate(flop, call):
    """Times it as benches/workloads/peak.rs does, in GFLOP/s."""
    for _ in range(3):
        call()
    begin = time.perf_counter()
    call()
    inner = max(1, int(0.05 / max(time.perf_counter() - begin, 1e-7)))
    rates = []
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(inner):
            call()
        rates.append(flop * inner / (time.perf_counter() - begin) / 1e9)
    emit("GFLOP/s", rates)


def keras_model():
    import keras
    from keras import layers

    def separable(*filters):
        return [layers.SeparableConv2D(f, 3, activation="relu") for f in filters]

    def recurrent(layer):
        return [layer(32, return_sequences=True), layer(32, return_sequences=True), layer(32), layers.Dense(10, "sigmoid")]

    def resnet():
        def conv(x, filters, strides=1, size=3):
            return layers.BatchNormalization()(layers.Conv2D(filters, size, strides, "same", use_bias=False)(x))

        image = keras.Input(SHAPES[KIND])
        x = layers.ReLU()(conv(image, 16))
        for filters, strides in [(16, 1)] * 3 + [(32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)]:
            past = x if strides == 1 else conv(x, filters, 2, 1)
            x = layers.ReLU()(past + conv(layers.ReLU()(conv(x, filters, strides)), filters))
        return keras.Model(image, layers.Dense(10, "softmax")(layers.GlobalAveragePooling2D()(x)))

    if KIND == "ResNet-20":
        return resnet()
    pool = lambda: layers.MaxPooling2D(2)
    stack = {
        "W1": lambda: [layers.Dense(16, "relu"), layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")],
        "W2": lambda: [
            layers.Conv2D(32, 3, activation="relu"), pool(), layers.Conv2D(64, 3, activation="relu"), pool(),
            layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax"),
        ],
        "W3": lambda: [
            *separable(32, 64), pool(), *separable(64, 128), pool(), *separable(64, 128),
            layers.GlobalAveragePooling2D(), layers.Dense(32, "relu"), layers.Dense(10, "softmax"),
        ],
        "W4": lambda: recurrent(layers.LSTM),
        "W4b": lambda: recurrent(layers.GRU),
        "mlp": lambda: [layers.Dense(128, "relu"), layers.Dense(64, "relu"), layers.Dense(10, "softmax")],
    }[KIND]()
    return keras.Sequential([keras.Input(SHAPES[KIND]), *stack])


def keras_run():
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if MODE == "W8":
        n, side, channels, depthwise, backward, flop = convolution()
        x = tf.random.uniform((n, side, side, channels))
        w = tf.random.uniform((3, 3, channels, 1 if depthwise else channels))
        conv = tf.nn.depthwise_conv2d if depthwise else tf.nn.conv2d

        @tf.function
        def both(x, w):
            with tf.GradientTape() as tape:
                tape.watch([x, w])
                y = conv(x, w, [1, 1, 1, 1], "SAME")
            return tape.gradient(y, [x, w], output_gradients=tf.stop_gradient(y))

        forward = tf.function(lambda x, w: conv(x, w, [1, 1, 1, 1], "SAME"))
        return rate(flop, lambda: (both if backward else forward)(x, w))
    model = keras_model()
    if MODE and LIBRARY == "jax":
        import jax

        weights = [[v.value for v in variables] for variables in (model.trainable_variables, model.non_trainable_variables)]
        call = jax.jit(lambda of, fixed, x: model.stateless_call(of, fixed, x, training=False)[0])
        x = jax.numpy.asarray(one_or_many())
        return ask(lambda: np.asarray(call(*weights, x)))
    if MODE:
        call = tf.function(lambda x: model(x, training=False), jit_compile=False)
        x = tf.constant(one_or_many())
        return ask(lambda: call(x).numpy())
    optimizer = {
        "W2": lambda: keras.optimizers.Adam(1e-3),
        "ResNet-20": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    }.get(KIND, lambda: keras.optimizers.RMSprop(1e-3))()
    yes_or_no = "binary_crossentropy"
    model.compile(optimizer, yes_or_no if KIND in YES_OR_NO else f"{'sparse_' if KIND == 'W2' else ''}categorical_crossentropy")
    data = tf.data.Dataset.from_tensor_slices(samples()).batch(SAMPLES[KIND][1]).cache().prefetch(1)
    train(lambda: model.fit(data, verbose=0))


def torch_model():
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self, channels, filters, stride):
            super().__init__()
            conv = lambda i, o, size, stride: nn.Sequential(nn.Conv2d(i, o, size, stride, size // 2, bias=False), nn.BatchNorm2d(o))
            self.past = nn.Identity() if stride == 1 else conv(channels, filters, 1, stride)
            self.new = nn.Sequential(conv(channels, filters, 3, stride), nn.ReLU(), conv(filters, filters, 3, 1))

        def forward(self, x):
            return torch.relu(self.past(x) + self.new(x))

    class Recurrent(nn.Module):
        def __init__(self, layer):
            super().__init__()
            self.layers, self.top = layer(32, 32, num_layers=3, batch_first=True), nn.Linear(32, 10)

        def forward(self, x):
            return torch.sigmoid(self.top(self.layers(x)[0][:, -1]))

    def separable(channels, *filters):
        for f in filters:
            yield from [nn.Conv2d(channels, channels, 3, groups=channels, bias=False), nn.Conv2d(channels, f, 1), nn.ReLU()]
            channels = f

    def resnet():
        yield from [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
        for channels, filters in [(16, 16)] * 3 + [(16, 32), (32, 32), (32, 32), (32, 64), (64, 64), (64, 64)]:
            yield Residual(channels, filters, 1 if channels == filters else 2)
        yield from [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]

    relu, pool = nn.ReLU, lambda: nn.MaxPool2d(2)
    model = {
        "W1": lambda: [nn.Linear(10_000, 16), relu(), nn.Linear(16, 16), relu(), nn.Linear(16, 1), nn.Sigmoid()],
        "W2": lambda: [
            nn.Conv2d(1, 32, 3), relu(), pool(), nn.Conv2d(32, 64, 3), relu(), pool(), nn.Flatten(),
            nn.Linear(1_600, 64), relu(), nn.Linear(64, 10),
        ],
        "W3": lambda: [
            *separable(3, 32, 64), pool(), *separable(64, 64, 128), pool(), *separable(128, 64, 128),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 32), relu(), nn.Linear(32, 10),
        ],
        "ResNet-20": resnet,
        "W4": lambda: [Recurrent(nn.LSTM)],
        "W4b": lambda: [Recurrent(nn.GRU)],
        "mlp": lambda: [nn.Linear(784, 128), relu(), nn.Linear(128, 64), relu(), nn.Linear(64, 10)],
    }[KIND]()
    # Training's loss contains the softmax.
    answers = [nn.Softmax(1)] if MODE and KIND not in YES_OR_NO else []
    return nn.Sequential(*model, *answers)


def torch_run():
    import torch
    from torch.nn import functional

    torch.set_num_threads(THREADS)
    if MODE == "W8":
        n, side, channels, depthwise, backward, flop = convolution()
        groups = channels if depthwise else 1
        x = torch.rand(n, channels, side, side).to(memory_format=torch.channels_last)
        w = torch.rand(channels, channels // groups, 3, 3).to(memory_format=torch.channels_last)
        forward = lambda: functional.conv2d(x, w, padding=1, groups=groups)

        def both():
            y = forward()
            torch.autograd.grad(y, [x, w], y.detach())

        if backward:
            x, w = x.requires_grad_(), w.requires_grad_()
            return rate(flop, both)
        with torch.inference_mode():
            return rate(flop, forward)
    model, image = torch_model(), len(SHAPES[KIND]) == 3
    # Channels last, as PyTorch recommends for convolutions on processors.
    order = torch.channels_last if image else torch.contiguous_format
    model = model.to(memory_format=order)

    def given(x):
        x = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if image else x)
        return x.contiguous(memory_format=order)

    if MODE:
        model, x = model.eval(), given(one_or_many())
        with torch.inference_mode():
            return onnx(model, x.contiguous()) if LIBRARY == "onnx" else ask(lambda: model(x))
    x, y = samples()
    x, y, batch = given(x), torch.from_numpy(y), SAMPLES[KIND][1]
    optimizer = {
        "W2": lambda of: torch.optim.Adam(of, 1e-3),
        "ResNet-20": lambda of: torch.optim.SGD(of, 0.1, momentum=0.9),
    }.get(KIND, lambda of: torch.optim.RMSprop(of, 1e-3, alpha=0.9, eps=1e-7))(model.parameters())
    loss = functional.binary_cross_entropy if KIND in YES_OR_NO else functional.cross_entropy

    def epoch():
        for at in range(0, len(x), batch):
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[at : at + batch]), y[at : at + batch]).backward()
            optimizer.step()

    train(epoch)


def onnx(model, x):
    import io

    import onnxruntime
    import torch

    file = io.BytesIO()
    torch.onnx.export(model, (x,), file, dynamo=False, opset_version=17, input_names=["x"], output_names=["y"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
    feed = {"x": x.numpy()}
    ask(lambda: session.run(None, feed))


{"keras": keras_run, "jax": keras_run, "torch": torch_run, "onnx": torch_run}[LIBRARY]()
