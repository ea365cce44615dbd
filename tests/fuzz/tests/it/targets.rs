//! The list of targets, the programs of `cargo fuzz` and the short runs match.

use std::{collections::BTreeSet, fs, path::Path};

use ig_fuzz::TARGETS;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(path).expect("it can be read")
}

#[test]
fn every_target_has_a_program_a_line_in_the_manifest_and_a_short_run() {
    let (manifest, short) = (read("Cargo.toml"), read("tests/it/short.rs"));
    for target in TARGETS {
        let file = target.name.replace('-', "_");
        let program = read(&format!("fuzz_targets/{file}.rs"));
        assert!(program.contains(&format!("find(\"{}\").check(bytes)", target.name)));
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{file}.rs\"")));
        assert!(short.contains(&format!("short(\"{}\",", target.name)), "{}", target.name);
    }
    let names: BTreeSet<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names.len(), TARGETS.len());
    assert_eq!(manifest.matches("path = \"fuzz_targets/").count(), TARGETS.len());
}

/// A check that cannot fail would find nothing.
#[test]
fn a_bound_that_is_broken_is_found() {
    let found = std::panic::catch_unwind(|| {
        let target = ig_fuzz::find("jpeg");
        let most = target.most_memory(0);
        let memory = allocation_counter::measure(|| drop(vec![0_u8; most as usize + 1]));
        assert!(memory.bytes_max <= most, "{} bytes were held", memory.bytes_max);
    });
    assert!(found.is_err());
}
