//! A figure: a value for each round, and of these the median, the least and the most.

use std::fmt::Write;

/// Something that was measured.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    /// What it was measured on, or what it is a ratio of.
    pub(crate) basis: String,
    samples: Vec<f64>,
    bound: Option<Bound>,
}

/// What a figure must keep to be accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, samples: Vec<f64>) -> Self {
        Self { name: name.into(), unit, basis: String::new(), samples, bound: None }
    }

    pub(crate) fn on(mut self, basis: impl Into<String>) -> Self {
        self.basis = basis.into();
        self
    }

    pub(crate) fn bound(mut self, bound: Bound) -> Self {
        self.bound = Some(bound);
        self
    }

    pub(crate) fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// Its line of the table: name, median, least, most, unit, basis.
    pub(crate) fn row(&self) -> String {
        let least = self.samples.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.samples.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [median, least, most] = [self.median(), least, most].map(text);
        let Self { name, unit, basis, .. } = self;
        format!("| {name} | **{median}** | {least} | {most} | {unit} | {basis} |\n")
    }

    /// Whether its median keeps the bound, in words; `None` if it has none.
    pub(crate) fn verdict(&self) -> Option<String> {
        let (holds, wanted) = match self.bound? {
            Bound::AtLeast(bound) => (self.median() >= bound, format!("at least {}", text(bound))),
            Bound::AtMost(bound) => (self.median() <= bound, format!("at most {}", text(bound))),
        };
        let verdict = if holds { "holds" } else { "does not hold" };
        Some(format!("{verdict}: {} is {}, {wanted}", self.name, text(self.median())))
    }
}

/// The middle one of these, or the mean of the two in the middle.
pub(crate) fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.get(middle.wrapping_sub(1))) {
        (Some(upper), Some(lower)) if sorted.len().is_multiple_of(2) => (upper + lower) / 2.0,
        (Some(middle), _) => *middle,
        (None, _) => f64::NAN,
    }
}

/// A number with three digits that matter, thousands apart.
fn text(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    let plain = format!("{value:.digits$}");
    let whole = plain.split('.').next().unwrap_or_default();
    let mut spaced = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            spaced.push(' ');
        }
        let _ = write!(spaced, "{digit}");
    }
    spaced + &plain[whole.len()..]
}
