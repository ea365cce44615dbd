//! The number of files that one more endpoint touches: four for the core (its own, the list, a
//! sample, a recorded reply), and three for the sandbox. Generated files do not count.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ig_core::endpoint::{ENDPOINTS, Listed};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every file below `folder`: its path from the root, and its text if it is Rust.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    let mut all = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.ends_with("target") {
                open.push(path);
            } else if name.ends_with(".rs") {
                all.push((name, fs::read_to_string(path).unwrap()));
            } else if name.ends_with("__200.json") {
                all.push((name, String::new()));
            }
        }
    }
    all
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn names(text: &str, word: &str) -> bool {
    words(text).any(|own| own == word)
}

/// Code for all endpoints uses the list; only the samples name each, since they need ids.
#[test]
fn no_other_file_lists_the_endpoints() {
    let types: BTreeSet<_> = ENDPOINTS.iter().map(Listed::type_name).collect();
    let names_many = |(_, text): &&(String, String)| {
        let named: BTreeSet<_> = words(text).filter(|word| types.contains(word)).collect();
        10 < named.len()
    };
    let all = [files("crates"), files("tests"), files("xtask")].concat();
    let lists: BTreeSet<_> = all.iter().filter(names_many).map(|(name, _)| &**name).collect();
    let known = ["crates/ig-core/src/endpoint.rs", "tests/it/coverage/samples.rs"];
    assert_eq!(lists, BTreeSet::from(known));
}

/// Endpoints that no flow and no command uses show what an endpoint by itself needs.
#[test]
fn an_endpoint_is_in_four_files_and_three_of_the_sandbox() {
    let all = [files("crates"), files("tests"), files("xtask")].concat();
    let machine = all
        .iter()
        .filter(|(name, _)| name.starts_with("crates/ig-sandbox") && name.contains("/src/"));
    let machine: Vec<_> = machine.collect();
    let mut known = 0;
    for (type_name, file, edge) in [
        ("ListChildren", "list_children_", None),
        ("ListCollaborators", "list_collaborators_", None),
        ("SearchAudio", "search_audio_", Some("ig_audio")),
        ("SearchProducts", "search_products_", Some("catalog_product_search")),
    ] {
        known += usize::from(ENDPOINTS.iter().map(Listed::type_name).any(|it| it == type_name));
        let is_core = |name: &str| !name.starts_with("tests/it/one_endpoint");
        let core = all.iter().filter(|(name, text)| is_core(name) && names(text, type_name));
        let replies = all.iter().filter(|(name, _)| name.contains(&format!("/data/{file}")));
        let core: BTreeSet<_> = core.chain(replies).map(|(name, _)| name).collect();
        assert_eq!(core.len(), 4, "{type_name}: {core:#?}");
        let Some(edge) = edge else { continue };
        let sandbox = machine.iter().filter(|(_, text)| names(text, edge)).map(|(name, _)| name);
        let sandbox: BTreeSet<_> = sandbox.collect();
        assert!((2..=3).contains(&sandbox.len()), "{edge}: {sandbox:#?}");
    }
    assert_eq!(known, 4, "each is in the list");
}
