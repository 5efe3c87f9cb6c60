//! One line of the result: what was measured, against what, and within which limit.

use serde_json::{Value, json};

use super::stats::Samples;

/// What is held against the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// `ours` divided by `floor`.
    Ratio,
    /// `ours` less `floor`.
    Above,
    /// `ours` alone.
    Ours,
}

/// One thing that was measured.
#[derive(Clone, Debug)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) ours: Samples,
    pub(super) floor: Option<Samples>,
    pub(super) unit: &'static str,
    pub(super) judged: Judged,
    /// `None` for what is told and not judged.
    pub(super) limit: Option<f64>,
}

impl Metric {
    /// A figure of ours by the floor's.
    pub(super) fn ratio(
        name: &'static str,
        unit: &'static str,
        (ours, floor): (Samples, Samples),
        limit: impl Into<Option<f64>>,
    ) -> Self {
        Self {
            name,
            ours,
            floor: Some(floor),
            unit,
            judged: Judged::Ratio,
            limit: limit.into(),
        }
    }

    /// A figure of ours alone.
    pub(super) fn alone(name: &'static str, unit: &'static str, ours: Samples, limit: f64) -> Self {
        Self {
            name,
            ours,
            floor: None,
            unit,
            judged: Judged::Ours,
            limit: Some(limit),
        }
    }

    fn ratios(&self) -> Option<Samples> {
        self.floor.as_ref().map(|floor| self.ours.by(floor))
    }

    pub(super) fn is_ok(&self) -> bool {
        let Some(limit) = self.limit else {
            return true;
        };
        let judged = match (self.judged, &self.floor) {
            (Judged::Ratio, Some(floor)) => self.ours.by(floor),
            (Judged::Above, Some(floor)) => self.ours.less(floor),
            _ => self.ours.clone(),
        };
        judged.median() <= limit
    }
}

/// For programs.
pub(super) fn json(metrics: &[Metric]) -> String {
    let all: Vec<Value> = metrics
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "ours": rounded(one.ours.median()),
                "floor": one.floor.as_ref().map(|floor| rounded(floor.median())),
                "ratio": one.ratios().map(|ratios| rounded(ratios.median())),
                "unit": one.unit,
                "limit": one.limit,
                "ok": one.is_ok(),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "metrics": all }))
}

/// For people.
pub(super) fn table(metrics: &[Metric], instructions: bool) -> String {
    let mut rows =
        vec![["metric", "ours", "floor", "ratio", "limit", "", "unit"].map(str::to_owned)];
    for one in metrics {
        let limit = match (one.limit, one.judged) {
            (None, _) => String::new(),
            (Some(limit), Judged::Ratio) => format!("{limit}x"),
            (Some(limit), Judged::Above) => format!("floor + {limit}"),
            (Some(limit), Judged::Ours) => number(limit),
        };
        rows.push([
            one.name.to_owned(),
            spread(&one.ours),
            one.floor.as_ref().map(spread).unwrap_or_default(),
            one.ratios()
                .map(|ratios| spread_ratio(&ratios))
                .unwrap_or_default(),
            limit,
            if one.is_ok() { "" } else { "BEYOND" }.to_owned(),
            one.unit.to_owned(),
        ]);
    }
    let mut text = aligned(&rows);
    if !instructions {
        text.push_str("\nvalgrind is not installed: processor time stands for instructions\n");
    }
    text
}

fn aligned(rows: &[[String; 7]]) -> String {
    let width = |column: usize| {
        let lengths = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(String::len);
        lengths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..7).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let left = index == 0 || index == 6;
            line.push_str(&match left {
                true => format!("{cell:<width$}  "),
                false => format!("{cell:>width$}  "),
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn spread(samples: &Samples) -> String {
    let (least, greatest) = samples.range();
    let median = samples.median();
    // What repeats needs no range.
    if number(least) == number(greatest) {
        return number(median);
    }
    format!(
        "{} ({}-{})",
        number(median),
        number(least),
        number(greatest)
    )
}

fn spread_ratio(samples: &Samples) -> String {
    let (least, greatest) = samples.range();
    let median = samples.median();
    if greatest - least < 0.005 {
        return format!("{median:.2}x");
    }
    format!("{median:.2}x ({least:.2}-{greatest:.2})")
}

fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        let text = format!("{value:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(judged: Judged, ours: f64, floor: Option<f64>, limit: Option<f64>) -> Metric {
        Metric {
            name: "one",
            ours: Samples(vec![ours]),
            floor: floor.map(|floor| Samples(vec![floor])),
            unit: "things",
            judged,
            limit,
        }
    }

    #[test]
    fn a_limit_applies_to_the_ratio_or_the_value() {
        for (judged, ours, floor, limit, ok) in [
            (Judged::Ratio, 23.0, Some(20.0), Some(1.15), true),
            (Judged::Ratio, 24.0, Some(20.0), Some(1.15), false),
            (Judged::Above, 13.0, Some(9.0), Some(4.0), true),
            (Judged::Above, 14.0, Some(9.0), Some(4.0), false),
            (Judged::Ours, 600.0, None, Some(600.0), true),
            (Judged::Ours, 601.0, None, Some(600.0), false),
            (Judged::Ratio, 9.0, Some(1.0), None, true),
            // What could not be measured is not within anything.
            (Judged::Ours, f64::NAN, None, Some(1.0), false),
        ] {
            let metric = metric(judged, ours, floor, limit);
            assert_eq!(metric.is_ok(), ok, "{metric:?}");
        }
    }

    #[test]
    fn the_json_has_exactly_these_fields() {
        let all = [
            metric(Judged::Ratio, 3.0, Some(2.0), Some(1.25)),
            metric(Judged::Ours, 3.0, None, Some(4.0)),
        ];
        let json: Value = serde_json::from_str(&json(&all)).unwrap();
        assert_eq!(
            json,
            json!({"metrics": [
                {"name": "one", "ours": 3.0, "floor": 2.0, "ratio": 1.5, "unit": "things",
                 "limit": 1.25, "ok": false},
                {"name": "one", "ours": 3.0, "floor": null, "ratio": null, "unit": "things",
                 "limit": 4.0, "ok": true},
            ]})
        );
    }

    #[test]
    fn numbers_are_grouped_and_short() {
        for (value, text) in [
            (1_234_567.0, "1,234,567"),
            (100.0, "100"),
            (3.456, "3.46"),
            (10.0, "10"),
            (0.0, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
