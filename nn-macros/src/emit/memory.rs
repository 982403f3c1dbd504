//! The memory of inference as a picture, for the type's documentation: which buffer lies where in the arena, and when.

use super::Network;
use nn_spec::Text;
use std::fmt::Write;

/// Width of a step in the drawing, and its height for the whole arena.
const STEP: usize = 72;
const HEIGHT: usize = 180;
/// Above the steps, for their names.
const HEAD: usize = 24;
/// Width of a character of the 11 px font, generously.
const CHARACTER: usize = 7;
/// A picture of more steps than this helps nobody.
const MOST_STEPS: usize = 60;

impl Network<'_> {
    /// Lines of HTML; none where only rustc knows the sizes, where nothing is kept, or for a very large network.
    pub(super) fn memory(&self) -> Vec<String> {
        let (plan, steps) = (self.single(), self.single().moments.len());
        let Some(placed) = plan.placed.as_ref().filter(|placed| placed.scaled > 0 && (1..=MOST_STEPS).contains(&steps))
        else {
            return Vec::new();
        };
        let blocks: Vec<Block> = (0..plan.buffers.len())
            // In a stand-in after an error, nothing makes the outputs.
            .filter(|&b| placed.lens[b] > 0 && plan.buffers[b].live.0 < steps)
            .map(|b| {
                let buffer = &plan.buffers[b];
                let last = buffer.live.1.min(steps.saturating_sub(1));
                Block { label: &buffer.label, at: placed.offsets[b], len: placed.lens[b], live: (buffer.live.0, last) }
            })
            .collect();
        vec![String::new(), String::from("<div>"), draw(&plan.moments, &blocks, placed.scaled), String::from("</div>")]
    }
}

/// A buffer in its place and time.
struct Block<'a> {
    label: &'a str,
    at: usize,
    len: usize,
    live: (usize, usize),
}

fn bytes(numbers: usize) -> String {
    format!("{} B", Text::<27>::new().grouped(numbers.saturating_mul(4)).as_str())
}

/// Steps from left to right, the arena from the bottom up.
fn draw(moments: &[String], blocks: &[Block], total: usize) -> String {
    let (width, height) = (moments.len() * STEP + 1, HEAD + HEIGHT + 1);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         style=\"max-width:100%;height:auto\" font-family=\"sans-serif\" font-size=\"11\" fill=\"currentColor\" \
         stroke=\"currentColor\" text-anchor=\"middle\" role=\"img\">"
    );
    let text = |svg: &mut String, x: usize, y: usize, room: usize, text: &str| {
        let text: String = text.chars().take(room / CHARACTER).collect();
        let _ = write!(svg, "<text stroke=\"none\" x=\"{x}\" y=\"{y}\">{text}</text>");
    };
    for (step, name) in moments.iter().enumerate() {
        text(&mut svg, step * STEP + STEP / 2, HEAD - 8, STEP, name);
    }
    for block in blocks {
        // Offsets grow upwards. A thin buffer stays visible.
        let top = HEAD + HEIGHT - (block.at + block.len) * HEIGHT / total;
        let tall = (block.len * HEIGHT / total).max(2);
        let (x, wide) = (block.live.0 * STEP, (block.live.1 - block.live.0 + 1) * STEP);
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{tall}\" rx=\"2\" fill=\"currentColor\" \
             fill-opacity=\"0.1\" stroke-opacity=\"0.7\"><title>{}: {} at {}</title></rect>",
            block.label,
            bytes(block.len),
            4 * block.at
        );
        if tall >= 14 {
            text(&mut svg, x + wide / 2, top + tall / 2 + 4, wide, block.label);
        }
    }
    svg.push_str("</svg>");
    svg
}
