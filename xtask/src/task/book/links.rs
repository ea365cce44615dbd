//! The links of the finished book.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use crate::{failure::Failure, files};

/// Follows every link within the book, in every page; gives the number of pages.
pub(super) fn check(book: &Path) -> Result<usize, Failure> {
    let all: BTreeSet<_> = files::files_below(book)?.into_iter().collect();
    let mut pages = BTreeMap::new();
    for file in all.iter().filter(|file| file.extension().is_some_and(|it| it == "html")) {
        pages.insert(file.clone(), files::read(file)?);
    }
    let mut dead = Vec::new();
    for (file, text) in &pages {
        for target in values(text, "href").chain(values(text, "src")) {
            if !leads_somewhere(target, file, &all, &pages) {
                let file = file.strip_prefix(book).unwrap_or(file);
                dead.push(format!("\n  {}: {target}", file.display()));
            }
        }
    }
    if pages.is_empty() {
        return Err(Failure::new("the book has no pages"));
    }
    if dead.is_empty() {
        return Ok(pages.len());
    }
    Err(Failure::new(format!("links of the book lead nowhere:{}", dead.concat())))
}

fn leads_somewhere(
    target: &str,
    from: &Path,
    all: &BTreeSet<PathBuf>,
    pages: &BTreeMap<PathBuf, String>,
) -> bool {
    let is_elsewhere = ["http://", "https://", "mailto:", "data:", "javascript:"];
    if is_elsewhere.iter().any(|start| target.starts_with(start)) {
        return true;
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let to = if path.is_empty() { from.to_owned() } else { resolved(from, path) };
    let text = pages.get(&to);
    let has = |text: &String| values(text, "id").any(|id| id == fragment);
    all.contains(&to) && (fragment.is_empty() || text.is_some_and(has))
}

fn resolved(from: &Path, path: &str) -> PathBuf {
    let mut resolved = from.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::Normal(part) => resolved.push(part),
            _ => {}
        }
    }
    resolved
}

/// The values of an attribute, in the form that mdbook writes them.
fn values<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let starts: Vec<_> = html.match_indices(&*start).map(|(at, _)| at + start.len()).collect();
    starts.into_iter().filter_map(|at| html[at..].split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    #[test]
    fn a_dead_link_is_named_with_its_page() {
        let folder = TempFolder::new();
        folder.write("a/b.html", r#"<h1 id="top">B</h1> <a href="../index.html#x">x</a>"#);
        let found = |text: &str| {
            folder.write("index.html", text);
            check(folder.path()).map_err(|failure| failure.to_string())
        };
        assert_eq!(found(r##"<i id="x"> <a href="a/b.html#top">, <a href="#x">"##), Ok(2));
        assert_eq!(found(r#"<i id="x"> <a href="https://example.com/x">"#), Ok(2));
        for (text, dead) in [
            (r#"<i id="x"> <a href="c.html">"#, "index.html: c.html"),
            (r#"<i id="x"> <a href="a/b.html#end">"#, "index.html: a/b.html#end"),
            (r#"<i id="x"> <img src="p.png">"#, "index.html: p.png"),
            (r#"<i id="y">"#, "a/b.html: ../index.html#x"),
        ] {
            let said = found(text).expect_err("a link is dead");
            assert!(said.ends_with(&format!("\n  {dead}")), "{said}");
        }
    }

    #[test]
    fn a_book_without_pages_is_none() {
        let folder = TempFolder::new();
        assert!(check(folder.path()).is_err());
    }
}
