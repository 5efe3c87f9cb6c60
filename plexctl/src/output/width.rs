//! Text width in terminal columns: some characters take two, and some none.

/// Measures how many columns a text takes.
pub(crate) fn measure_width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// Truncates a text to this many columns, and marks the cut.
pub(crate) fn truncate(text: &str, columns: usize) -> String {
    if columns == 0 {
        return String::new();
    }
    console::truncate_str(text, columns, "…").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_the_column_that_people_see() {
        for (text, columns, wanted) in [
            ("Night Ferry", 11, "Night Ferry"),
            ("Night Ferry", 10, "Night Fer…"),
            ("Night Ferry", 1, "…"),
            ("Night Ferry", 0, ""),
            ("千と千尋", 8, "千と千尋"),
            ("千と千尋", 7, "千と千…"),
            ("千と千尋", 6, "千と…"),
            ("", 0, ""),
        ] {
            assert_eq!(truncate(text, columns), wanted, "{text} {columns}");
            assert!(measure_width(&truncate(text, columns)) <= columns);
        }
    }
}
