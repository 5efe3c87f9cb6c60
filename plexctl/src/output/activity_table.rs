//! Activities as a table that fits the terminal.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Row, Table,
    TableStyle, Width,
};
use plex_api::Activity;

use super::sanitize::sanitize_name;

/// The gap between two columns.
const GAP: u16 = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Type,
    Title,
    Subtitle,
    Progress,
    Cancellable,
    Uuid,
}

/// A narrow terminal loses these columns first, in this order.
const EXPENDABLE: [Column; 3] = [Column::Type, Column::Subtitle, Column::Cancellable];

/// The shortest beginning of a uuid that a table shows.
const SHORTEST_ID: usize = 8;

/// The form in which the table shows uuids on a terminal. Elsewhere they are always whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdStyle {
    /// As long as they must be to differ, at least eight characters.
    Short,
    Whole,
}

const ALL: [Column; 6] = [
    Column::Type,
    Column::Title,
    Column::Subtitle,
    Column::Progress,
    Column::Cancellable,
    Column::Uuid,
];

/// Renders one line per activity. With a width, long texts are cut and columns left out if
/// necessary, but never the uuid, or the part of it that the style leaves, because users copy it.
pub(crate) fn render_activity_table(
    activities: &[Activity],
    id_style: IdStyle,
    width: Option<u16>,
    colors: bool,
) -> String {
    let id_length = match (id_style, width) {
        (IdStyle::Short, Some(_)) => short_id_length(activities),
        _ => usize::MAX,
    };
    let columns = choose_columns(activities, id_length, width);
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .force_no_tty()
        .set_truncation_indicator("…")
        // No text contains this character, so texts are cut inside words, not before them.
        .set_delimiter('\0');
    if colors {
        table.enforce_styling();
    }
    let mut header = Row::from(
        columns
            .iter()
            .map(|column| Cell::new(column.heading()).add_attribute(Attribute::Bold)),
    );
    header.max_height(1);
    table.set_header(header);
    for activity in activities {
        let mut row = Row::from(
            columns
                .iter()
                .map(|column| column.cell(activity, id_length)),
        );
        row.max_height(1);
        table.add_row(row);
    }
    let last = columns.len().saturating_sub(1);
    for (index, column) in columns.iter().enumerate() {
        let Some(cells) = table.column_mut(index) else {
            continue;
        };
        cells.set_padding((0, if index == last { 0 } else { GAP }));
        if width.is_some() && !column.may_be_cut() {
            cells.set_constraint(ColumnConstraint::ContentWidth);
        } else if width.is_some() {
            cells.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(
                column.min_width(activities, id_length) + GAP,
            )));
        }
        if *column == Column::Progress {
            cells.set_cell_alignment(CellAlignment::Right);
        }
    }
    match width {
        Some(width) => table
            .set_width(width)
            .set_content_arrangement(ContentArrangement::Dynamic),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    let mut text: String = table
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    if text.is_empty() {
        text.push('\n');
    }
    text
}

/// Chooses the columns that fit side by side at their minimum widths.
fn choose_columns(activities: &[Activity], id_length: usize, width: Option<u16>) -> Vec<Column> {
    let mut columns = ALL.to_vec();
    let Some(width) = width else {
        return columns;
    };
    for expendable in EXPENDABLE {
        let needed: u16 = columns
            .iter()
            .map(|column| column.min_width(activities, id_length).saturating_add(GAP))
            .fold(0, u16::saturating_add);
        if needed.saturating_sub(GAP) <= width {
            break;
        }
        columns.retain(|column| *column != expendable);
    }
    columns
}

