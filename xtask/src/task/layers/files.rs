//! The rules for the files of a crate: no circles, and the folders of the core in their order.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::modules::Uses;
use crate::failure::Failure;

/// The folders of the core: each may use those before it.
pub(super) const FOLDERS: &[&str] = &["value", "wire", "post", "endpoint", "flow", "publish"];

/// The start of a line that gives the reason for a circle.
const REASON: &str = "// Circle: ";

/// Files that use each other, directly or through others.
pub(super) fn circles(uses: &Uses) -> Vec<BTreeSet<&Path>> {
    let mut circles: Vec<BTreeSet<&Path>> = Vec::new();
    for file in uses.keys().filter(|file| reached(uses, file).contains(file.as_path())) {
        if !circles.iter().any(|circle| circle.contains(file.as_path())) {
            let back = |other: &&Path| reached(uses, other).contains(file.as_path());
            circles.push(reached(uses, file).into_iter().filter(back).collect());
        }
    }
    circles
}

/// The files that a file uses, directly or through others.
fn reached<'a>(uses: &'a Uses, from: &'a Path) -> BTreeSet<&'a Path> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        let used = uses.get(file).into_iter().flatten().map(PathBuf::as_path);
        next.extend(used.filter(|used| seen.insert(*used)));
    }
    seen
}

/// Whether a file of the circle gives a reason for it.
pub(super) fn has_a_reason(circle: &BTreeSet<&Path>, sources: &Path) -> Result<bool, Failure> {
    for file in circle {
        let file = sources.join(file);
        let text = fs::read_to_string(&file).map_err(Failure::of(file.display()))?;
        if text.lines().any(|line| line.trim_start().starts_with(REASON)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Uses of a folder by an earlier one.
pub(super) fn against_the_order(uses: &Uses, folders: &[&str]) -> Vec<String> {
    let place = |file: &Path| {
        let top = file.iter().next().unwrap_or_default().to_string_lossy();
        folders.iter().position(|folder| top.trim_end_matches(".rs") == *folder)
    };
    let mut problems = Vec::new();
    for (file, used) in uses.iter().filter(|(file, _)| !file.ends_with("lib.rs")) {
        let Some(own) = place(file) else {
            problems.push(format!("{} is in no folder of the order", file.display()));
            continue;
        };
        let above = used.iter().filter(|used| place(used).is_none_or(|place| own < place));
        problems.extend(above.map(|above| format!("{} uses {}", file.display(), above.display())));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::{super::modules, *};
    use crate::temp::TempFolder;

    /// Reads a crate of these files.
    fn uses(folder: &TempFolder, files: &[(&str, &str)]) -> Uses {
        files.iter().for_each(|(name, text)| folder.write(name, text));
        modules::read(&folder.path().join("lib.rs")).expect("it is well formed")
    }

    fn edges(files: &[(&str, &str)]) -> Vec<String> {
        let uses = uses(&TempFolder::new(), files);
        let edges = uses.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
        edges.map(|(from, to)| format!("{} {}", from.display(), to.display())).collect()
    }

    #[test]
    fn a_name_is_followed_to_the_file_that_defines_it() {
        let lib = ("lib.rs", "pub mod a; mod b; pub use b::{deep::Deep as D, *};");
        let b = ("b.rs", "pub mod deep; pub struct B; pub fn deep() {}");
        let deep = ("b/deep.rs", "pub struct Deep; pub enum E { V }");
        let inner = ("a/inner.rs", "use super::f; pub fn f() {}");
        let check = |a: &str, expect: &[&str]| {
            assert_eq!(edges(&[lib, b, deep, inner, ("a.rs", a)]), expect, "{a}");
        };
        check("use crate::D;", &["a.rs b/deep.rs"]);
        check("use crate::B;", &["a.rs b.rs"]);
        check("fn f() { crate::b::deep(); }", &["a.rs b.rs"]);
        check("use crate::b; fn f(_: b::deep::Deep) {}", &["a.rs b/deep.rs"]);
        check("use super::b::deep::*; fn f() -> E { E::V }", &["a.rs b/deep.rs"]);
        check("fn f() { println!(\"crate::B\", crate::D); }", &["a.rs b/deep.rs"]);
        check("mod inner { use super::super::B; }", &["a.rs b.rs"]);
        check("mod inner; fn f() { inner::f(); }", &["a.rs a/inner.rs"]);
        // A module does not use what is in it, and a re-export is not a use.
        check("use crate::b; pub use crate::B;", &[]);
        check("use std::fmt; struct B; fn f(_: B) {}", &[]);
        check("#[cfg(test)] mod tests; #[cfg(test)] use crate::B;", &[]);
    }

    #[test]
    fn files_that_use_each_other_are_a_circle_unless_there_is_a_reason() {
        let folder = TempFolder::new();
        let lib = ("lib.rs", "mod a; mod b; mod c; mod d;");
        let a = ("a.rs", "use crate::b::B; pub struct A;");
        let b = ("b.rs", "use crate::c::C; pub struct B;");
        let c = ("c.rs", "pub struct C(crate::a::A);");
        let d = ("d.rs", "use crate::a::A;");
        let found = uses(&folder, &[lib, a, b, c, d]);
        let circle: BTreeSet<_> = ["a.rs", "b.rs", "c.rs"].map(Path::new).into();
        assert_eq!(circles(&found), std::slice::from_ref(&circle));
        assert!(!has_a_reason(&circle, folder.path()).expect("it can be read"));
        folder.write("c.rs", "// Circle: each is half of the other.\npub struct C(crate::a::A);");
        assert!(has_a_reason(&circle, folder.path()).expect("it can be read"));
        let found = uses(&folder, &[("c.rs", "pub struct C;")]);
        assert!(circles(&found).is_empty());
    }

    #[test]
    fn a_folder_uses_only_those_before_it() {
        let lib = ("lib.rs", "pub mod low; mod high; mod odd; pub use high::H;");
        let high = ("high.rs", "use crate::low::{L, inner::I}; pub struct H;");
        let low = ("low.rs", "pub mod inner; pub struct L;");
        let odd = ("odd.rs", "");
        let check = |inner: &str, expect: &[&str]| {
            let inner = ("low/inner.rs", inner);
            let uses = uses(&TempFolder::new(), &[lib, high, low, odd, inner]);
            assert_eq!(against_the_order(&uses, &["low", "high"]), expect);
        };
        let odd = "odd.rs is in no folder of the order";
        check("use super::L; pub struct I;", &[odd]);
        check("pub struct I(crate::H);", &["low/inner.rs uses high.rs", odd]);
    }
}
