#!/usr/bin/env python3
"""What two published models compute on real words and real speech, and their weights in netkiln's names and layouts.

In an empty folder, REPOSITORY being where this one is:

    python3 -m venv venv && venv/bin/pip install -r REPOSITORY/tests/imported/requirements.txt
    venv/bin/pip download --no-deps silero-vad==6.2.3 chars2vec==0.1.7
    unzip -q silero_vad-6.2.3-*.whl && tar xzf chars2vec-0.1.7.tar.gz
    apt-get download pocketsphinx-testdata && dpkg-deb -x pocketsphinx-testdata_*.deb .
    venv/bin/python REPOSITORY/tests/imported/make_references.py . REPOSITORY/tests/imported

The originals run as they are shipped: the package chars2vec by its own code, on Keras, and silero-vad's model by ONNX Runtime. Its weights
are those of the same model in the file for 16 kHz alone, where they have names. (The package's `.safetensors`, for tinygrad, holds another
training: only the Fourier transform is the same.)
(`pip download` asks chars2vec's setup.py for its name, which tries to install a file that is not there, and goes on.)
"""

import json
import os
import sys
import wave
from functools import partial
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import h5py
import keras
import numpy as np
import onnx
import onnxruntime
from onnx.numpy_helper import to_array
from safetensors.numpy import save_file

WORDS = (
    "list of words word wrods the The quick brown fox jumps over lazy dog natural naturally nautral language lnaguage "
    "2026 don't e-mail user@example.com naïve $100.50 antidisestablishmentarianism x !? Shakespeare shakespaere"
).split()

# LibriVox recordings of "Sense and Sensibility", which are in the public domain, at 16 kHz.
SPEECH = "usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-{}.wav"
CLIPS = ["0880", "0890"]
RATE, CHUNK, CONTEXT = 16_000, 512, 64


def numbers(array):
    """Each number as the shortest text that reads back as the same float32."""
    return [float(np.format_float_positional(x, unique=True)) for x in np.asarray(array, np.float32).ravel()]


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


def vectors(package, words, lstm):
    """The package's vectors of each word by itself, and of all words in one call, which it pads in front with zeros."""
    original, keras.layers.LSTM = keras.layers.LSTM, lstm
    try:
        alone = [package.load_model("eng_50").vectorize_words([word])[0] for word in words]
        together = package.load_model("eng_50").vectorize_words(words)
    finally:
        keras.layers.LSTM = original
    return {"alone": numbers(alone), "together": numbers(together)}


def keras_2_2_sigmoid(x):
    """`hard_sigmoid` of Keras before 2.3, the default of an LSTM's gates there. Its slope is 1/5; that of today's is 1/6."""
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def chars2vec(source, out):
    sys.path.insert(0, str(source / "chars2vec-0.1.7"))
    import chars2vec as package

    weights = source / "chars2vec-0.1.7/chars2vec/trained_models/eng_50/weights.h5"
    with h5py.File(weights) as file:
        print("eng_50 was trained with Keras", file.attrs["keras_version"])
        arrays = {
            f"{layer}.{name}": np.array(file[f"{layer}/{layer}/{name}:0"])
            for layer in ["lstm_1", "lstm_2"]
            for name in ["kernel", "recurrent_kernel", "bias"]
        }
    save_file(arrays, out / "chars2vec_eng_50.safetensors")
    places = package.load_model("eng_50").char_to_ix
    write(
        out / "chars2vec.json",
        {
            "characters": "".join(sorted(places, key=places.get)),
            "words": WORDS,
            "keras_3": vectors(package, WORDS, keras.layers.LSTM),
            "keras_2_2": vectors(
                package, WORDS, partial(keras.layers.LSTM, recurrent_activation=keras_2_2_sigmoid)
            ),
        },
    )


def speech(source, out):
    """Two sentences one behind the other, as one file. Returns them from -1 to 1, a whole number of chunks."""
    samples = []
    for clip in CLIPS:
        with wave.open(str(source / SPEECH.format(clip))) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
            samples.append(np.frombuffer(file.readframes(file.getnframes()), np.int16))
    samples = np.concatenate(samples)
    samples = samples[: len(samples) // CHUNK * CHUNK]
    with wave.open(str(out / "speech.wav"), "wb") as file:
        file.setframerate(RATE)
        file.setnchannels(1)
        file.setsampwidth(2)
        file.writeframes(samples.tobytes())
    return samples.astype(np.float32) / 32768


def silero(source, out):
    data = source / "silero_vad/data"
    torch = {array.name: to_array(array) for array in onnx.load(data / "silero_vad_16k_op15.onnx").graph.initializer}
    arrays = {}
    # The first 129 windows are cosines, the others sines. PyTorch has [out, in, kernel].
    window = torch["model.stft.forward_basis_buffer"].transpose(2, 1, 0)
    arrays["cosines.kernel"], arrays["sines.kernel"] = window[:, :, :129], window[:, :, 129:]
    for i in range(4):
        arrays[f"conv{i + 1}.kernel"] = torch[f"model.encoder.{i}.reparam_conv.weight"].transpose(2, 1, 0)
        arrays[f"conv{i + 1}.bias"] = torch[f"model.encoder.{i}.reparam_conv.bias"]
    # The gates have one order, i f g o; PyTorch has two biases, which are only ever added.
    arrays["memory.kernel"] = torch["model.decoder.rnn.weight_ih"].T
    arrays["memory.recurrent_kernel"] = torch["model.decoder.rnn.weight_hh"].T
    arrays["memory.bias"] = torch["model.decoder.rnn.bias_ih"] + torch["model.decoder.rnn.bias_hh"]
    arrays["voice.kernel"] = torch["model.decoder.decoder.2.weight"][:, :, 0].T
    arrays["voice.bias"] = torch["model.decoder.decoder.2.bias"]
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(arrays, out / "silero_vad_16k.safetensors")

    # As the package's own wrapper runs it: each chunk behind the last 64 samples of the one before.
    session = onnxruntime.InferenceSession(data / "silero_vad.onnx", providers=["CPUExecutionProvider"])
    sound = speech(source, out)
    state, context, probabilities = np.zeros((2, 1, 128), np.float32), np.zeros(CONTEXT, np.float32), []
    for chunk in sound.reshape(-1, CHUNK):
        inputs = {"input": np.concatenate([context, chunk])[None], "state": state, "sr": np.array(RATE, np.int64)}
        probability, state = session.run(None, inputs)
        context = chunk[-CONTEXT:]
        probabilities.append(probability[0, 0])
    write(out / "silero_vad.json", {"probabilities": numbers(probabilities)})


if __name__ == "__main__":
    source, out = map(Path, sys.argv[1:3])
    chars2vec(source, out)
    silero(source, out)
