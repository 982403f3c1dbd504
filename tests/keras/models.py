"""Whole models: five full-batch steps of training, so that a trainer can be compared end to end.

A model's function is named after it, its layers carry the names under which the fixtures list
their weights, and the function after it draws its data.
"""

import keras
import numpy as np
from keras import layers, optimizers

from model_case import BATCH, model_case
from tensors import distinct

# Of the sequences, in steps.
LENGTHS = np.array([5, 2, 4, 1, 3, 5, 2, 4], np.int32)


def classifier():
    """Dense, batch normalisation, an idle dropout, softmax."""
    features = keras.Input((4,), name="features")
    x = layers.Dense(6, activation="relu", name="hidden")(features)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.Dropout(0.0, name="dropout")(x)
    probabilities = layers.Dense(3, activation="softmax", name="classes")(x)
    return keras.Model(features, probabilities)


def classifier_data(rng):
    labels = rng.integers(0, 3, BATCH, np.int32)
    return {"features": distinct(rng, (BATCH, 4), -2.0, 2.0)}, {"classes": labels}


def two_in_two_out():
    """Two inputs that meet, two outputs with losses of their own and a shared trunk."""
    left = keras.Input((3,), name="left")
    right = keras.Input((5,), name="right")
    from_left = layers.Dense(4, activation="tanh", name="from_left")(left)
    from_right = layers.Dense(4, activation="silu", name="from_right")(right)
    joined = layers.Concatenate(name="joined")([from_left, from_right])
    trunk = layers.Dense(5, activation="elu", name="trunk")(joined)
    flag = layers.Dense(1, activation="sigmoid", name="flag")(trunk)
    point = layers.Dense(2, name="point")(trunk)
    return keras.Model({"left": left, "right": right}, {"flag": flag, "point": point})


def two_in_two_out_data(rng):
    inputs = {"left": distinct(rng, (BATCH, 3)), "right": distinct(rng, (BATCH, 5))}
    flags = (distinct(rng, (BATCH, 1)) > 0).astype(np.float32)
    return inputs, {"flag": flags, "point": distinct(rng, (BATCH, 2), -1.5, 1.5)}


def word_model():
    """An embedding, flattened, into one probability."""
    words = keras.Input((4,), name="words", dtype="int32")
    x = layers.Embedding(10, 3, name="embedding")(words)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(5, activation="gelu", name="hidden")(x)
    positive = layers.Dense(1, activation="sigmoid", name="positive")(x)
    return keras.Model(words, positive)


def word_data(rng):
    words = rng.integers(0, 10, (BATCH, 4), np.int32)
    return {"words": words}, {"positive": (distinct(rng, (BATCH, 1)) > 0).astype(np.float32)}


def image_model():
    """Convolutions, pooling and batch normalisation into classes."""
    image = keras.Input((6, 5, 1), name="image")
    x = layers.Conv2D(3, 3, padding="same", activation="relu", name="first")(image)
    x = layers.MaxPooling2D(2, name="pool")(x)
    x = layers.SeparableConv2D(4, 2, use_bias=False, name="second")(x)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.Activation("relu", name="relu")(x)
    x = layers.Flatten(name="flatten")(x)
    return keras.Model(image, layers.Dense(3, activation="softmax", name="classes")(x))


def image_data(rng):
    labels = rng.integers(0, 3, BATCH, np.int32)
    return {"image": distinct(rng, (BATCH, 6, 5, 1))}, {"classes": labels}


def sequence_model():
    """Ragged sequences through two recurrent layers into one probability."""
    steps = keras.Input((5, 2), name="steps")
    x = layers.Masking(name="masking")(steps)
    x = layers.LSTM(3, return_sequences=True, name="lower")(x)
    x = layers.GRU(3, name="upper")(x)
    return keras.Model(steps, layers.Dense(1, activation="sigmoid", name="positive")(x))


def sequence_data(rng):
    targets = (distinct(rng, (BATCH, 1)) > 0).astype(np.float32)
    return {"steps": _ragged(rng, 2)}, {"positive": targets}


def tagger():
    """A class for every step of ragged sequences: the loss leaves out what does not count."""
    steps = keras.Input((5, 2), name="steps")
    x = layers.Masking(name="masking")(steps)
    lstm = layers.LSTM(2, return_sequences=True)
    x = layers.Bidirectional(lstm, name="both")(x)
    return keras.Model(steps, layers.Dense(3, activation="softmax", name="tags")(x))


def tagger_data(rng):
    return {"steps": _ragged(rng, 2)}, {"tags": rng.integers(0, 3, (BATCH, 5), np.int32)}


def _ragged(rng, width):
    """Random steps up to each length, zeros after it."""
    counts = np.arange(5)[None, :] < LENGTHS[:, None]
    return distinct(rng, (BATCH, 5, width)) * counts[:, :, None]


def cases():
    sgd, adam = optimizers.SGD, optimizers.Adam
    momentum = {"learning_rate": 0.1, "momentum": 0.9}
    classes = {"classes": "sparse_categorical_crossentropy"}
    for build, data, loss, extra in [
        (classifier, classifier_data, classes, {}),
        (
            two_in_two_out,
            two_in_two_out_data,
            {"flag": "binary_crossentropy", "point": "mean_squared_error"},
            {"loss_weights": {"flag": 1.0, "point": 0.3}},
        ),
        (word_model, word_data, {"positive": "binary_crossentropy"}, {}),
        (image_model, image_data, classes, {}),
        (
            sequence_model,
            sequence_data,
            {"positive": "binary_crossentropy"},
            {"extra": {"lengths": LENGTHS}},
        ),
        (
            tagger,
            tagger_data,
            {"tags": "sparse_categorical_crossentropy"},
            {"extra": {"lengths": LENGTHS}},
        ),
    ]:
        name = build.__name__
        yield model_case(f"{name}/sgd", build, data, sgd, {"learning_rate": 0.1}, loss, **extra)
        # A gradient near zero divided by its own size is badly conditioned where ReLUs switch.
        rate = {"learning_rate": 0.02} | ({"epsilon": 1e-3} if build is image_model else {})
        yield model_case(f"{name}/adam", build, data, adam, rate, loss, **extra)
    yield model_case("classifier/momentum", classifier, classifier_data, sgd, momentum, classes)
    yield model_case(
        "classifier/sample_weight",
        classifier,
        classifier_data,
        sgd,
        momentum,
        classes,
        sample_weight=True,
    )
