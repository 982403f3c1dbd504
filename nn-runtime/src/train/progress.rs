//! What is shown while training.

use super::callbacks::{Callback, Context};
use super::{Error, Scores};
use std::io::{IsTerminal, stderr};
use std::time::Instant;

/// What is shown while training, on the standard error stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Verbosity {
    /// A bar on a terminal, else a line for each epoch.
    #[default]
    Auto,
    /// Nothing.
    Silent,
    /// A line for each epoch.
    Lines,
    /// A bar for each epoch, which leaves a line behind. Needs the feature `progress`; without it, lines.
    Bar,
}

/// Shows how a training goes.
pub(super) struct Progress {
    verbosity: Verbosity,
    start: Instant,
    #[cfg(feature = "progress")]
    bar: bar::Bar,
}

impl Progress {
    pub fn new(verbosity: Verbosity) -> Progress {
        let verbosity = match verbosity {
            Verbosity::Auto if stderr().is_terminal() => Verbosity::Bar,
            Verbosity::Auto => Verbosity::Lines,
            asked => asked,
        };
        Progress {
            verbosity,
            start: Instant::now(),
            #[cfg(feature = "progress")]
            bar: bar::Bar::new(),
        }
    }
}

impl Callback for Progress {
    fn on_epoch_begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        self.start = Instant::now();
        #[cfg(feature = "progress")]
        if self.verbosity == Verbosity::Bar {
            self.bar.begin(context);
        }
        let _ = context;
        Ok(())
    }

    fn on_batch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        #[cfg(feature = "progress")]
        if self.verbosity == Verbosity::Bar {
            self.bar.show(context);
        }
        let _ = context;
        Ok(())
    }

    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if self.verbosity == Verbosity::Silent {
            return Ok(());
        }
        #[cfg(feature = "progress")]
        if self.verbosity == Verbosity::Bar {
            self.bar.end();
        }
        let seconds = self.start.elapsed().as_secs_f64();
        let place = (context.epoch() + 1, context.epochs());
        eprintln!("{}", line(place, context.samples(), seconds, context.scores()));
        Ok(())
    }
}

/// `Epoch  3/20  1.2 s  48,000 samples/s  loss 0.1234 - accuracy 0.9700`
fn line((epoch, epochs): (usize, usize), samples: usize, seconds: f64, scores: &Scores) -> String {
    let width = epochs.to_string().len();
    let speed = grouped((samples as f64 / seconds.max(1e-9)) as u64);
    format!("Epoch {epoch:>width$}/{epochs}  {seconds:.1} s  {speed} samples/s  {scores}")
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(feature = "progress")]
mod bar {
    use crate::train::Context;
    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
    use std::time::{Duration, Instant};

    /// How often scores are written beside the bar.
    const PERIOD: Duration = Duration::from_millis(100);

    /// Where the number of batches is known, and where it is not.
    const MEASURED: &str = "{prefix}  {bar:24.cyan/dim}  {percent:>3} %  {per_sec}  {eta} left  {msg}";
    const COUNTED: &str = "{prefix}  {human_pos} samples  {per_sec}  {msg}";

    /// A bar for an epoch, by samples.
    pub struct Bar {
        bar: Option<ProgressBar>,
        shown: Instant,
    }

    impl Bar {
        pub fn new() -> Bar {
            Bar { bar: None, shown: Instant::now() }
        }

        pub fn begin(&mut self, context: &Context<'_>) {
            let width = context.epochs().to_string().len();
            let bar = ProgressBar::with_draw_target(len(context), ProgressDrawTarget::stderr());
            let template = if context.batches().is_some() { MEASURED } else { COUNTED };
            if let Ok(style) = ProgressStyle::with_template(template) {
                let style = style.progress_chars("━╸─").with_key("per_sec", per_second);
                bar.set_style(style);
            }
            bar.set_prefix(format!("Epoch {:>width$}/{}", context.epoch() + 1, context.epochs()));
            self.bar = Some(bar);
        }

        pub fn show(&mut self, context: &Context<'_>) {
            let Some(bar) = &self.bar else { return };
            if let Some(len) = len(context) {
                bar.set_length(len);
            }
            bar.set_position(context.samples() as u64);
            if self.shown.elapsed() > PERIOD {
                bar.set_message(context.scores().to_string());
                self.shown = Instant::now();
            }
        }

        pub fn end(&mut self) {
            if let Some(bar) = self.bar.take() {
                bar.finish_and_clear();
            }
        }
    }

    /// How many samples the epoch will have, should its batches go on being as large as they were so far.
    fn len(context: &Context<'_>) -> Option<u64> {
        let (samples, batches) = (context.samples() as u64, context.batches()? as u64);
        let all = samples.saturating_mul(batches) / (context.batch() as u64 + 1);
        // Before the first batch it is at its beginning, not at its end.
        Some(all.max(samples).max(1))
    }

    fn per_second(state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write) {
        // A failed write only leaves the speed out.
        let _ = write!(out, "{} samples/s", super::grouped(state.per_sec() as u64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_it_all() {
        let scores: Scores = [("loss", 0.12345), ("val_accuracy", 0.97)].into_iter().collect();
        let text = line((3, 20), 60_000, 1.25, &scores);
        assert_eq!(text, "Epoch  3/20  1.2 s  48,000 samples/s  loss 0.1235 - val_accuracy 0.9700");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(7), "7");
    }
}
