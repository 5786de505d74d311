//! Points on earth in WGS-84, as satellites and Open311 have them.
//!
//! Maps of phones in China give GCJ-02, which lies up to some 700 metres aside. Who sends it says
//! so; it is converted, and kept beside the result. Sines are computed here, as those of machines
//! differ.

use std::fmt;

/// A point. Degrees are kept in millionths, some 11 centimetres: exact, and the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// East of Greenwich, in millionths of a degree.
    pub longitude: i64,
    /// North of the equator, in millionths of a degree.
    pub latitude: i64,
}

/// A point as a record has it: with what was given, where that was in GCJ-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) point: Point,
    given_gcj02: Option<Point>,
}

/// The stretch of earth that points must lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Its corner in the south-west.
    pub south_west: Point,
    /// Its corner in the north-east.
    pub north_east: Point,
}

/// What stands before a point that is given in GCJ-02, and before what was given then.
const GCJ02: &str = "gcj02";

const MILLION: f64 = 1_000_000.0;

impl Point {
    /// `87.61688,43.82663`: longitude and latitude in degrees, as a record's field holds them; what
    /// stands behind them is passed over.
    #[must_use]
    pub fn of_field(value: &str) -> Option<Self> {
        Self::pair(value.split(' ').next()?)
    }

    /// A point as it is typed.
    pub(crate) fn read(typed: &str) -> Option<Located> {
        let typed = typed.trim();
        if let Some(given) = typed.strip_prefix(GCJ02) {
            let given = Self::pair(given.trim_start_matches([':', ' ']))?;
            return Some(Located { point: given.from_gcj02(), given_gcj02: Some(given) });
        }
        // In canonical form it may hold what was given: that is converted again, not believed.
        match typed.split_once(GCJ02) {
            Some((_, given)) => Self::read(&format!("{GCJ02}{given}")),
            None => Some(Located { point: Self::pair(typed)?, given_gcj02: None }),
        }
    }

    fn pair(text: &str) -> Option<Self> {
        let (longitude, latitude) = text.split_once([',', '，', ' '])?;
        let point = Self { longitude: degrees(longitude)?, latitude: degrees(latitude)? };
        (point.longitude.abs() <= 180_000_000 && point.latitude.abs() <= 90_000_000)
            .then_some(point)
            .or_else(|| {
                // Latitude first, and the other way round it is none.
                let turned = Self { longitude: point.latitude, latitude: point.longitude };
                let fits =
                    turned.longitude.abs() <= 180_000_000 && turned.latitude.abs() <= 90_000_000;
                fits.then_some(turned)
            })
    }

    /// How far away another point is, in metres, for points of one city.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        // A degree of a great circle of the mean radius 6,371,008.8 m.
        const DEGREE_M: f64 = 111_195.08;
        let middle = degree((self.latitude + other.latitude) / 2) * std::f64::consts::PI / 180.0;
        let east = degree(self.longitude - other.longitude) * DEGREE_M * cosine(middle);
        let north = degree(self.latitude - other.latitude) * DEGREE_M;
        (east * east + north * north).sqrt()
    }

    /// The point in WGS-84 of one in GCJ-02. The way there is known; the way back is found by going
    /// there again and again.
    #[must_use]
    pub fn from_gcj02(self) -> Self {
        let mut found = self;
        for _ in 0..6 {
            let there = found.to_gcj02();
            found.longitude -= there.longitude - self.longitude;
            found.latitude -= there.latitude - self.latitude;
        }
        found
    }

    /// The point in GCJ-02 of one in WGS-84; outside of China it is the same.
    #[must_use]
    pub fn to_gcj02(self) -> Self {
        // The ellipsoid of Krasovsky (1940), on which the shift is defined.
        const AXIS_M: f64 = 6_378_245.0;
        const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
        const PI: f64 = std::f64::consts::PI;
        let (x, y) = (degree(self.longitude), degree(self.latitude));
        if !(72.004..=137.8347).contains(&x) || !(0.8293..=55.8271).contains(&y) {
            return self;
        }
        let (x, y) = (x - 105.0, y - 35.0);
        let root = x.abs().sqrt();
        let wave = |of: f64, waves: [(f64, f64); 2]| {
            let sum: f64 = waves.iter().map(|(high, long)| high * sine(of * PI / long)).sum();
            sum * 2.0 / 3.0
        };
        let both = wave(x, [(20.0, 1.0 / 6.0), (20.0, 0.5)]);
        let north = -100.0
            + 2.0 * x
            + 3.0 * y
            + 0.2 * y * y
            + 0.1 * x * y
            + 0.2 * root
            + both
            + wave(y, [(20.0, 1.0), (40.0, 3.0)])
            + wave(y, [(160.0, 12.0), (320.0, 30.0)]);
        let east = 300.0
            + x
            + 2.0 * y
            + 0.1 * x * x
            + 0.1 * x * y
            + 0.1 * root
            + both
            + wave(x, [(20.0, 1.0), (40.0, 3.0)])
            + wave(x, [(150.0, 12.0), (300.0, 30.0)]);
        let radians = degree(self.latitude) * PI / 180.0;
        let bend = 1.0 - ECCENTRICITY_2 * sine(radians) * sine(radians);
        let north = north * 180.0 * bend * bend.sqrt() / (AXIS_M * (1.0 - ECCENTRICITY_2) * PI);
        let east = east * 180.0 * bend.sqrt() / (AXIS_M * cosine(radians) * PI);
        Self {
            longitude: self.longitude + millionths(east),
            latitude: self.latitude + millionths(north),
        }
    }
}

