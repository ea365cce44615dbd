//! The table of edges, and the rules that compare the graph with it.

use std::collections::BTreeSet;

use super::graph::{Graph, Member};

/// The crates of the workspace that each crate may use, in the crate itself or in its tests.
const LAYERS: &[(&str, &[&str])] = &[
    ("ig-rules", &[]),
    ("ig-core", &["ig-rules"]),
    ("ig-account", &["ig-core"]),
    ("ig-driver", &["ig-core"]),
    ("ig-fetch", &[]),
    ("ig-media", &["ig-rules"]),
    ("ig-queue", &["ig-core", "ig-sandbox-core"]),
    ("ig-queue-report", &["ig-core", "ig-driver", "ig-queue"]),
    ("ig-queue-postgres", &["ig-core", "ig-driver", "ig-queue", "ig-queue-report", "ig-reqwest"]),
    (
        "ig-queue-sqlite",
        &["ig-core", "ig-driver", "ig-queue", "ig-queue-report", "ig-sandbox", "ig-ureq"],
    ),
    ("ig-reqwest", &["ig-core", "ig-driver"]),
    ("ig-ureq", &["ig-core", "ig-driver"]),
    ("ig-sandbox-core", &["ig-media", "ig-rules"]),
    ("ig-sandbox", &["ig-core", "ig-fetch", "ig-sandbox-core"]),
    (
        "ig-cli",
        &[
            "ig-account",
            "ig-core",
            "ig-driver",
            "ig-fetch",
            "ig-media",
            "ig-queue",
            "ig-queue-report",
            "ig-queue-sqlite",
            "ig-reqwest",
            "ig-rules",
            "ig-sandbox",
            "ig-ureq",
        ],
    ),
    (
        "ig-worker",
        &["ig-cli", "ig-core", "ig-queue", "ig-queue-postgres", "ig-reqwest", "ig-sandbox"],
    ),
    ("ig-fuzz", &["ig-account", "ig-cli", "ig-core", "ig-fetch", "ig-media", "ig-sandbox-core"]),
    (
        "ig-tests",
        &[
            "ig-account",
            "ig-cli",
            "ig-core",
            "ig-driver",
            "ig-media",
            "ig-reqwest",
            "ig-rules",
            "ig-sandbox",
            "ig-sandbox-core",
            "ig-ureq",
        ],
    ),
    ("ig-model", &["ig-core", "ig-sandbox-core"]),
    ("ig-examples", &["ig-core", "ig-reqwest"]),
    (
        "ig-bench",
        &[
            "ig-core",
            "ig-driver",
            "ig-queue",
            "ig-queue-postgres",
            "ig-queue-sqlite",
            "ig-reqwest",
            "ig-ureq",
        ],
    ),
    ("xtask", &[]),
];

/// Additional crates that only tests may use: the sandbox's documented examples are clients.
const TESTED_WITH: &[(&str, &[&str])] = &[("ig-sandbox", &["ig-reqwest", "ig-ureq"])];

const CORE: &str = "ig-core";

/// All direct dependencies of ig-core.
const CORE_DEPENDENCIES: &[&str] = &[
    "form_urlencoded",
    "hmac-sha256",
    "http",
    "httpdate",
    "humantime",
    "ig-rules",
    "itoa",
    "serde",
    "serde_json",
    "thiserror",
    "zeroize",
];

/// HTTP clients and servers, runtimes, TLS, sockets and randomness: everything that would do I/O
/// below the core, the queue and the sandbox's machine.
const OUT_OF_REACH: &[&str] = &[
    "async-io",
    "async-std",
    "attohttpc",
    "curl",
    "fastrand",
    "futures-executor",
    "getrandom",
    "h2",
    "hyper",
    "hyper-util",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "polling",
    "rand",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "ureq",
];

/// The bound on the core's tree, including itself, procedural macros and the dependencies of build
/// scripts.
const MOST_CRATES_IN_CORE: usize = 25;

pub(super) fn check(graph: &Graph) -> Vec<String> {
    let mut problems = edges_are_in_the_table(graph);
    if let Some(core) = graph.members.get(CORE) {
        problems.extend(core_uses_its_list(core));
        problems.extend(core_has_no_features(core));
    } else {
        problems.push(format!("{CORE} is missing"));
    }
    for machine in [CORE, "ig-queue", "ig-sandbox-core"] {
        problems.extend(reaches_no_io(graph, machine));
    }
    problems
}

fn edges_are_in_the_table(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, member) in &graph.members {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| layer == name) else {
            problems.push(format!("{name} has no place in the table of layers"));
            continue;
        };
        let tested_with = TESTED_WITH.iter().find(|(layer, _)| layer == name);
        let tested_with = tested_with.map_or(&[][..], |(_, more)| more);
        let is_foreign =
            |used: &&String| graph.members.contains_key(*used) && !allowed.contains(&used.as_str());
        let to_run = member.normal.iter().chain(&member.build).filter(is_foreign);
        let to_test = member.dev.iter().filter(is_foreign);
        let to_test = to_test.filter(|used| !tested_with.contains(&used.as_str()));
        problems.extend(to_run.chain(to_test).map(|used| format!("{name} must not use {used}")));
    }
    problems
}

fn core_uses_its_list(core: &Member) -> Vec<String> {
    let list: BTreeSet<_> = CORE_DEPENDENCIES.iter().map(|&name| name.to_owned()).collect();
    let added = core.normal.difference(&list).chain(&core.build);
    let added = added.map(|name| format!("{CORE} uses {name}, which is not in its list"));
    let left = list.difference(&core.normal);
    added
        .chain(left.map(|name| format!("{CORE} no longer uses {name}: shorten its list")))
        .collect()
}

