//! Several figures of one metric: their median and their range.

/// The figures in the order of the rounds.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples(pub(super) Vec<f64>);

impl Samples {
    /// The middle one; of an even number, the mean of the two in the middle.
    pub(super) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let middle = sorted.len() / 2;
        if sorted.len().is_multiple_of(2) {
            (at(middle.saturating_sub(1)) + at(middle)) / 2.0
        } else {
            at(middle)
        }
    }

    /// The least and the greatest.
    pub(super) fn range(&self) -> (f64, f64) {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (least, greatest)
    }

    /// Combines each figure with the other one of the same round.
    pub(super) fn with(&self, others: &Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        let pairs = self.0.iter().zip(&others.0);
        Self(pairs.map(|(one, other)| combine(*one, *other)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_does_not_move_the_median() {
        assert_eq!(Samples(vec![3.0, 1.0, 900.0]).median(), 3.0);
        assert_eq!(Samples(vec![1.0, 3.0]).median(), 2.0);
        assert_eq!(Samples(vec![3.0, 1.0, 900.0]).range(), (1.0, 900.0));
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn pairs_are_of_one_round() {
        let ratios = Samples(vec![2.0, 9.0]).with(&Samples(vec![1.0, 3.0]), |a, b| a / b);
        assert_eq!(ratios.0, [2.0, 3.0]);
    }
}
