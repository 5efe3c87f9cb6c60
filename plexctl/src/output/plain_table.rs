//! A table of texts that are shown whole.

use comfy_table::{Attribute, Cell, ContentArrangement, Row, Table, TableStyle};

/// Renders the rows below a heading, with two spaces between columns. Texts must be sanitized
/// already.
pub(crate) fn render_plain_table(
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
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
    table.set_header(Row::from(
        headings
            .iter()
            .map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)),
    ));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}
