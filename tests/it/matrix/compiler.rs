//! The compiler's errors for lines of code that use the core.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::Value;

use crate::programs::build_example;

/// An error of the compiler.
#[derive(Clone, Debug)]
pub(super) struct Complaint {
    /// The number: `E0599`.
    pub(super) code: String,
    /// The message, without the line of code.
    pub(super) text: String,
}

impl Complaint {
    /// Whether it names `word`, which may be a type or a method.
    pub(super) fn names(&self, word: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.text.split(|c: char| !is_part(c)).any(|found| found == word)
    }
}

/// Compiles `lines` as a library, and returns the errors of each, by its index.
pub(super) fn complaints(lines: &[String]) -> BTreeMap<usize, Vec<Complaint>> {
    /// The first line is the import.
    const BEFORE: usize = 2;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("lines.rs");
    let text =
        format!("use ig_core::{{id::*, post::*, tag::*, upload::*, *}};\n{}\n", lines.join("\n"));
    fs::write(&source, text).unwrap();
    let output = compile(&source, folder.path());
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        let spans = message["spans"].as_array().unwrap();
        if message["level"] != "error" || spans.is_empty() {
            continue;
        }
        let is_here = |span: &&Value| span["is_primary"] == true;
        let span = spans.iter().find(is_here).unwrap_or_else(|| panic!("no place: {message}"));
        let place = usize::try_from(span["line_start"].as_u64().unwrap()).unwrap();
        let code = message["code"]["code"].as_str().unwrap_or_default().to_owned();
        let label = span["label"].as_str().unwrap_or_default();
        let text = format!("{}: {label}", message["message"].as_str().unwrap());
        let place = place.checked_sub(BEFORE).unwrap_or_else(|| panic!("the import: {text}"));
        found.entry(place).or_default().push(Complaint { code, text });
    }
    assert_eq!(output.status.success(), found.is_empty(), "{output:?}");
    found
}

/// Runs the compiler on one file: a project with one file per case takes a hundred times as long.
fn compile(source: &Path, folder: &Path) -> Output {
    let core = core();
    let mut library = OsString::from("ig_core=");
    library.push(core);
    // The requested library is in the folder above the libraries that it uses.
    let is_below = core.parent().is_some_and(|folder| folder.ends_with("deps"));
    let mut below = OsString::from("dependency=");
    below.push(if is_below { core.with_file_name("") } else { core.with_file_name("deps") });
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata"])
        .args(["--error-format", "json", "--cap-lints", "allow"])
        .arg("--extern")
        .arg(library)
        .arg("-L")
        .arg(below)
        .arg("--out-dir")
        .arg(folder)
        .arg(source)
        .output()
        .unwrap()
}

/// The core's library, as built for an example that other tests run.
fn core() -> &'static Path {
    static CORE: OnceLock<PathBuf> = OnceLock::new();
    CORE.get_or_init(|| {
        let built = build_example("executor");
        let mut core = built.iter().filter(|it| it["target"]["name"] == "ig_core");
        let files = core.find_map(|it| it["filenames"].as_array()).expect("the core");
        let mut files = files.iter().map(|file| PathBuf::from(file.as_str().unwrap()));
        let library = files.find(|file| file.extension().is_some_and(|it| it == "rlib"));
        library.expect("a library")
    })
}
