//! Rows of text in columns, without a width to keep to.

use comfy_table::{Attribute, Cell, ContentArrangement, Row, Table, TableStyle};

use super::sanitize::sanitize;

/// The gap between two columns.
const GAP: u16 = 2;

/// Renders a heading and one line for each row, with the texts made harmless.
pub(crate) fn render_plain_table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    colors: bool,
) -> String {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Disabled);
    if colors {
        table.enforce_styling();
    }
    let bold = |text: &str| Cell::new(text).add_attribute(Attribute::Bold);
    table.set_header(Row::from(headings.map(bold)));
    for row in rows {
        table.add_row(row.map(|text| sanitize(&text)));
    }
    for index in 0..N {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, if index + 1 == N { 0 } else { GAP }));
        }
    }
    table
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_texts_cannot_control_the_terminal() {
        let rows = [["1", "Mo\u{1b}[2Jvies"], ["1984", "Music"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        let text = render_plain_table(["id", "title"], rows, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "id    title");
        assert_eq!(lines[2], "1984  Music");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
