//! One line of the result: a figure, the floor's, and the limit.

use comfy_table::{CellAlignment, Table, TableStyle};
use serde_json::{Value, json};

use super::stats::Samples;

/// A limit, and the quantity that it applies to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    /// No limit.
    None,
    /// `ours` divided by `floor`.
    Ratio(f64),
    /// `ours` less `floor`.
    Above(f64),
    /// `ours` alone.
    Value(f64),
}

#[derive(Clone, Debug)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) ours: Samples,
    pub(super) floor: Option<Samples>,
    pub(super) limit: Limit,
}

impl Metric {
    fn ratio(&self) -> Option<Samples> {
        let floor = self.floor.as_ref()?;
        Some(self.ours.with(floor, |ours, floor| ours / floor))
    }

    fn above(&self) -> Option<Samples> {
        let floor = self.floor.as_ref()?;
        Some(self.ours.with(floor, |ours, floor| ours - floor))
    }

    /// Returns `true` if the limit holds. A figure that could not be measured is within no limit.
    pub(super) fn is_ok(&self) -> bool {
        let within =
            |found: Option<Samples>, limit| found.is_some_and(|found| found.median() <= limit);
        match self.limit {
            Limit::None => true,
            Limit::Ratio(limit) => within(self.ratio(), limit),
            Limit::Above(limit) => within(self.above(), limit),
            Limit::Value(limit) => within(Some(self.ours.clone()), limit),
        }
    }
}

/// For programs.
pub(super) fn json(metrics: &[Metric]) -> String {
    let rounded = |samples: &Samples| (samples.median() * 10_000.0).round() / 10_000.0;
    let all: Vec<Value> = metrics
        .iter()
        .map(|metric| {
            json!({
                "name": metric.name,
                "ours": rounded(&metric.ours),
                "floor": metric.floor.as_ref().map(rounded),
                "ratio": metric.ratio().as_ref().map(rounded),
                "unit": metric.unit,
                "limit": match metric.limit {
                    Limit::None => None,
                    Limit::Ratio(limit) | Limit::Above(limit) | Limit::Value(limit) => Some(limit),
                },
                "ok": metric.is_ok(),
            })
        })
        .collect();
    format!("{:#}\n", json!({ "metrics": all }))
}

/// For people.
pub(super) fn table(metrics: &[Metric]) -> String {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_header(["metric", "ours", "floor", "ratio", "limit", "", "unit"]);
    for metric in metrics {
        let floor = metric.floor.as_ref();
        table.add_row([
            metric.name.to_owned(),
            spread(&metric.ours, number),
            floor.map_or_else(String::new, |floor| spread(floor, number)),
            metric.ratio().map_or_else(String::new, |ratio| {
                spread(&ratio, |one| format!("{one:.2}x"))
            }),
            match metric.limit {
                Limit::None => String::new(),
                Limit::Ratio(limit) => format!("{limit}x"),
                Limit::Above(limit) => format!("floor + {limit}"),
                Limit::Value(limit) => number(limit),
            },
            if metric.is_ok() { "" } else { "BEYOND" }.to_owned(),
            metric.unit.to_owned(),
        ]);
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n", table.trim_fmt())
}

/// The median, and the range unless all figures read the same.
fn spread(samples: &Samples, write: impl Fn(f64) -> String) -> String {
    let (least, greatest) = samples.range();
    let [median, least, greatest] = [samples.median(), least, greatest].map(write);
    match least == greatest {
        true => median,
        false => format!("{median} ({least}-{greatest})"),
    }
}

fn number(value: f64) -> String {
    match value.abs() < 100.0 {
        true => ((value * 100.0).round() / 100.0).to_string(),
        false => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(limit: Limit, ours: f64, floor: Option<f64>) -> Metric {
        Metric {
            name: "one",
            unit: "things",
            ours: Samples(vec![ours]),
            floor: floor.map(|floor| Samples(vec![floor])),
            limit,
        }
    }

    #[test]
    fn a_limit_applies_to_the_ratio_the_difference_or_the_value() {
        for (limit, ours, floor, ok) in [
            (Limit::Ratio(1.15), 23.0, Some(20.0), true),
            (Limit::Ratio(1.15), 24.0, Some(20.0), false),
            (Limit::Above(4.0), 13.0, Some(9.0), true),
            (Limit::Above(4.0), 14.0, Some(9.0), false),
            (Limit::Value(600.0), 600.0, None, true),
            (Limit::Value(600.0), 601.0, None, false),
            (Limit::None, 9.0, Some(1.0), true),
            (Limit::Value(1.0), f64::NAN, None, false),
        ] {
            let metric = metric(limit, ours, floor);
            assert_eq!(metric.is_ok(), ok, "{metric:?}");
        }
    }

    #[test]
    fn the_json_has_exactly_these_fields() {
        let all = [
            metric(Limit::Ratio(1.25), 3.0, Some(2.0)),
            metric(Limit::Value(4.0), 3.0, None),
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
}
