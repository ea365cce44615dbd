//! Tables with aligned columns, as text and as Markdown.

use std::time::Duration;

/// A time in the form of a table cell.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

/// Rows under a heading; every row is as long as the heading.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(heading: [&str; N]) -> Self {
        Self { rows: vec![heading.map(str::to_owned)] }
    }

    pub(crate) fn push(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// Lines with the columns two spaces apart.
    pub(crate) fn text(&self) -> String {
        self.rows.iter().map(|row| self.line(row, "", "  ", "")).collect()
    }

    /// The rows as a Markdown table.
    pub(crate) fn markdown(&self) -> String {
        let rule = self.widths().map(|width| "-".repeat(width));
        let mut lines: Vec<_> =
            self.rows.iter().map(|row| self.line(row, "| ", " | ", " |")).collect();
        lines.insert(1, self.line(&rule, "| ", " | ", " |"));
        lines.concat()
    }

    fn line(&self, row: &[String; N], start: &str, between: &str, end: &str) -> String {
        let widths = self.widths();
        let cells: Vec<_> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let line = format!("{start}{}{end}", cells.join(between));
        format!("{}\n", line.trim_end())
    }

    fn widths(&self) -> [usize; N] {
        std::array::from_fn(|column| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<2> {
        let mut table = Table::new(["step", "seconds"]);
        table.push(["documentation".to_owned(), "1.5".to_owned()]);
        table
    }

    #[test]
    fn the_columns_line_up() {
        assert_eq!(table().text(), "step           seconds\ndocumentation  1.5\n");
    }

    #[test]
    fn markdown_has_a_rule_below_the_heading() {
        let expect = "| step          | seconds |\n\
                      | ------------- | ------- |\n\
                      | documentation | 1.5     |\n";
        assert_eq!(table().markdown(), expect);
    }
}
