//! The voice activity model of silero-vad (MIT): is somebody speaking? The magnitudes of a spectrum, four convolutions, and an LSTM
//! that remembers from chunk to chunk.

use crate::close::{assert_close, wide};
use crate::{TOLERANCE, numbers, references};
use netkiln::prelude::*;

/// Samples that a chunk adds, at 16 kHz: 32 ms. Before them stand the last ones of the chunk before.
const NEW: usize = 512;
const CONTEXT: usize = 64;
const CHUNK: usize = CONTEXT + NEW;
/// Chunks of the recording.
const CHUNKS: usize = 259;

network! {
    /// Each chunk of a sound to the probability that there is speech in it.
    #[weights("tests/imported/silero_vad_16k.safetensors")]
    pub fn Voice(sound: Tensor<CHUNKS, CHUNK, 1>) -> Tensor<CHUNKS, 1> {
        let features = |chunk| {
            // Reflected at its end: the 64 samples before the last one, backwards.
            let reflected = chunk.crop1d((511, 1)).flip();
            let samples = concat(chunk, reflected, axis = 1);
            let re = samples.conv1d(129, kernel = 256, strides = 128, use_bias = false, name = "cosines");
            let im = samples.conv1d(129, kernel = 256, strides = 128, use_bias = false, name = "sines");
            (re * re + im * im)
                .sqrt()
                .conv1d(128, kernel = 3, padding = 1, activation = relu, name = "conv1")
                .conv1d(64, kernel = 3, padding = 1, strides = 2, activation = relu, name = "conv2")
                .conv1d(64, kernel = 3, padding = 1, strides = 2, activation = relu, name = "conv3")
                .conv1d(128, kernel = 3, padding = 1, activation = relu, name = "conv4")
                .flatten()
        };
        sound
            .time_distributed(features)
            .lstm(128, return_sequences = true, name = "memory")
            .relu()
            .dense(1, activation = sigmoid, name = "voice")
    }
}

/// The samples of a WAV file with one channel of 16 bits at 16 kHz, from -1 to 1.
fn samples(path: &str) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let word = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    assert_eq!((&bytes[..4], &bytes[8..16], &bytes[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
    assert_eq!((word(20), word(22), word(24), word(34)), (1, 1, 16_000, 16));
    bytes[44..].chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect()
}

/// Each chunk behind the end of the one before; before the first is silence.
fn chunks() -> Vec<[f32; CHUNK]> {
    let sound = samples(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/imported/speech.wav"));
    assert_eq!(sound.len(), CHUNKS * NEW);
    let padded = [vec![0.0; CONTEXT], sound].concat();
    padded.windows(CHUNK).step_by(NEW).map(|chunk| chunk.try_into().unwrap()).collect()
}

#[test]
fn eight_seconds_of_speech_are_heard_as_by_the_original() -> Result<(), netkiln::Error> {
    let expected = numbers(&references("silero_vad.json")["probabilities"]);
    let chunks = chunks();
    let sound = ndarray::Array4::from_shape_fn((1, CHUNKS, CHUNK, 1), |(_, t, i, _)| chunks[t][i]);
    let got = Voice::PRETRAINED.predict(&sound)?;
    assert_close(&wide(got.as_slice().unwrap()), &expected, TOLERANCE, "chunks");

    // There is something to hear: silence before, between and after the sentences, and speech for most of the time.
    let share = |speech: bool| expected.iter().filter(|&&p| (p > 0.5) == speech).count() as f64 / CHUNKS as f64;
    assert!(share(true) > 0.6 && share(false) > 0.1, "{} of speech", share(true));
    Ok(())
}

#[test]
fn a_microphone_is_heard_chunk_by_chunk() {
    let expected = numbers(&references("silero_vad.json")["probabilities"]);
    let mut state = Voice::state();
    for (chunk, expected) in chunks().iter().zip(expected) {
        let probability: &[f32; 1] = Voice::PRETRAINED.step(chunk, &mut state);
        assert_close(&wide(probability), &[expected], TOLERANCE, "a chunk");
    }
}
