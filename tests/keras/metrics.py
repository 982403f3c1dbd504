"""Metrics: the result after each of two updates with batches of different size."""

import numpy as np
from keras import metrics

from tensors import as_array, as_input, distinct, one_hot, seeded

BATCHES = [7, 4]


def _case(name, metric_class, data, args=None, weighted=False):
    """`data` draws `(y_true, y_pred)` for a batch size."""
    rng = seeded(name)
    args = args or {}
    metric = metric_class(**args)
    updates, results = [], []
    for batch in BATCHES:
        y_true, y_pred = data(rng, batch)
        update = {"y_true": y_true, "y_pred": y_pred}
        if weighted:
            update["sample_weight"] = np.abs(distinct(rng, (batch,), -1.0, 2.0))
        metric.update_state(**{key: as_input(value) for key, value in update.items()})
        updates.append(update)
        results.append(as_array(metric.result()))
    return {
        "name": name,
        "metric": name.split("/")[0],
        "args": args,
        "updates": updates,
        "results": results,
    }


def _plain_and_weighted(name, metric_class, data, args=None):
    yield _case(name, metric_class, data, args)
    yield _case(f"{name}_weighted", metric_class, data, args, weighted=True)


def _binary(width):
    def data(rng, batch):
        shape = (batch, width)
        scores = distinct(rng, shape, 0.04, 0.97)
        # Clear of the 200 thresholds of AUC, so that no rounding decides the side.
        assert np.all(np.abs(scores * 199 - np.round(scores * 199)) > 1e-3)
        related = scores + distinct(rng, shape, -0.6, 0.6) > 0.5
        return related.astype(np.float32), scores

    return data


def _multi_label(rng, batch):
    return _binary(4)(rng, batch)


def _classes(rng, batch):
    """About half of the labels are those of the highest scores."""
    scores = distinct(rng, (batch, 6), 0.05, 0.95)
    labels = np.where(rng.random(batch) < 0.5, scores.argmax(axis=-1), rng.integers(0, 6, batch))
    return one_hot(labels, 6), scores


def _sparse(rng, batch):
    labels, scores = _classes(rng, batch)
    return np.argmax(labels, axis=-1).astype(np.int32), scores


def _steps(rng, batch):
    return rng.integers(0, 4, (batch, 2), np.int32), distinct(rng, (batch, 2, 4), 0.05, 0.95)


def _values(rng, batch):
    truth = distinct(rng, (batch, 2), -2.0, 2.0)
    error = distinct(rng, (batch, 2), -0.9, 0.1 * batch)
    return truth, (truth + error).astype(np.float32)


def _positive(rng, batch):
    return distinct(rng, (batch, 2), 0.2, 2.0), distinct(rng, (batch, 2), 0.3, 2.1)


def classification():
    yield from _plain_and_weighted("binary_accuracy/default", metrics.BinaryAccuracy, _binary(1))
    yield _case(
        "binary_accuracy/threshold", metrics.BinaryAccuracy, _binary(1), {"threshold": 0.312}
    )
    yield _case("binary_accuracy/several_outputs", metrics.BinaryAccuracy, _multi_label)

    def on_the_threshold(rng, batch):
        return np.ones((batch, 1), np.float32), np.full((batch, 1), 0.5, np.float32)

    yield _case("binary_accuracy/tie", metrics.BinaryAccuracy, on_the_threshold)
    yield from _plain_and_weighted(
        "categorical_accuracy/default", metrics.CategoricalAccuracy, _classes
    )
    sparse = metrics.SparseCategoricalAccuracy
    yield from _plain_and_weighted("sparse_categorical_accuracy/default", sparse, _sparse)
    yield _case("sparse_categorical_accuracy/steps", sparse, _steps)
    top_k, sparse_top_k = metrics.TopKCategoricalAccuracy, metrics.SparseTopKCategoricalAccuracy
    for variant, args in {"default": {}, "two": {"k": 2}, "one": {"k": 1}}.items():
        yield _case(f"top_k_categorical_accuracy/{variant}", top_k, _classes, args)
        yield _case(f"sparse_top_k_categorical_accuracy/{variant}", sparse_top_k, _sparse, args)
    yield _case("top_k_categorical_accuracy/weighted", top_k, _classes, {"k": 2}, weighted=True)
    yield _case(
        "sparse_top_k_categorical_accuracy/weighted", sparse_top_k, _sparse, {"k": 2}, weighted=True
    )


