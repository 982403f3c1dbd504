//! The memory of inference, step by step, for the type's documentation.

use super::Network;
use crate::plan::Region;
use nn_spec::Text;

/// Where the column of bytes ends, and where that of buffers starts.
const COLUMNS: (usize, usize) = (42, 44);

impl Network<'_> {
    /// A line for each step: how many bytes are in use while it runs, and whose outputs they are.
    pub(super) fn timeline(&self) -> Vec<String> {
        let plan = self.single();
        let live = |step: usize| {
            plan.region(Region::Scaled).filter(move |(_, buffer)| buffer.live.0 <= step && step <= buffer.live.1)
        };
        let bytes = |step: usize| plan.placed.as_ref().map(|placed| 4 * placed.taken(live(step).map(|(b, _)| b)));
        let peak = (0..plan.moments.len()).filter_map(bytes).max();
        let line = |step: &str, bytes: &str, buffers: &str| {
            let width = COLUMNS.0.saturating_sub(step.chars().count());
            format!(" {step}{bytes:>width$}{:gap$}{buffers}", "", gap = COLUMNS.1 - COLUMNS.0)
        };
        let mut lines = vec![line("Step", "Bytes in use", "Outputs in memory")];
        for (step, name) in plan.moments.iter().enumerate() {
            let size = match bytes(step) {
                Some(bytes) => Text::<27>::new().grouped(bytes).as_str().to_owned(),
                None => String::from("(const)"),
            };
            let mut owners: Vec<&str> = live(step).map(|(_, buffer)| buffer.label.as_str()).collect();
            owners.dedup();
            let mark = if peak.is_some() && bytes(step) == peak { " (peak)" } else { "" };
            lines.push(line(name, &size, &(owners.join(", ") + mark)));
        }
        lines
    }
}