/// Returns the number of characters of the uuids that distinguish them.
fn short_id_length(activities: &[Activity]) -> usize {
    let mut ids: Vec<String> = activities
        .iter()
        .map(|activity| activity.id().as_str().to_lowercase())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let pairs = ids.iter().zip(ids.iter().skip(1));
    let common = pairs.map(|(one, next)| {
        let same = one.chars().zip(next.chars());
        same.take_while(|(one, next)| one == next).count()
    });
    let needed = common.max().map_or(0, |common| common + 1);
    needed.max(SHORTEST_ID)
}

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Type => "TYPE",
            Self::Title => "TITLE",
            Self::Subtitle => "SUBTITLE",
            Self::Progress => "PROGRESS",
            Self::Cancellable => "CANCELLABLE",
            Self::Uuid => "UUID",
        }
    }

    fn may_be_cut(self) -> bool {
        matches!(self, Self::Type | Self::Title | Self::Subtitle)
    }

    /// The minimum useful width of the column.
    fn min_width(self, activities: &[Activity], id_length: usize) -> u16 {
        let content = activities
            .iter()
            .map(|activity| self.text(activity, id_length).chars().count())
            .chain([self.heading().len()])
            .max()
            .unwrap_or_default();
        let content = u16::try_from(content).unwrap_or(u16::MAX);
        if self.may_be_cut() {
            content.min(8)
        } else {
            content
        }
    }

    fn text(self, activity: &Activity, id_length: usize) -> String {
        match self {
            Self::Type => sanitize_name(activity.kind()),
            Self::Title => sanitize_name(activity.title()),
            Self::Subtitle => sanitize_name(activity.subtitle()),
            Self::Progress => activity.progress().to_string(),
            Self::Cancellable if activity.is_cancellable() => "yes".to_owned(),
            Self::Cancellable => "no".to_owned(),
            Self::Uuid => {
                let id = activity.id().as_str().chars().take(id_length);
                sanitize_name(&id.collect::<String>())
            }
        }
    }

    fn cell(self, activity: &Activity, id_length: usize) -> Cell {
        let cell = Cell::new(self.text(activity, id_length));
        match self {
            Self::Progress => cell.fg(Color::Green),
            Self::Cancellable if activity.is_cancellable() => cell.fg(Color::Yellow),
            Self::Uuid => cell.add_attribute(Attribute::Dim),
            _ => cell,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activities() -> Vec<Activity> {
        serde_json::from_value(serde_json::json!([
            {"uuid": "c3f190e4-eabb-4b3d-8811-b7c1f183560e", "type": "library.update.section",
             "title": "Scanning Movies", "subtitle": "A Quiet Harbour (1987)", "progress": 41},
            {"uuid": "11111111-2222-4333-8444-555555555555", "type": "media.download",
             "title": "Media download by \x1b[31mguest", "progress": -1, "cancellable": true},
        ]))
        .unwrap()
    }

    #[test]
    fn piped_it_is_whole_and_plain() {
        let text = render_activity_table(&activities(), IdStyle::Short, None, false);
        assert_eq!(
            text,
            "\
TYPE                    TITLE                         SUBTITLE                PROGRESS  CANCELLABLE  UUID
library.update.section  Scanning Movies               A Quiet Harbour (1987)       41%  no           c3f190e4-eabb-4b3d-8811-b7c1f183560e
media.download          Media download by ␛[31mguest                                 ?  yes          11111111-2222-4333-8444-555555555555
"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_the_uuid_stays_whole() {
        for width in [60, 72, 80, 100, 120, 132, 200] {
            let text = render_activity_table(&activities(), IdStyle::Whole, Some(width), false);
            assert_eq!(text.lines().count(), 3, "{width}\n{text}");
            for line in text.lines() {
                assert!(
                    line.chars().count() <= usize::from(width),
                    "{width}\n{text}"
                );
            }
            assert!(
                text.contains("c3f190e4-eabb-4b3d-8811-b7c1f183560e"),
                "{width}\n{text}"
            );
        }
    }

    #[test]
    fn the_wider_the_terminal_the_more_columns() {
        let shown = |width| {
            let text = render_activity_table(&activities(), IdStyle::Whole, Some(width), false);
            ["UUID", "TYPE", "CANCELLABLE", "SUBTITLE"].map(|heading| text.contains(heading))
        };
        assert_eq!(shown(56), [true, false, false, false]);
        assert_eq!(shown(70), [true, false, true, false]);
        assert_eq!(shown(80), [true, false, true, true]);
        assert_eq!(shown(120), [true; 4]);
    }

    #[test]
    fn a_long_text_is_cut_where_its_column_ends() {
        let text = render_activity_table(&activities(), IdStyle::Whole, Some(80), false);
        assert!(text.contains("Scannin…"), "{text}");
    }

    #[test]
    fn colors_come_only_when_asked_for() {
        assert!(
            render_activity_table(&activities(), IdStyle::Whole, Some(100), true).contains("\x1b[")
        );
        assert!(
            !render_activity_table(&activities(), IdStyle::Whole, Some(100), false)
                .contains('\x1b')
        );
    }

    fn with_ids(ids: &[&str]) -> Vec<Activity> {
        let of = |id: &&str| {
            serde_json::from_value(serde_json::json!({"uuid": id, "type": "media.download",
                "title": "Download", "subtitle": "Lanterns", "cancellable": true}))
            .unwrap()
        };
        ids.iter().map(of).collect()
    }

    #[test]
    fn a_terminal_gets_short_ids_that_differ_and_all_columns_at_80() {
        let text = render_activity_table(&activities(), IdStyle::Short, Some(80), false);
        for part in [
            "TYPE",
            "SUBTITLE",
            "CANCELLABLE",
            "c3f190e4\n",
            "11111111\n",
        ] {
            assert!(text.contains(part), "{part:?}\n{text}");
        }
        let alike = [
            "aaaaaaaa-0000-4000-8000-000000000001",
            "aaaaaaaa-0000-4000-8000-000000000002",
        ];
        let text = render_activity_table(&with_ids(&alike), IdStyle::Short, Some(80), false);
        for part in ["SUBTITLE", "CANCELLABLE", alike[0], alike[1]] {
            assert!(text.contains(part), "{part:?}\n{text}");
        }
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{text}");
        }
    }

    #[test]
    fn short_ids_are_as_long_as_they_must_be() {
        for (ids, expected) in [
            (&["a", "b"][..], 8),
            (&[], 8),
            (&["12345678-1", "12345678-1"], 8),
            (&["12345678-1", "12345678-2"], 10),
            (&["1234567A-1", "1234567a-2", "0"], 10),
            (&["12345678", "12345678-2"], 9),
        ] {
            assert_eq!(short_id_length(&with_ids(ids)), expected, "{ids:?}");
        }
    }
}