def confusion():
    for keyword, metric in {"precision": metrics.Precision, "recall": metrics.Recall}.items():
        yield from _plain_and_weighted(f"{keyword}/default", metric, _binary(1))
        yield _case(f"{keyword}/threshold", metric, _binary(1), {"thresholds": 0.312})
        yield _case(
            f"{keyword}/thresholds", metric, _binary(1), {"thresholds": [0.213, 0.511, 0.787]}
        )
        yield _case(f"{keyword}/class_id", metric, _classes, {"class_id": 2, "thresholds": 0.413})
        yield _case(f"{keyword}/top_k", metric, _classes, {"top_k": 2})
        yield _case(f"{keyword}/several_outputs", metric, _multi_label)
        # Nothing is above the threshold: 0 / 0 counts as 0.
        yield _case(f"{keyword}/none_predicted", metric, _binary(1), {"thresholds": 0.99})
    for keyword, metric in {
        "true_positives": metrics.TruePositives,
        "true_negatives": metrics.TrueNegatives,
        "false_positives": metrics.FalsePositives,
        "false_negatives": metrics.FalseNegatives,
    }.items():
        yield from _plain_and_weighted(f"{keyword}/default", metric, _binary(1))
    yield from _plain_and_weighted("auc/default", metrics.AUC, _binary(4))
    yield from _plain_and_weighted("auc/pr", metrics.AUC, _binary(4), {"curve": "PR"})
    yield _case("auc/few_thresholds", metrics.AUC, _binary(4), {"num_thresholds": 5})
    yield _case(
        "auc/few_thresholds_pr", metrics.AUC, _binary(4), {"num_thresholds": 5, "curve": "PR"}
    )
    yield _case("auc/minoring", metrics.AUC, _binary(4), {"summation_method": "minoring"})
    yield _case("auc/majoring", metrics.AUC, _binary(4), {"summation_method": "majoring"})
    yield _case("auc/multi_label", metrics.AUC, _binary(3), {"multi_label": True})
    for variant, args in {
        "default": {},
        "micro": {"average": "micro"},
        "macro": {"average": "macro"},
        "weighted": {"average": "weighted"},
    }.items():
        yield _case(f"f1_score/{variant}", metrics.F1Score, _classes, args)


def regression():
    for keyword, metric in {
        "mean_absolute_error": metrics.MeanAbsoluteError,
        "mean_squared_error": metrics.MeanSquaredError,
        "root_mean_squared_error": metrics.RootMeanSquaredError,
        "r2_score": metrics.R2Score,
        "cosine_similarity": metrics.CosineSimilarity,
        "log_cosh": metrics.LogCoshError,
    }.items():
        yield from _plain_and_weighted(f"{keyword}/default", metric, _values)
    for average in ["variance_weighted_average"]:
        yield _case(f"r2_score/{average}", metrics.R2Score, _values, {"class_aggregation": average})
    yield _case("r2_score/per_output", metrics.R2Score, _values, {"class_aggregation": None})
    for keyword, metric in {
        "mean_absolute_percentage_error": metrics.MeanAbsolutePercentageError,
        "mean_squared_logarithmic_error": metrics.MeanSquaredLogarithmicError,
    }.items():
        yield _case(f"{keyword}/default", metric, _positive)


def cases():
    for group in (classification, confusion, regression):
        yield from group()
