//! Keeping a record, and stopping when numbers fail.

use super::{Callback, Context};
use crate::train::{Error, files};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Writes the scores of each epoch as a line of comma-separated values. Keras' `CSVLogger`.
///
/// The file is replaced as a whole after each epoch, so that it is never found with half a line.
#[derive(Clone, Debug)]
pub struct CsvLogger {
    path: PathBuf,
    separator: char,
    append: bool,
    names: Vec<String>,
    text: String,
}

impl CsvLogger {
    /// Writes to that file, replacing what it held.
    pub fn new(path: impl Into<PathBuf>) -> CsvLogger {
        CsvLogger { path: path.into(), separator: ',', append: false, names: Vec::new(), text: String::new() }
    }

    /// Sets what stands between values.
    #[must_use]
    pub fn separator(mut self, separator: char) -> CsvLogger {
        self.separator = separator;
        self
    }

    /// Keeps what the file holds, and goes on behind it.
    #[must_use]
    pub fn append(mut self) -> CsvLogger {
        self.append = true;
        self
    }

    fn line(&self, fields: impl Iterator<Item = String>) -> String {
        let fields: Vec<String> = fields.collect();
        fields.join(&self.separator.to_string()) + "\n"
    }
}

impl Callback for CsvLogger {
    fn on_train_begin(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        self.text.clear();
        self.names.clear();
        if self.append {
            match fs::read_to_string(&self.path) {
                Ok(text) => self.text = text,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(source) => return Err(Error::File { path: self.path.clone(), source }),
            }
            let first = self.text.lines().next().unwrap_or("");
            self.names = first.split(self.separator).skip(1).map(str::to_string).collect();
        }
        Ok(())
    }

    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if self.names.is_empty() {
            self.names = context.scores().names().map(str::to_string).collect();
            let header = std::iter::once(String::from("epoch")).chain(self.names.iter().cloned());
            self.text += &self.line(header);
        }
        let value = |name: &String| context.scores().get(name).map_or(String::from("NA"), |value| value.to_string());
        let fields = std::iter::once(context.epoch().to_string()).chain(self.names.iter().map(value));
        let line = self.line(fields);
        self.text += &line;
        files::write(&self.path, |out| out.write_all(self.text.as_bytes()))
    }
}

/// Ends the training when the loss is NaN or infinite. Keras' `TerminateOnNaN`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TerminateOnNan;

impl Callback for TerminateOnNan {
    fn on_batch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let loss = context.scores().loss();
        if !loss.is_finite() {
            let (epoch, batch) = (context.epoch() + 1, context.batch() + 1);
            context.stop(format!("the loss is {loss} in batch {batch} of epoch {epoch}"));
        }
        Ok(())
    }
}
