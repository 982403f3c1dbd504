//! Histories as pictures.

mod panel;

use super::files;
use super::{Error, History};
use panel::{Panel, panels};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::drawing::IntoDrawingArea;
use plotters::style::{FontStyle, WHITE, register_font};
use std::path::Path;
use std::sync::OnceLock;

/// The size of a panel, in points.
const PANEL: (u32, u32) = (560, 380);
/// Pixels of a PNG for each point: sharp on screens of today.
const SHARPNESS: u32 = 2;
/// Characters are measured, and in a PNG drawn, with the first font. An SVG only names it, and the viewer takes what it has.
const FONT: &str = "Roboto, Helvetica, Arial, sans-serif";

/// Draws a history into an SVG or PNG file.
pub(super) fn draw(history: &History, path: &Path) -> Result<(), Error> {
    let refuse = |why: &str| Error::Plot { path: path.to_path_buf(), why: why.to_string() };
    let panels = panels(history);
    if panels.is_empty() {
        return Err(refuse("the history has no finite number"));
    }
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let font = || register_font(FONT, FontStyle::Normal, include_bytes!("roboto-subset.ttf")).is_ok();
    if !REGISTERED.get_or_init(font) {
        return Err(refuse("the font cannot be read"));
    }
    let columns = panels.len().min(2);
    let rows = panels.len().div_ceil(columns);
    let size = (PANEL.0 * columns as u32, PANEL.1 * rows as u32);
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => {
            let mut text = String::new();
            picture(SVGBackend::with_string(&mut text, size), 1, (rows, columns), &panels)
                .map_err(|why| refuse(&why))?;
            files::write(path, |out| out.write_all(text.as_bytes()))
        }
        Some("png") => {
            let size = (size.0 * SHARPNESS, size.1 * SHARPNESS);
            let mut pixels = vec![0; size.0 as usize * size.1 as usize * 3];
            let backend = BitMapBackend::with_buffer(&mut pixels, size);
            picture(backend, SHARPNESS, (rows, columns), &panels).map_err(|why| refuse(&why))?;
            files::write(path, |out| {
                let mut encoder = png::Encoder::new(out, size.0, size.1);
                encoder.set_color(png::ColorType::Rgb);
                encoder.set_depth(png::BitDepth::Eight);
                encoder.write_header()?.write_image_data(&pixels)?;
                Ok(())
            })
        }
        _ => Err(refuse("the extension must be svg or png")),
    }
}

fn picture<B: DrawingBackend>(
    backend: B,
    scale: u32,
    (rows, columns): (usize, usize),
    panels: &[Panel],
) -> Result<(), String> {
    let area = backend.into_drawing_area();
    area.fill(&WHITE).map_err(|error| error.to_string())?;
    for (part, panel) in area.split_evenly((rows, columns)).iter().zip(panels) {
        panel.draw(part, scale).map_err(|error| error.to_string())?;
    }
    area.present().map_err(|error| error.to_string())
}