/// A feature of the core would be a second core, and only one of them would be tested.
fn core_has_no_features(core: &Member) -> Vec<String> {
    core.features.iter().map(|name| format!("{CORE} must not have the feature {name}")).collect()
}

fn reaches_no_io(graph: &Graph, machine: &str) -> Vec<String> {
    let ways = OUT_OF_REACH.iter().filter_map(|name| graph.way(machine, name));
    ways.map(|way| format!("{machine} must not reach I/O or randomness: {}", way.join(" -> ")))
        .collect()
}

pub(super) fn core_is_small(tree: &BTreeSet<String>) -> Option<String> {
    let count = tree.len();
    (count > MOST_CRATES_IN_CORE)
        .then(|| format!("{CORE} needs {count} crates; at most {MOST_CRATES_IN_CORE} are allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The workspace as it should be, with edges added.
    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (name, _) in LAYERS {
            graph.members.entry((*name).to_owned()).or_default();
        }
        let core = CORE_DEPENDENCIES.iter().map(|&name| (CORE, name));
        let right = [("ig-reqwest", CORE), ("ig-reqwest", "reqwest"), ("ig-cli", "ig-sandbox")];
        for (from, to) in core.chain(right).chain(edges.iter().copied()) {
            if let Some(member) = graph.members.get_mut(from) {
                member.normal.insert(to.to_owned());
            }
            graph.built_with.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        graph
    }

    fn check_edges(edges: &[(&str, &str)], expect: &[&str]) {
        assert_eq!(check(&graph(edges)), expect);
    }

    #[test]
    fn the_workspace_as_designed_passes() {
        check_edges(&[], &[]);
        check_edges(&[("ig-sandbox-core", "ig-media"), ("ig-tests", "ig-cli")], &[]);
    }

    #[test]
    fn an_edge_that_is_not_in_the_table_is_refused() {
        check_edges(&[("ig-media", "ig-core")], &["ig-media must not use ig-core"]);
        check_edges(&[("ig-ureq", "ig-reqwest")], &["ig-ureq must not use ig-reqwest"]);
        check_edges(&[("ig-sandbox", "ig-ureq")], &["ig-sandbox must not use ig-ureq"]);
        check_edges(&[("ig-cli", "xtask")], &["ig-cli must not use xtask"]);
        check_edges(&[("ig-cli", "ig-tests")], &["ig-cli must not use ig-tests"]);
    }

    #[test]
    fn an_edge_for_tests_or_a_build_script_is_an_edge() {
        let mut dev = graph(&[]);
        let member = dev.members.get_mut("ig-ureq").expect("it is in the table");
        member.dev.insert("ig-sandbox".to_owned());
        member.build.insert("xtask".to_owned());
        let expect = ["ig-ureq must not use xtask", "ig-ureq must not use ig-sandbox"];
        assert_eq!(check(&dev), expect);
    }

    #[test]
    fn what_tests_may_use_is_not_for_the_crate_itself() {
        let mut dev = graph(&[]);
        let member = dev.members.get_mut("ig-sandbox").expect("it is in the table");
        member.dev.extend(["ig-reqwest", "ig-ureq", "ig-driver"].map(str::to_owned));
        assert_eq!(check(&dev), ["ig-sandbox must not use ig-driver"]);
        check_edges(&[("ig-sandbox", "ig-ureq")], &["ig-sandbox must not use ig-ureq"]);
    }

    #[test]
    fn a_crate_without_a_place_in_the_table_is_refused() {
        let mut graph = graph(&[]);
        graph.members.insert("ig-extra".to_owned(), Member::default());
        assert_eq!(check(&graph), ["ig-extra has no place in the table of layers"]);
    }

    #[test]
    fn the_core_uses_its_list_and_nothing_else() {
        check_edges(&[(CORE, "regex")], &["ig-core uses regex, which is not in its list"]);
        let mut less = graph(&[]);
        less.members.get_mut(CORE).expect("it is there").normal.remove("humantime");
        assert_eq!(check(&less), ["ig-core no longer uses humantime: shorten its list"]);
        let mut built = graph(&[]);
        built.members.get_mut(CORE).expect("it is there").build.insert("cc".to_owned());
        assert_eq!(check(&built), ["ig-core uses cc, which is not in its list"]);
    }

    #[test]
    fn the_core_has_no_features() {
        let mut graph = graph(&[]);
        graph.members.get_mut(CORE).expect("it is there").features.insert("tokio".to_owned());
        assert_eq!(check(&graph), ["ig-core must not have the feature tokio"]);
    }

    #[test]
    fn the_core_reaches_no_io_through_others_either() {
        let expect = "ig-core must not reach I/O or randomness: ig-core -> http -> util -> tokio";
        check_edges(&[("http", "util"), ("util", "tokio")], &[expect]);
    }

    #[test]
    fn neither_does_the_machine_of_the_sandbox() {
        let expect = "ig-sandbox-core must not reach I/O or randomness: ig-sandbox-core -> mio";
        check_edges(&[("ig-sandbox-core", "mio")], &[expect]);
    }

    #[test]
    fn neither_does_the_queue() {
        let expect = "ig-queue must not reach I/O or randomness: ig-queue -> tokio";
        check_edges(&[("ig-queue", "tokio")], &[expect]);
    }

    #[test]
    fn a_workspace_without_the_core_is_refused() {
        assert!(check(&Graph::default()).contains(&"ig-core is missing".to_owned()));
    }

    #[test]
    fn the_tree_of_the_core_has_a_bound() {
        let tree = |count: usize| (0..count).map(|number| number.to_string()).collect();
        assert_eq!(core_is_small(&tree(25)), None);
        let expect = "ig-core needs 26 crates; at most 25 are allowed";
        assert_eq!(core_is_small(&tree(26)).as_deref(), Some(expect));
    }
}
