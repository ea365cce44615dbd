//! The figures in GUARANTEES.md, between two markers.

use std::{fs, path::Path};

use super::machine::Machine;
use crate::{failure::Failure, table::Table};

const START: &str = "<!-- soak: written by `cargo xtask soak --write` -->\n";
const END: &str = "<!-- end of soak -->\n";

pub(super) fn write(file: &Path, machine: &Machine, table: &Table<5>) -> Result<(), Failure> {
    let text = fs::read_to_string(file).map_err(Failure::of(file.display()))?;
    let figures = format!("Last run: {}.\n\n{}", machine.line(), table.markdown());
    let text = replaced(&text, &figures).ok_or_else(|| {
        Failure::new(format!("{}: the markers of the soak are missing", file.display()))
    })?;
    fs::write(file, text).map_err(Failure::of(file.display()))
}

/// The text with `figures` between the markers.
fn replaced(text: &str, figures: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, behind) = rest.split_once(END)?;
    Some(format!("{before}{START}{figures}{END}{behind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn only_the_text_between_the_markers_is_replaced() {
        let text = format!("a\n{START}old\n{END}b\n");
        assert_eq!(replaced(&text, "new\n"), Some(format!("a\n{START}new\n{END}b\n")));
        assert_eq!(replaced("a\n", "new\n"), None);
        assert_eq!(replaced(&format!("{END}{START}"), "new\n"), None);
    }

    #[test]
    fn the_document_has_the_markers() {
        let document = Workspace::find().unwrap().root().join("GUARANTEES.md");
        assert!(replaced(&fs::read_to_string(document).unwrap(), "new\n").is_some());
    }
}
