//! The sources of the book: documents, what they link to, and the pages of commands.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use super::commands::Page;
use crate::{failure::Failure, files, markdown::relinked, workspace::Workspace};

/// The folder of what is in the book only.
const OWN: &str = "xtask/book";

/// Where the pages of commands go in the summary.
const COMMANDS: &str = "- commands\n";

/// Writes everything that mdbook reads.
pub(super) fn write(
    workspace: &Workspace,
    commands: &[Page],
    folder: &Path,
) -> Result<(), Failure> {
    let root = workspace.root();
    let summary = files::read(&root.join(OWN).join("SUMMARY.md"))?;
    let mut chapters = BTreeSet::new();
    relinked(&summary, |target| {
        chapters.insert(resolved(Path::new(OWN), target));
        None
    });
    let mut book = Book { root, chapters, beside: BTreeMap::new(), problems: Vec::new() };
    for chapter in book.chapters.clone() {
        let text = files::read(&root.join(&chapter))?;
        let text = relinked(&text, |target| book.link(&chapter, target));
        files::write(&folder.join(page(&chapter)), &text)?;
    }
    for command in commands {
        files::write(&folder.join(command.file()), &command.text())?;
    }
    for (path, page) in &book.beside {
        let name = path.display();
        if is_picture(path) {
            let parent = folder.join(path.parent().unwrap_or(Path::new("")));
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files::copy_into(&root.join(path), &parent, &file)?;
            continue;
        }
        let text = files::read(&root.join(path))?;
        // A longer fence than any in the file.
        let text = format!("# {name}\n\n`````{}\n{}\n`````\n", language(path), text.trim_end());
        files::write(&folder.join(page), &text)?;
    }
    if !book.problems.is_empty() {
        return Err(Failure::new(format!("the book is incomplete:{}", book.problems.concat())));
    }
    files::write(&folder.join("SUMMARY.md"), &whole(&summary, commands, &book.beside)?)
}

/// The summary with pages in place of paths, the commands, and the files that documents link to.
fn whole(
    summary: &str,
    commands: &[Page],
    beside: &BTreeMap<PathBuf, PathBuf>,
) -> Result<String, Failure> {
    let (before, after) = summary
        .split_once(COMMANDS)
        .ok_or_else(|| Failure::new(format!("the summary has no line {COMMANDS}")))?;
    let mut list = String::new();
    for command in commands {
        let indent = "    ".repeat(command.command.len());
        list += &format!("{indent}- [{}]({})\n", command.title(), command.file());
    }
    let mut whole = format!("{before}{list}{after}\n# Files\n\n");
    whole = relinked(&whole, |target| {
        Some(page(&resolved(Path::new(OWN), target)).display().to_string())
    });
    for (path, page) in beside.iter().filter(|(path, _)| !is_picture(path)) {
        whole += &format!("- [{}]({})\n", path.display(), page.display());
    }
    Ok(whole)
}

#[derive(Debug)]
struct Book<'a> {
    root: &'a Path,
    /// The documents that are chapters, by their paths in the repository.
    chapters: BTreeSet<PathBuf>,
    /// The other files that a chapter links to, each with its page.
    beside: BTreeMap<PathBuf, PathBuf>,
    problems: Vec<String>,
}

impl Book<'_> {
    /// A link of a chapter, as it is in the book; `None` for a folder that has no document.
    fn link(&mut self, chapter: &Path, target: &str) -> Option<String> {
        if target.contains("://") || target.starts_with('#') || target.starts_with("mailto:") {
            return Some(target.to_owned());
        }
        let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
        let mut path = resolved(chapter.parent().unwrap_or(Path::new("")), path);
        if self.root.join(&path).is_dir() {
            path.push("README.md");
            if !self.chapters.contains(&path) {
                return None;
            }
        }
        let to = if self.chapters.contains(&path) {
            page(&path)
        } else if path.extension().is_some_and(|it| it == "md") {
            let (chapter, path) = (chapter.display(), path.display());
            self.problems.push(format!("\n  {chapter} links to {path}, which is no chapter"));
            return None;
        } else {
            let page = match is_picture(&path) {
                true => path.clone(),
                false => PathBuf::from(format!("{}.md", path.display())),
            };
            self.beside.insert(path, page.clone());
            page
        };
        let depth = page(chapter).components().count() - 1;
        let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        Some(format!("{}{}{fragment}", "../".repeat(depth), to.display()))
    }
}

/// The page of a document: a README is the first of its folder, and a chapter of the book is at the
/// root.
fn page(path: &Path) -> PathBuf {
    let path = path.strip_prefix(OWN).unwrap_or(path);
    match path.file_name() {
        Some(name) if name == "README.md" => path.with_file_name("index.md"),
        _ => path.to_owned(),
    }
}

/// A path from the root, without `..`.
fn resolved(folder: &Path, path: &str) -> PathBuf {
    let mut resolved = match path.strip_prefix('/') {
        Some(_) => PathBuf::new(),
        None => folder.to_owned(),
    };
    for part in Path::new(path.trim_start_matches('/')).components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::Normal(part) => resolved.push(part),
            _ => {}
        }
    }
    resolved
}

fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|it| ["jpg", "png", "svg"].iter().any(|picture| it == *picture))
}

/// The language of a file, as mdbook colors it.
fn language(path: &Path) -> &str {
    match path.extension().and_then(|it| it.to_str()) {
        Some("rs") => "rust",
        Some("py") => "python",
        Some("yml") => "yaml",
        Some(other) => other,
        None => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    fn check(chapter: &str, target: &str, expect: Option<&str>) {
        let folder = TempFolder::new();
        folder.write("crates/a/README.md", "");
        folder.write("crates/b/src/lib.rs", "");
        let chapters = ["README.md", "crates/a/README.md", "xtask/book/tutorial.md"];
        let chapters = chapters.map(PathBuf::from).into();
        let root = folder.path();
        let mut book = Book { root, chapters, beside: BTreeMap::new(), problems: Vec::new() };
        assert_eq!(book.link(Path::new(chapter), target).as_deref(), expect);
        assert!(book.problems.is_empty());
    }

    #[test]
    fn a_link_to_a_document_leads_to_its_page() {
        check("README.md", "crates/a/README.md#use", Some("crates/a/index.md#use"));
        check("README.md", "crates/a", Some("crates/a/index.md"));
        check("crates/a/README.md", "../../README.md", Some("../../index.md"));
        check("crates/a/README.md", "/README.md", Some("../../index.md"));
        check("xtask/book/tutorial.md", "../../crates/a/README.md", Some("crates/a/index.md"));
        check("README.md", "xtask/book/tutorial.md", Some("tutorial.md"));
    }

    #[test]
    fn a_file_beside_the_documents_gets_a_page_and_a_picture_stays_one() {
        check("README.md", "crates/b/src/lib.rs", Some("crates/b/src/lib.rs.md"));
        check("crates/a/README.md", "page.png", Some("../../crates/a/page.png"));
        check("README.md", "crates/b", None);
        check("README.md", "https://example.com/a", Some("https://example.com/a"));
    }

    #[test]
    fn a_document_that_is_no_chapter_is_a_problem() {
        let folder = TempFolder::new();
        let root = folder.path();
        let chapters = [PathBuf::from("README.md")].into();
        let mut book = Book { root, chapters, beside: BTreeMap::new(), problems: Vec::new() };
        assert_eq!(book.link(Path::new("README.md"), "MORE.md"), None);
        assert_eq!(book.problems, ["\n  README.md links to MORE.md, which is no chapter"]);
    }
}
