//! Rules for all text that people write here.

use super::file::{File, Problem};

/// Recorded bodies and captured files are kept byte for byte, blanks in patches count, and cargo
/// writes its lock file.
fn is_written_by_hand(file: &File) -> bool {
    let is_data = file.path.iter().any(|name| name == "data") && !file.is("rs");
    let is_made = file.is("lock") || file.is("patch") || file.is("txt");
    !is_data && !is_made
}

fn lines_where(file: &File, what: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<Problem> {
    if !is_written_by_hand(file) {
        return Vec::new();
    }
    let wrong = file.lines().filter(|(_, line)| is_wrong(line));
    wrong.map(|(number, _)| file.problem(Some(number), what)).collect()
}

/// Go and make insist on tabs.
pub(super) fn no_tabs(file: &File) -> Vec<Problem> {
    if file.is("go") || file.path.ends_with("Makefile") {
        return Vec::new();
    }
    lines_where(file, "a tab: use blanks", |line| line.contains('\t'))
}

pub(super) fn no_trailing_white_space(file: &File) -> Vec<Problem> {
    lines_where(file, "white space at the end of the line", |line| {
        line.ends_with(char::is_whitespace)
    })
}

pub(super) fn one_newline_at_the_end(file: &File) -> Vec<Problem> {
    let is_right = file.text.ends_with('\n') && !file.text.ends_with("\n\n");
    if file.text.is_empty() || is_right || !is_written_by_hand(file) {
        return Vec::new();
    }
    vec![file.problem(None, "a file ends with one newline")]
}

/// A path of a home folder works only on one machine, and shows its owner.
pub(super) fn no_home_folder(file: &File) -> Vec<Problem> {
    lines_where(file, "a path of a home folder", |line| {
        HOMES.iter().any(|home| {
            line.match_indices(home).any(|(start, _)| {
                let before = line[..start].chars().next_back();
                let after = line[start + home.len()..].chars().next();
                // After a host name it is a URL; after a blank or a quote it is a path.
                !before.is_some_and(|c| c.is_alphanumeric() || c == '.')
                    && after.is_some_and(|c| c.is_alphanumeric() || c == '.')
            })
        })
    })
}

/// The path in parts, so that this file passes its own rule.
const HOMES: [&str; 3] = [concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/")];

#[cfg(test)]
mod tests {
    use super::{super::file::fires, *};

    #[test]
    fn tabs_are_found_but_not_in_go() {
        assert_eq!(fires(no_tabs, "a.rs", "fine\n\tindented\n"), [2]);
        assert!(fires(no_tabs, "peer/main.go", "\tindented\n").is_empty());
    }

    #[test]
    fn white_space_at_the_end_of_a_line_is_found() {
        assert_eq!(fires(no_trailing_white_space, "a.md", "one \ntwo\nthree\t\n"), [1, 3]);
        assert_eq!(fires(no_trailing_white_space, "a.md", "one\r\n"), [1]);
    }

    #[test]
    fn a_file_ends_with_one_newline() {
        assert_eq!(fires(one_newline_at_the_end, "a.toml", "a = 1"), [0]);
        assert_eq!(fires(one_newline_at_the_end, "a.toml", "a = 1\n\n"), [0]);
        assert!(fires(one_newline_at_the_end, "a.toml", "a = 1\n").is_empty());
        assert!(fires(one_newline_at_the_end, "a.toml", "").is_empty());
    }

    #[test]
    fn recorded_bodies_and_patches_are_left_as_they_are() {
        assert!(fires(one_newline_at_the_end, "tests/data/limit__200.json", "{}").is_empty());
        assert!(fires(no_trailing_white_space, "tests/mutants/a.patch", " \n").is_empty());
    }

    #[test]
    fn paths_of_home_folders_are_found_and_urls_are_not() {
        for home in HOMES {
            assert_eq!(fires(no_home_folder, "a.rs", &format!("\"{home}someone\"\n")), [1]);
            let url = format!("https://example.com{home}someone\n");
            assert!(fires(no_home_folder, "a.md", &url).is_empty());
        }
        let placeholder = format!("{}<you>\n", HOMES[0]);
        assert!(fires(no_home_folder, "a.md", &placeholder).is_empty());
    }
}