impl Located {
    /// The same with its numbers the other way round, if that is a point too.
    pub(crate) fn turned(self) -> Option<Self> {
        let turn = |it: Point| Point { longitude: it.latitude, latitude: it.longitude };
        let turned = match self.given_gcj02 {
            Some(given) => {
                let given = turn(given);
                Self { point: given.from_gcj02(), given_gcj02: Some(given) }
            }
            None => Self { point: turn(self.point), given_gcj02: None },
        };
        (turned.point.latitude.abs() <= 90_000_000).then_some(turned)
    }
}

impl Bounds {
    /// Whether a point lies in it.
    #[must_use]
    pub fn holds(self, point: Point) -> bool {
        let Self { south_west, north_east } = self;
        (south_west.longitude..=north_east.longitude).contains(&point.longitude)
            && (south_west.latitude..=north_east.latitude).contains(&point.latitude)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", decimal(self.longitude), decimal(self.latitude))
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.point)?;
        match self.given_gcj02 {
            Some(given) => write!(f, " {GCJ02} {given}"),
            None => Ok(()),
        }
    }
}

/// Degrees as typed, to the nearest millionth.
fn degrees(text: &str) -> Option<i64> {
    let number: rust_decimal::Decimal = text.trim().parse().ok()?;
    let millionths = number.checked_mul(1_000_000.into())?.round();
    i64::try_from(millionths).ok()
}

/// Degrees in decimals, without zeros behind.
fn decimal(millionths: i64) -> String {
    rust_decimal::Decimal::new(millionths, 6).normalize().to_string()
}

#[expect(clippy::cast_precision_loss, reason = "millionths of degrees are far below 2^52")]
fn degree(millionths: i64) -> f64 {
    millionths as f64 / MILLION
}

#[expect(clippy::cast_possible_truncation, reason = "a shift is a small part of a degree")]
fn millionths(degrees: f64) -> i64 {
    (degrees * MILLION).round() as i64
}

/// The sine by its series, which is the same on every machine.
fn sine(x: f64) -> f64 {
    let turn = 2.0 * std::f64::consts::PI;
    let x = x - turn * (x / turn).round();
    let (mut term, mut sum) = (x, x);
    for n in 1..15 {
        let n = f64::from(2 * n);
        term *= -x * x / (n * (n + 1.0));
        sum += term;
    }
    sum
}

fn cosine(x: f64) -> f64 {
    sine(x + std::f64::consts::FRAC_PI_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Point {
        Point::of_field(text).expect("a point")
    }

    #[test]
    fn a_point_is_read_as_people_and_programs_write_it() {
        for (typed, canonical) in [
            ("87.616880,43.826630", "87.61688,43.82663"),
            (" 87.6，43.8 ", "87.6,43.8"),
            ("43.8, 117.6", "117.6,43.8"),
            ("117.6 43.8", "117.6,43.8"),
        ] {
            let read = Point::read(typed).map(|it| it.to_string());
            assert_eq!(read.as_deref(), Some(canonical), "{typed}");
        }
        for typed in ["", "87.6", "a,b", "187,95", "1e3,5"] {
            assert_eq!(Point::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn gcj02_goes_there_and_back_and_keeps_what_was_given() {
        // The published example of the shift: Beijing, Tiananmen, some 550 metres to the east.
        let there = point("116.397477,39.908692").to_gcj02();
        let metres = there.metres_to(point("116.397477,39.908692"));
        assert!((500.0..620.0).contains(&metres), "{metres}");
        for text in ["116.397477,39.908692", "87.616880,43.826630", "121.473701,31.230416"] {
            let back = point(text).to_gcj02().from_gcj02();
            assert!(back.metres_to(point(text)) < 0.5, "{text}: {back}");
        }
        assert_eq!(point("2.35,48.85").to_gcj02(), point("2.35,48.85"), "outside of China");
        let located = Point::read("gcj02 87.62,43.83").expect("reads").to_string();
        let (converted, given) = located.split_once(" gcj02 ").expect("keeps what was given");
        assert!(given == "87.62,43.83" && converted != given, "{located}");
        assert_eq!(Point::read(&located).map(|it| it.to_string()), Some(located), "canonical");
    }

    #[test]
    fn metres_are_those_of_the_globe() {
        let north = point("87.6,43.8").metres_to(point("87.6,43.801"));
        let east = point("87.6,43.8").metres_to(point("87.601,43.8"));
        assert!((111.0..111.4).contains(&north) && (80.0..80.5).contains(&east), "{north} {east}");
        assert!((sine(1.0) - 0.841_470_984_807_896_5).abs() < 1e-12);
    }
}
