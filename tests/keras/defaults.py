"""DEFAULTS.md: every argument of what the fixtures cover, with Keras' default."""

import inspect

import keras
from keras import activations, initializers, layers, losses, metrics, optimizers

LAYERS = [
    layers.Dense,
    layers.BatchNormalization,
    layers.LayerNormalization,
    layers.GroupNormalization,
    layers.Embedding,
    layers.Activation,
    layers.ReLU,
    layers.LeakyReLU,
    layers.ELU,
    layers.PReLU,
    layers.Softmax,
    layers.Flatten,
    layers.Reshape,
    layers.Permute,
    layers.RepeatVector,
    layers.Add,
    layers.Subtract,
    layers.Multiply,
    layers.Average,
    layers.Maximum,
    layers.Minimum,
    layers.Concatenate,
    layers.Dot,
    layers.Dropout,
    layers.SpatialDropout1D,
    layers.SpatialDropout2D,
    layers.SpatialDropout3D,
    layers.GaussianNoise,
    layers.GaussianDropout,
    layers.AlphaDropout,
    layers.Conv1D,
    layers.Conv2D,
    layers.Conv3D,
    layers.SeparableConv1D,
    layers.SeparableConv2D,
    layers.DepthwiseConv1D,
    layers.DepthwiseConv2D,
    layers.Conv1DTranspose,
    layers.Conv2DTranspose,
    layers.Conv3DTranspose,
    layers.MaxPooling1D,
    layers.MaxPooling2D,
    layers.MaxPooling3D,
    layers.AveragePooling1D,
    layers.AveragePooling2D,
    layers.AveragePooling3D,
    layers.GlobalMaxPooling1D,
    layers.GlobalMaxPooling2D,
    layers.GlobalMaxPooling3D,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.GlobalAveragePooling3D,
    layers.ZeroPadding1D,
    layers.ZeroPadding2D,
    layers.ZeroPadding3D,
    layers.Cropping1D,
    layers.Cropping2D,
    layers.Cropping3D,
    layers.UpSampling1D,
    layers.UpSampling2D,
    layers.UpSampling3D,
    layers.Masking,
    layers.SimpleRNN,
    layers.LSTM,
    layers.GRU,
    layers.Bidirectional,
    layers.TimeDistributed,
    layers.Attention,
    layers.AdditiveAttention,
    layers.MultiHeadAttention,
]

ACTIVATIONS = [
    activations.relu,
    activations.leaky_relu,
    activations.elu,
    activations.celu,
    activations.gelu,
    activations.softmax,
    activations.log_softmax,
]

LOSSES = [
    losses.MeanSquaredError,
    losses.MeanAbsoluteError,
    losses.MeanAbsolutePercentageError,
    losses.MeanSquaredLogarithmicError,
    losses.Huber,
    losses.LogCosh,
    losses.BinaryCrossentropy,
    losses.CategoricalCrossentropy,
    losses.SparseCategoricalCrossentropy,
    losses.BinaryFocalCrossentropy,
    losses.CategoricalFocalCrossentropy,
    losses.KLDivergence,
    losses.Poisson,
    losses.Hinge,
    losses.SquaredHinge,
    losses.CategoricalHinge,
    losses.CosineSimilarity,
]

OPTIMIZERS = [
    optimizers.SGD,
    optimizers.Adagrad,
    optimizers.RMSprop,
    optimizers.Adadelta,
    optimizers.Adam,
    optimizers.AdamW,
    optimizers.Adamax,
    optimizers.Nadam,
]

SCHEDULES = [
    optimizers.schedules.ExponentialDecay,
    optimizers.schedules.InverseTimeDecay,
    optimizers.schedules.PiecewiseConstantDecay,
    optimizers.schedules.PolynomialDecay,
    optimizers.schedules.CosineDecay,
    optimizers.schedules.CosineDecayRestarts,
]

INITIALIZERS = [
    initializers.GlorotUniform,
    initializers.GlorotNormal,
    initializers.HeUniform,
    initializers.HeNormal,
    initializers.LecunUniform,
    initializers.LecunNormal,
    initializers.RandomNormal,
    initializers.RandomUniform,
    initializers.TruncatedNormal,
    initializers.Orthogonal,
]

METRICS = [
    metrics.BinaryAccuracy,
    metrics.CategoricalAccuracy,
    metrics.SparseCategoricalAccuracy,
    metrics.TopKCategoricalAccuracy,
    metrics.SparseTopKCategoricalAccuracy,
    metrics.Precision,
    metrics.Recall,
    metrics.F1Score,
    metrics.AUC,
    metrics.MeanAbsoluteError,
    metrics.MeanSquaredError,
    metrics.RootMeanSquaredError,
    metrics.R2Score,
]

SECTIONS = {
    "Layers": LAYERS,
    "Activations": ACTIVATIONS,
    "Losses": LOSSES,
    "Optimizers": OPTIMIZERS,
    "Learning-rate schedules": SCHEDULES,
    "Initializers": INITIALIZERS,
    "Metrics": METRICS,
}


def _arguments(item):
    """Names and defaults; an argument that must be given has none."""
    function = item.__init__ if inspect.isclass(item) else item
    for name, parameter in inspect.signature(function).parameters.items():
        variadic = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        if name == "self" or variadic or (name == "x" and not inspect.isclass(item)):
            continue
        required = parameter.default is inspect.Parameter.empty
        yield name, "(required)" if required else f"`{parameter.default!r}`"


def to_markdown():
    lines = [
        "# Keras' defaults",
        "",
        f"Taken by `make_fixtures.py` from the signatures of Keras {keras.__version__}.",
    ]
    for title, items in SECTIONS.items():
        lines += ["", f"## {title}", "", "| name | argument | default |", "|---|---|---|"]
        for item in items:
            arguments = list(_arguments(item)) or [("", "(no arguments)")]
            for position, (name, default) in enumerate(arguments):
                first = f"`{item.__name__}`" if position == 0 else ""
                lines.append(f"| {first} | {f'`{name}`' if name else ''} | {default} |")
    return "\n".join(lines) + "\n"
