//! Curves over a number, several in a panel and panels side by side, as SVG or PNG.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::chart::{ChartBuilder, SeriesLabelPosition};
use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::series::LineSeries;
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, WHITE, register_font};

/// The size of a panel, in points, and pixels of a PNG for each point.
const PANEL: (u32, u32) = (620, 400);
const SHARPNESS: u32 = 2;
/// A PNG is drawn with the first, which the library has for its own pictures.
const FONT: &str = "Roboto, Helvetica, Arial, sans-serif";
/// Colours that colour-blind people tell apart (Okabe & Ito 2008).
const COLORS: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];
const TEXT: RGBColor = RGBColor(45, 45, 45);
const FAINT: RGBColor = RGBColor(228, 228, 228);

/// One panel.
#[derive(Debug, Clone)]
pub struct Panel {
    /// Above it.
    pub title: String,
    /// Below the horizontal axis.
    pub x: String,
    /// Beside the vertical axis.
    pub y: String,
    /// Names, and points from left to right; a NaN leaves a gap.
    pub curves: Vec<(String, Vec<(f64, f64)>)>,
}

/// Draws panels side by side into `path`, which ends in `.svg` or `.png`.
///
/// # Errors
/// When the path ends otherwise or cannot be written, or there is nothing to draw.
pub fn draw(panels: &[Panel], path: &Path) -> Result<()> {
    let font = include_bytes!("../../../nn-runtime/src/train/plot/roboto-subset.ttf");
    register_font(FONT, FontStyle::Normal, font).map_err(|_| anyhow!("the font cannot be read"))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let size = (PANEL.0 * panels.len() as u32, PANEL.1);
    let cannot = || format!("cannot write {}", path.display());
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => {
            let mut text = String::new();
            paint(SVGBackend::with_string(&mut text, size), 1, panels)?;
            fs::write(path, text).with_context(cannot)
        }
        Some("png") => {
            let size = (size.0 * SHARPNESS, size.1 * SHARPNESS);
            let mut pixels = vec![0; size.0 as usize * size.1 as usize * 3];
            paint(BitMapBackend::with_buffer(&mut pixels, size), SHARPNESS, panels)?;
            let mut encoder = png::Encoder::new(fs::File::create(path).with_context(cannot)?, size.0, size.1);
            encoder.set_color(png::ColorType::Rgb);
            encoder.write_header()?.write_image_data(&pixels).with_context(cannot)
        }
        _ => bail!("{}: a picture ends in .svg or .png", path.display()),
    }
}

fn paint<B: DrawingBackend>(backend: B, scale: u32, panels: &[Panel]) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| anyhow!("cannot draw: {error}");
    let area = backend.into_drawing_area();
    area.fill(&WHITE).map_err(|error| failed(&error))?;
    for (part, panel) in area.split_evenly((1, panels.len())).iter().zip(panels) {
        let points = || panel.curves.iter().flat_map(|(_, points)| points).filter(|point| point.1.is_finite());
        let bounds = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (left, right) = bounds(&mut points().map(|point| point.0));
        let (low, high) = bounds(&mut points().map(|point| point.1));
        if left >= right || low >= high {
            bail!("nothing to draw for {}", panel.title);
        }
        // Room above for the names of the curves.
        let rows = low - 0.05 * (high - low)..high + (0.05 + 0.07 * panel.curves.len() as f64) * (high - low);
        let font = |size: u32| (FONT, size * scale).into_font().color(&TEXT);
        let line =
            |color: RGBColor, width: u32| ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: width };
        let mut chart = ChartBuilder::on(part)
            .margin(14 * scale)
            .caption(&panel.title, font(18))
            .x_label_area_size(38 * scale)
            .y_label_area_size(50 * scale)
            .build_cartesian_2d(left..right, rows)
            .map_err(|error| failed(&error))?;
        chart
            .configure_mesh()
            .x_label_formatter(&|x| format!("{x:.0}"))
            .y_label_formatter(&|y| format!("{y:.1}").trim_end_matches(".0").replace('-', "\u{2212}"))
            .x_desc(&panel.x)
            .y_desc(&panel.y)
            .label_style(font(13))
            .axis_desc_style(font(14))
            .axis_style(line(TEXT, scale))
            .bold_line_style(line(FAINT, scale))
            .light_line_style(WHITE)
            .disable_x_mesh()
            .draw()
            .map_err(|error| failed(&error))?;
        for ((name, points), color) in panel.curves.iter().zip(COLORS.into_iter().cycle()) {
            let style = line(color, 2 * scale);
            let runs = points.split(|point| !point.1.is_finite()).filter(|run| !run.is_empty());
            for (i, run) in runs.enumerate() {
                let drawn = chart.draw_series(LineSeries::new(run.iter().copied(), style));
                let drawn = drawn.map_err(|error| failed(&error))?;
                if i == 0 {
                    drawn
                        .label(name)
                        .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 18 * scale as i32, y)], style));
                }
            }
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(font(13))
            .background_style(WHITE.mix(0.85))
            .legend_area_size(24 * scale)
            .margin(6 * scale)
            .draw()
            .map_err(|error| failed(&error))?;
    }
    area.present().map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_drawn_and_mistakes_are_named() {
        let folder = std::env::temp_dir().join(format!("netkiln-chart-{}", std::process::id()));
        let curve = vec![(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0), (3.0, 2.0)];
        let panel = Panel {
            title: "title".into(),
            x: "hours".into(),
            y: "degrees".into(),
            curves: vec![("measured".into(), curve)],
        };
        draw(std::slice::from_ref(&panel), &folder.join("a.svg")).unwrap();
        draw(&[panel.clone(), panel.clone()], &folder.join("a.png")).unwrap();
        let text = fs::read_to_string(folder.join("a.svg")).unwrap();
        assert!(["title", "hours", "degrees", "measured"].iter().all(|word| text.contains(word)));
        assert!(fs::metadata(folder.join("a.png")).unwrap().len() > 1000);
        assert!(draw(std::slice::from_ref(&panel), &folder.join("a.gif")).is_err());
        let nothing = Panel { curves: vec![], ..panel };
        assert!(draw(&[nothing], &folder.join("b.svg")).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
