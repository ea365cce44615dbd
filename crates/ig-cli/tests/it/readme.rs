//! The first command that a new user runs.

use std::path::Path;

use crate::world::{World, run};

const README: &str = include_str!("../../../../README.md");

#[test]
fn the_first_command_publishes_the_photo_of_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let world = World::new();
    let command = README.lines().find_map(|line| line.strip_prefix("cargo run -p ig-cli -- "));
    let args = command.expect("the README's first command").split(' ');
    let args: Vec<_> = args.map(|word| word.trim_matches('\'')).collect();
    assert_eq!(args, ["publish", args[1], "--caption", "#BronzFonz", "--sandbox"]);
    let ran = run(world.bare(&args).current_dir(root)).expect(0);
    let labels: Vec<_> = ran.stdout.lines().filter_map(|line| line.split_once(' ')).collect();
    let [("container", container), ("media", media), ("permalink", permalink)] = labels[..] else {
        panic!("{}", ran.stdout);
    };
    assert!(container.trim().bytes().all(|byte| byte.is_ascii_digit()), "{container}");
    assert!(media.trim().bytes().all(|byte| byte.is_ascii_digit()), "{media}");
    assert!(permalink.trim().starts_with("http://127.0.0.1:"), "{permalink}");
    assert_ne!(container.trim(), media.trim());
}

#[test]
fn ci_runs_only_the_readmes_second_command() {
    let script = include_str!("../../../../.ci/run");
    let mut commands = script.lines().filter(|line| line.starts_with("cargo "));
    let command = commands.next().expect("a command");
    assert_eq!(commands.next(), None);
    assert!(README.lines().any(|line| line == command), "{command}");
}

#[test]
fn with_json_it_prints_one_object() {
    let world = World::new();
    let args = ["publish", "photo.jpg", "--caption", "#BronzFonz", "--sandbox", "--json"];
    let ran = run(&mut world.bare(&args)).expect(0);
    let report = ran.json();
    assert_eq!(report["outcome"], "published");
    assert_eq!(report["media_known"], "confirmed");
    assert_eq!(report["id"], *world.only_post());
    assert!(report["reason"].is_null());
    for key in ["container", "media", "permalink"] {
        assert!(report[key].is_string(), "{key}: {report}");
    }
}

#[test]
fn the_sandbox_inside_never_sees_the_token_and_the_api_of_the_environment() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg", "--sandbox", "--json"]);
    command.env("IG_ACCESS_TOKEN", "EAAGnotForTheSandbox").env("IG_USER_ID", "1");
    let report = run(&mut command).expect(0).json();
    assert_eq!(report["outcome"], "published");
    assert!(world.requests().is_empty(), "the API of the environment was not asked");
}

#[cfg(unix)]
#[test]
fn a_new_users_state_folder_has_one_post_that_others_cannot_read() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--sandbox"]).expect(0);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.state_dir()), 0o700);
    assert_eq!(mode(&world.posts()[0]), 0o600);
    let names = std::fs::read_dir(world.state_dir()).unwrap().count();
    assert_eq!(names, 1, "no lock and no temporary file is left");
}
