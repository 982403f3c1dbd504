//! Histories, filters and feature maps as pictures.

mod maps;
mod panel;

use super::feature_maps::Layer;
use super::files;
use super::{Error, History};
use crate::Scalar;
use maps::{Section, sections};
use panel::{Panel, panels};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::drawing::IntoDrawingArea;
use plotters::element::Text;
use plotters::style::{FontStyle, IntoFont, RGBColor, WHITE, register_font};
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
    let refuse = |why: &str| refused(path, why);
    let panels = panels(history);
    if panels.is_empty() {
        return Err(refuse("the history has no finite number"));
    }
    if !font() {
        return Err(refuse("the font cannot be read"));
    }
    let columns = panels.len().min(2);
    let rows = panels.len().div_ceil(columns);
    let size = (PANEL.0 * columns as u32, PANEL.1 * rows as u32);
    match extension(path).as_deref() {
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
            write_png(path, &pixels, size)
        }
        _ => Err(refuse("the extension must be svg or png")),
    }
}

/// Draws filters and feature maps into a PNG file.
pub(super) fn draw_maps<T: Scalar>(layers: &[Layer<T>], path: &Path) -> Result<(), Error> {
    let refuse = |why: &str| refused(path, why);
    let sections = sections(layers);
    if sections.is_empty() {
        return Err(refuse("no layer has filters or feature maps"));
    }
    if extension(path).as_deref() != Some("png") {
        return Err(refuse("the extension must be png"));
    }
    if !font() {
        return Err(refuse("the font cannot be read"));
    }
    let places = arrange(&sections);
    let height = places.last().map_or(0, |place| place.below) + MARGIN;
    let size = (SHEET as u32, height as u32);
    let mut pixels = vec![PAPER; SHEET * height * 3];
    titles(&mut pixels, size, &sections, &places).map_err(|why| refuse(&why))?;
    for (section, place) in sections.iter().zip(&places) {
        for (tile, &(left, top)) in section.tiles.iter().zip(&place.tiles) {
            for (y, line) in tile.pixels.chunks(tile.width.max(1)).enumerate() {
                let from = ((top + y) * SHEET + left) * 3;
                let to = pixels.get_mut(from..from + line.len() * 3).unwrap_or_default();
                to.copy_from_slice(line.as_flattened().get(..to.len()).unwrap_or_default());
            }
        }
    }
    write_png(path, &pixels, size)
}

/// A grey on which white pixels of a filter can be seen.
const PAPER: u8 = 236;
/// In pixels: the width of a sheet of feature maps, the margin round it, the space between two tiles, and what a title takes.
const SHEET: usize = 1240;
const MARGIN: usize = 20;
const GAP: usize = 6;
const TITLE: usize = 40;

/// Where a section is on the sheet.
struct Place {
    title: usize,
    tiles: Vec<(usize, usize)>,
    below: usize,
}

/// Sections one below another, tiles side by side as far as the sheet goes.
fn arrange(sections: &[Section]) -> Vec<Place> {
    let mut y = MARGIN;
    let place = |section: &Section| -> Place {
        let title = y;
        let (mut x, mut top, mut tallest) = (MARGIN, y + TITLE, 0);
        let mut tiles = Vec::new();
        for tile in &section.tiles {
            if x + tile.width > SHEET - MARGIN && x > MARGIN {
                (x, top, tallest) = (MARGIN, top + tallest + GAP, 0);
            }
            tiles.push((x, top));
            x += tile.width + GAP;
            tallest = tallest.max(tile.height);
        }
        y = top + tallest + MARGIN;
        Place { title, tiles, below: y }
    };
    sections.iter().map(place).collect()
}

fn titles(pixels: &mut [u8], size: (u32, u32), sections: &[Section], places: &[Place]) -> Result<(), String> {
    let area = BitMapBackend::with_buffer(pixels, size).into_drawing_area();
    let style = (FONT, 24).into_font().color(&RGBColor(45, 45, 45));
    for (section, place) in sections.iter().zip(places) {
        let at = (MARGIN as i32, place.title as i32 + 4);
        area.draw(&Text::new(section.title.as_str(), at, style.clone())).map_err(|error| error.to_string())?;
    }
    area.present().map_err(|error| error.to_string())
}

fn refused(path: &Path, why: &str) -> Error {
    Error::Plot { path: path.to_path_buf(), why: why.to_string() }
}

fn extension(path: &Path) -> Option<String> {
    path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase)
}

/// Makes the font known to the library that draws, once.
fn font() -> bool {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    *REGISTERED.get_or_init(|| register_font(FONT, FontStyle::Normal, include_bytes!("roboto-subset.ttf")).is_ok())
}

fn write_png(path: &Path, pixels: &[u8], size: (u32, u32)) -> Result<(), Error> {
    files::write(path, |out| {
        let mut encoder = png::Encoder::new(out, size.0, size.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(pixels)?;
        Ok(())
    })
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
