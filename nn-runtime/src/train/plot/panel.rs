//! One score over the epochs, beside its validation twin.

use super::FONT;
use crate::train::History;
use crate::train::scores::short;
use plotters::backend::DrawingBackend;
use plotters::chart::{ChartBuilder, SeriesLabelPosition};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, EmptyElement, PathElement, Text};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle, WHITE};
use std::ops::Range;

/// Blue and orange that colour-blind people, and printers, tell apart (Okabe & Ito 2008).
const TRAINING: RGBColor = RGBColor(0, 114, 178);
const VALIDATION: RGBColor = RGBColor(213, 94, 0);
const TEXT: RGBColor = RGBColor(45, 45, 45);
const FAINT: RGBColor = RGBColor(228, 228, 228);
const AXIS: RGBColor = RGBColor(150, 150, 150);

/// A score and its validation twin.
pub(super) struct Panel {
    title: String,
    curves: Vec<Curve>,
}

struct Curve {
    name: &'static str,
    color: RGBColor,
    /// Runs of finite values: a NaN leaves a gap.
    runs: Vec<Vec<(f64, f64)>>,
    /// The best value and its epoch.
    best: Option<(f64, f64)>,
}

/// A panel for each score that has a finite value.
pub(super) fn panels(history: &History) -> Vec<Panel> {
    let bases = history.names().filter(|name| !name.starts_with("val_"));
    let panel = |title: &str| {
        let twin = format!("val_{title}");
        let curves = [(title, "training", TRAINING), (&twin, "validation", VALIDATION)];
        let curves = curves.into_iter().filter_map(|(score, name, color)| {
            let values = history.get(score)?;
            let points: Vec<_> =
                history.epochs().iter().map(|&epoch| epoch as f64).zip(values.iter().copied()).collect();
            let runs: Vec<Vec<(f64, f64)>> = points
                .split(|(_, value)| !value.is_finite())
                .filter(|run| !run.is_empty())
                .map(<[_]>::to_vec)
                .collect();
            let best = history.best(score).filter(|(_, value)| value.is_finite());
            let best = best.filter(|_| score == twin).map(|(epoch, value)| (epoch as f64, value));
            Some(Curve { name, color, runs, best })
        });
        let curves: Vec<Curve> = curves.filter(|curve| !curve.runs.is_empty()).collect();
        (!curves.is_empty()).then(|| Panel { title: title.to_string(), curves })
    };
    bases.filter_map(panel).collect()
}

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

impl Panel {
    /// Draws the panel, everything `scale` times as large.
    pub fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>, scale: u32) -> Drawn<B> {
        let font = |size: u32| (FONT, size * scale).into_font().color(&TEXT);
        let line =
            |color: RGBColor, width: u32| ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: width };
        let (epochs, values) = self.ranges();
        let mut chart = ChartBuilder::on(area)
            .margin(14 * scale)
            .caption(self.title.replace('_', " "), font(19))
            .x_label_area_size(38 * scale)
            .y_label_area_size(58 * scale)
            .build_cartesian_2d(epochs.clone(), values)?;
        chart
            .configure_mesh()
            .x_labels(labels(&epochs))
            .y_labels(7)
            .x_label_formatter(&|epoch| format!("{epoch:.0}"))
            .y_label_formatter(&tick)
            .x_desc("epoch")
            .label_style(font(13))
            .axis_desc_style(font(14))
            .axis_style(line(AXIS, scale))
            .bold_line_style(line(FAINT, scale))
            .light_line_style(WHITE)
            .disable_x_mesh()
            .draw()?;
        for curve in &self.curves {
            let style = line(curve.color, 2 * scale);
            for (i, run) in curve.runs.iter().enumerate() {
                // A single point makes no line.
                if let [point] = run.as_slice() {
                    chart.draw_series([Circle::new(*point, 3 * scale, curve.color.filled())])?;
                }
                let drawn = chart.draw_series(LineSeries::new(run.iter().copied(), style))?;
                if i == 0 {
                    let sample = move |(x, y)| PathElement::new(vec![(x, y), (x + 18 * scale as i32, y)], style);
                    drawn.label(curve.name).legend(sample);
                }
            }
            if let Some(best) = curve.best {
                // The text goes to the side where there is room.
                let late = best.0 > f64::midpoint(epochs.start, epochs.end);
                let (anchor, shift) = if late { (HPos::Right, -8) } else { (HPos::Left, 8) };
                let style = TextStyle::from((FONT, 13 * scale).into_font()).color(&curve.color);
                let style = style.pos(Pos::new(anchor, VPos::Bottom));
                let place = (shift * scale as i32, -6 * scale as i32);
                let mark = EmptyElement::at(best)
                    + Circle::new((0, 0), 4 * scale, curve.color.filled())
                    + Text::new(format!("best {}", short(best.1)), place, style);
                chart.draw_series([mark])?;
            }
        }
        // What a single curve is, the title says.
        if self.curves.len() < 2 {
            return Ok(());
        }
        chart
            .configure_series_labels()
            .position(if self.rises() { SeriesLabelPosition::LowerRight } else { SeriesLabelPosition::UpperRight })
            .label_font(font(13))
            .background_style(WHITE.mix(0.85))
            .legend_area_size(24 * scale)
            .margin(8 * scale)
            .draw()
    }

    /// The epochs, and the values with some air above and below.
    fn ranges(&self) -> (Range<f64>, Range<f64>) {
        let points = || self.curves.iter().flat_map(|curve| &curve.runs).flatten();
        let bounds = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (first, last) = bounds(&mut points().map(|point| point.0));
        let (low, high) = bounds(&mut points().map(|point| point.1));
        // A single epoch, or values all the same, still need a range.
        let last = if last > first { last } else { first + 1.0 };
        let air = if high > low { 0.06 * (high - low) } else { (0.1 * high.abs()).max(1e-6) };
        (first..last, low - air..high + air)
    }

    /// Whether the last value is above the first: then there is room below.
    fn rises(&self) -> bool {
        let ends =
            self.curves.first().and_then(|curve| Some((curve.runs.first()?.first()?, curve.runs.last()?.last()?)));
        ends.is_some_and(|(first, last)| last.1 > first.1)
    }
}

/// How many epochs are written below the axis: no more than there are.
fn labels(epochs: &Range<f64>) -> usize {
    ((epochs.end - epochs.start) as usize + 1).min(10)
}

/// A value beside the axis: as many digits as tell two of them apart, and none that tell nothing.
fn tick(value: &f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(*value);
    match rounded.abs() {
        0.0 | 1e-4..1e6 => format!("{rounded}"),
        _ => format!("{rounded:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::tick;

    #[test]
    fn ticks_have_the_digits_they_need() {
        let ticks = [0.0, 1.0, 0.80000000001, 0.00105, 0.00095, -0.3, 12_500.0, 1e-5, 2.5e7].map(|value| tick(&value));
        assert_eq!(ticks, ["0", "1", "0.8", "0.00105", "0.00095", "-0.3", "12500", "1e-5", "2.5e7"]);
    }
}
