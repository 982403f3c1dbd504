"""Learning-rate schedules: the rate at steps 0 to 30."""

import numpy as np
from keras.optimizers import schedules

from tensors import as_array

LAST_STEP = 30


def _case(name, schedule_class, args):
    schedule = schedule_class(**args)
    rates = [as_array(schedule(step))[()] for step in range(LAST_STEP + 1)]
    return {
        "name": name,
        "schedule": name.split("/")[0],
        "args": args,
        "rates": np.array(rates, np.float32),
    }


def cases():
    decay = {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.5}
    for keyword, schedule in {
        "exponential_decay": schedules.ExponentialDecay,
        "inverse_time_decay": schedules.InverseTimeDecay,
    }.items():
        yield _case(f"{keyword}/default", schedule, decay)
        yield _case(f"{keyword}/staircase", schedule, {**decay, "staircase": True})

    piecewise = schedules.PiecewiseConstantDecay
    bounds = {"boundaries": [5, 12, 20], "values": [1.0, 0.5, 0.1, 0.01]}
    yield _case("piecewise_constant_decay/default", piecewise, bounds)

    polynomial = schedules.PolynomialDecay
    line = {"initial_learning_rate": 0.1, "decay_steps": 12}
    yield _case("polynomial_decay/default", polynomial, line)
    yield _case("polynomial_decay/cycle", polynomial, {**line, "cycle": True})
    curve = {**line, "end_learning_rate": 0.01, "power": 2.0}
    yield _case("polynomial_decay/power", polynomial, curve)
    yield _case("polynomial_decay/power_cycle", polynomial, {**curve, "cycle": True})

    cosine = schedules.CosineDecay
    half_wave = {"initial_learning_rate": 0.1, "decay_steps": 20}
    yield _case("cosine_decay/default", cosine, half_wave)
    yield _case("cosine_decay/alpha", cosine, {**half_wave, "alpha": 0.1})
    warmup = {
        "initial_learning_rate": 0.01,
        "decay_steps": 16,
        "warmup_target": 0.1,
        "warmup_steps": 6,
    }
    yield _case("cosine_decay/warmup", cosine, warmup)
    yield _case("cosine_decay/warmup_alpha", cosine, {**warmup, "alpha": 0.2})

    restarts = schedules.CosineDecayRestarts
    first = {"initial_learning_rate": 0.1, "first_decay_steps": 5}
    yield _case("cosine_decay_restarts/default", restarts, first)
    yield _case(
        "cosine_decay_restarts/multipliers",
        restarts,
        {**first, "t_mul": 1.5, "m_mul": 0.8, "alpha": 0.1},
    )
    yield _case("cosine_decay_restarts/equal_periods", restarts, {**first, "t_mul": 1.0})
