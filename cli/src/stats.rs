//! How long messages took.

use std::time::Duration;

/// Counts of durations, in steps of at most 3 %: 32 steps for each doubling.
#[derive(Clone)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
    max: u64,
}

const STEPS: u32 = 5;

impl Histogram {
    pub(crate) fn new() -> Self {
        Histogram { counts: vec![0; ((64 - STEPS as usize + 1) << STEPS) + 1], total: 0, max: 0 }
    }

    pub(crate) fn record(&mut self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        if let Some(count) = self.counts.get_mut(step(nanos)) {
            *count += 1;
        }
        self.total += 1;
        self.max = self.max.max(nanos);
    }

    pub(crate) fn merge(&mut self, other: &Histogram) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
        self.max = self.max.max(other.max);
    }

    /// The duration that a part of all, from 0 to 1, do not pass.
    pub(crate) fn quantile(&self, part: f64) -> Duration {
        let wanted = (self.total as f64 * part).ceil() as u64;
        let mut seen = 0;
        for (step, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted && seen > 0 {
                return Duration::from_nanos(highest(step).min(self.max));
            }
        }
        self.max()
    }

    pub(crate) fn max(&self) -> Duration {
        Duration::from_nanos(self.max)
    }
}

/// The step that a number falls into: itself below 32, then its leading bits.
fn step(nanos: u64) -> usize {
    let shift = (u64::BITS - STEPS - 1).saturating_sub(nanos.leading_zeros());
    ((shift as usize) << STEPS) + (nanos >> shift) as usize
}

/// The largest number of a step.
fn highest(step: usize) -> u64 {
    let shift = (step >> STEPS).saturating_sub(1);
    let leading = (step - (shift << STEPS)) as u128;
    u64::try_from(((leading + 1) << shift) - 1).unwrap_or(u64::MAX)
}

/// `850 ns`, `1.2 µs`, `35 ms`, `2.5 s`
pub(crate) fn duration(duration: Duration) -> String {
    let nanos = duration.as_nanos() as f64;
    let (figure, unit) = match nanos {
        ..1e3 => return format!("{nanos} ns"),
        ..1e6 => (nanos / 1e3, "µs"),
        ..1e9 => (nanos / 1e6, "ms"),
        _ => (nanos / 1e9, "s"),
    };
    if figure < 10.0 { format!("{figure:.2} {unit}") } else { format!("{figure:.1} {unit}") }
}

/// `1,234,567`
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_cover_all_numbers() {
        for number in (0..2000).chain([u64::MAX / 3, u64::MAX - 1, u64::MAX]) {
            let step = step(number);
            assert!(highest(step) >= number);
            assert!(step == 0 || highest(step - 1) < number, "{number}");
            assert!(highest(step) - number <= number / 32);
        }
        Histogram::new().record(Duration::MAX);
    }

    #[test]
    fn quantiles() {
        let mut histogram = Histogram::new();
        for micros in 1..=1000 {
            histogram.record(Duration::from_micros(micros));
        }
        let mut other = Histogram::new();
        other.record(Duration::from_millis(50));
        histogram.merge(&other);
        let near = |duration: Duration, micros: f64| (duration.as_secs_f64() * 1e6 / micros - 1.0).abs() < 0.04;
        assert!(near(histogram.quantile(0.5), 500.0));
        assert!(near(histogram.quantile(0.99), 990.0));
        assert_eq!(histogram.max(), Duration::from_millis(50));
        assert_eq!(Histogram::new().quantile(0.5), Duration::ZERO);
    }

    #[test]
    fn figures() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(duration(Duration::from_nanos(850)), "850 ns");
        assert_eq!(duration(Duration::from_nanos(1_234)), "1.23 µs");
        assert_eq!(duration(Duration::from_millis(35)), "35.0 ms");
    }
}
