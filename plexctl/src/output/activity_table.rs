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
const EXPENDABLE: [Column; 3] = [Column::Subtitle, Column::Cancellable, Column::Type];

const ALL: [Column; 6] = [
    Column::Type,
    Column::Title,
    Column::Subtitle,
    Column::Progress,
    Column::Cancellable,
    Column::Uuid,
];

/// Renders one line per activity. With a width, long texts are cut and columns left out if
/// necessary, but never the uuid, because users copy it.
pub(crate) fn render_activity_table(
    activities: &[Activity],
    width: Option<u16>,
    colors: bool,
) -> String {
    let columns = choose_columns(activities, width);
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
        let mut row = Row::from(columns.iter().map(|column| column.cell(activity)));
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
                column.min_width(activities) + GAP,
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
fn choose_columns(activities: &[Activity], width: Option<u16>) -> Vec<Column> {
    let mut columns = ALL.to_vec();
    let Some(width) = width else {
        return columns;
    };
    for expendable in EXPENDABLE {
        let needed: u16 = columns
            .iter()
            .map(|column| column.min_width(activities).saturating_add(GAP))
            .fold(0, u16::saturating_add);
        if needed.saturating_sub(GAP) <= width {
            break;
        }
        columns.retain(|column| *column != expendable);
    }
    columns
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
    fn min_width(self, activities: &[Activity]) -> u16 {
        let content = activities
            .iter()
            .map(|activity| self.text(activity).chars().count())
            .chain([self.heading().len()])
            .max()
            .unwrap_or_default();
        let content = u16::try_from(content).unwrap_or(u16::MAX);
        if self.may_be_cut() {
            content.min(12)
        } else {
            content
        }
    }

    fn text(self, activity: &Activity) -> String {
        match self {
            Self::Type => sanitize_name(activity.kind()),
            Self::Title => sanitize_name(activity.title()),
            Self::Subtitle => sanitize_name(activity.subtitle()),
            Self::Progress => activity.progress().to_string(),
            Self::Cancellable if activity.is_cancellable() => "yes".to_owned(),
            Self::Cancellable => "no".to_owned(),
            Self::Uuid => sanitize_name(activity.id().as_str()),
        }
    }

    fn cell(self, activity: &Activity) -> Cell {
        let cell = Cell::new(self.text(activity));
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
        let text = render_activity_table(&activities(), None, false);
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
            let text = render_activity_table(&activities(), Some(width), false);
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
            let text = render_activity_table(&activities(), Some(width), false);
            ["UUID", "TYPE", "CANCELLABLE", "SUBTITLE"].map(|heading| text.contains(heading))
        };
        assert_eq!(shown(60), [true, false, false, false]);
        assert_eq!(shown(75), [true, true, false, false]);
        assert_eq!(shown(90), [true, true, true, false]);
        assert_eq!(shown(120), [true; 4]);
    }

    #[test]
    fn a_long_text_is_cut_where_its_column_ends() {
        let text = render_activity_table(&activities(), Some(75), false);
        assert!(text.contains("Scanning Mo…"), "{text}");
    }

    #[test]
    fn colors_come_only_when_asked_for() {
        assert!(render_activity_table(&activities(), Some(100), true).contains("\x1b["));
        assert!(!render_activity_table(&activities(), Some(100), false).contains('\x1b'));
    }
}
