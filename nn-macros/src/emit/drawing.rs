//! The graph as an SVG for the type's documentation, in the colours of whatever theme shows it.

use super::Network;
use super::diagram::Diagram;
use std::fmt::Write;

const BOX_HEIGHT: usize = 42;
const LEVEL: usize = 74;
const GAP: usize = 24;
/// Width of a character of the 13 px font, generously.
const CHARACTER: usize = 8;
/// A drawing of more boxes than this helps nobody; the table and the Mermaid source stay.
const MOST_BOXES: usize = 60;

impl Network<'_> {
    /// Lines of HTML; none for a very large network.
    pub(super) fn drawing(&self) -> Vec<String> {
        let diagram = self.boxes();
        if diagram.boxes.len() > MOST_BOXES {
            return Vec::new();
        }
        draw(&diagram)
    }
}

fn draw(diagram: &Diagram) -> Vec<String> {
    let levels = levels(diagram);
    let width = |b: usize| {
        let item = &diagram.boxes[b];
        item.title.chars().count().max(item.shape.chars().count()) * CHARACTER + 24
    };
    let rows = levels.iter().copied().max().unwrap_or(0) + 1;
    let row_width = |level: usize| -> usize {
        let members = (0..levels.len()).filter(|&b| levels[b] == level);
        members.map(|b| width(b) + GAP).sum::<usize>().saturating_sub(GAP)
    };
    let widest = (0..rows).map(row_width).max().unwrap_or(0);
    // Room on the right for edges that skip levels.
    let total = widest + widest / 4 + 2 * GAP + 60;
    let mut centre = vec![0; levels.len()];
    for level in 0..rows {
        let mut x = GAP + (widest - row_width(level)) / 2;
        for b in (0..levels.len()).filter(|&b| levels[b] == level) {
            centre[b] = x + width(b) / 2;
            x += width(b) + GAP;
        }
    }
    let height = rows * LEVEL + GAP - (LEVEL - BOX_HEIGHT);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {total} {height}\" width=\"{total}\" height=\"{height}\" \
         style=\"max-width:100%;height:auto\" font-family=\"sans-serif\" font-size=\"13\" fill=\"currentColor\" \
         stroke=\"currentColor\" text-anchor=\"middle\" role=\"img\">"
    );
    for &(from, to) in &diagram.edges {
        let (x1, y1) = (centre[from], levels[from] * LEVEL + BOX_HEIGHT + GAP / 2);
        let (x2, y2) = (centre[to], levels[to] * LEVEL + GAP / 2);
        let bend = (y2.saturating_sub(y1)) / 2;
        if levels[to] > levels[from] + 1 {
            // Past the boxes between: from side to side.
            let (x1, y1) = (x1 + width(from) / 2, y1 - BOX_HEIGHT / 2);
            let (x2, y2) = (x2 + width(to) / 2, y2 + BOX_HEIGHT / 2);
            let aside = GAP + widest / 2 + centre[from].max(centre[to]);
            let _ = write!(
                svg,
                "<path fill=\"none\" stroke-opacity=\"0.6\" d=\"M{x1} {y1} C{aside} {y1} {aside} {y2} {x2} {y2}\"/>\
                 <path stroke=\"none\" fill-opacity=\"0.6\" d=\"M{x2} {y2} l7 -4 v8 z\"/>"
            );
            continue;
        }
        let _ = write!(
            svg,
            "<path fill=\"none\" stroke-opacity=\"0.6\" d=\"M{x1} {y1} C{x1} {} {x2} {} {x2} {y2}\"/>\
             <path stroke=\"none\" fill-opacity=\"0.6\" d=\"M{x2} {y2} l-4 -7 h8 z\"/>",
            y1 + bend,
            y2 - bend
        );
    }
    for (b, item) in diagram.boxes.iter().enumerate() {
        let (w, y) = (width(b), levels[b] * LEVEL + GAP / 2);
        let radius = if item.end { BOX_HEIGHT / 2 } else { 5 };
        let _ = write!(
            svg,
            "<rect x=\"{}\" y=\"{y}\" width=\"{w}\" height=\"{BOX_HEIGHT}\" rx=\"{radius}\" fill=\"currentColor\" \
             fill-opacity=\"0.06\" stroke-opacity=\"0.7\"/>",
            centre[b] - w / 2
        );
        let lines = if item.shape.is_empty() { 26 } else { 18 };
        let _ = write!(svg, "<text stroke=\"none\" x=\"{}\" y=\"{}\">{}</text>", centre[b], y + lines, item.title);
        if !item.shape.is_empty() {
            let _ = write!(
                svg,
                "<text stroke=\"none\" fill-opacity=\"0.7\" font-size=\"11\" x=\"{}\" y=\"{}\">{}</text>",
                centre[b],
                y + 34,
                item.shape
            );
        }
    }
    svg.push_str("</svg>");
    vec![String::from("<div>"), svg, String::from("</div>")]
}

/// How many edges lead to each box at the most.
fn levels(diagram: &Diagram) -> Vec<usize> {
    let mut levels = vec![0; diagram.boxes.len()];
    // Edges are in the order of the boxes they lead to, and every box stands behind those that lead to it.
    for &(from, to) in &diagram.edges {
        levels[to] = levels[to].max(levels[from] + 1);
    }
    levels
}
