//! A small table of texts, whole and in aligned columns.

use comfy_table::{Attribute, Cell, ContentArrangement, Row, Table, TableStyle};

/// The rows below a heading, two spaces between the columns. Texts have to be safe already.
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
