//! What the README shows is run as it stands there, but for the port.

use std::{fs, path::Path, process::Command};

use super::{Serving, photo};
use crate::world::World;

const README: &str = include_str!("../../../README.md");

const PLACE: &str = "127.0.0.1:8026";

/// The blocks of the section, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let (_, section) = README.split_once("\n## From any language\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let fence = format!("```{language}\n");
    let blocks = section.split(fence.as_str()).skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_lines_of_curl_publish_one_post() {
    let world = World::new();
    let [start, curl] = blocks("sh")[..] else { panic!("a start, and a request") };
    let mut lines = start.lines();
    let serve = lines.next().unwrap().strip_prefix("ig ").unwrap().strip_suffix(" &").unwrap();
    let token = lines.next().unwrap();
    let photos = world.home().join("photos");
    fs::create_dir(&photos).unwrap();
    fs::copy(world.home().join("photo.jpg"), photos.join("bronz-fonz.jpg")).unwrap();
    let args: Vec<_> = serve.split(' ').chain(["--listen", "127.0.0.1:0"]).collect();
    let serving = Serving::of(&mut world.command(&args), &world.state_dir());
    assert!(curl.matches(PLACE).count() == 2, "{curl}");
    let curl = curl.replace(PLACE, &serving.http.address);
    // Twice, as after a crash of the client.
    for _ in 0..2 {
        let script = format!("{token}\n{curl}");
        let bin = Path::new(env!("CARGO_BIN_EXE_ig")).parent().unwrap().to_owned();
        let path = std::env::join_paths([bin, "/usr/bin".into(), "/bin".into()]).unwrap();
        let mut command = Command::new("sh");
        command.args(["-e", "-c", &script]).env_clear().env("PATH", path);
        command.env("HOME", world.home()).env("NO_PROXY", "*").current_dir(world.home());
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}");
        let media = world.public();
        assert_eq!(media.len(), 1, "{said}");
        assert_eq!(said.matches(&format!("\"media\":\"{}\"", media[0])).count(), 2, "{said}");
    }
}

#[test]
fn the_table_has_every_route() {
    let (_, section) = README.split_once("\n## From any language\n").unwrap();
    let world = World::new();
    let serving = Serving::start(&world);
    let description = serving.http.get("/openapi.json").expect(200).body;
    for (path, operations) in description["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let request = format!(
                "{} {}",
                method.to_ascii_uppercase(),
                path.replace("{key}", "KEY").replace("{user_id}", "ID")
            );
            assert!(section.contains(&format!("`{request}")), "{request}");
        }
    }
}

#[test]
fn an_error_has_the_members_that_are_said() {
    let world = World::new();
    let serving = Serving::start(&world);
    let (_, rest) = README.split_once("An error is `{ \"error\": { ").unwrap();
    let (shown, rest) = rest.split_once('}').unwrap();
    let mut said: Vec<_> = shown.split('"').skip(1).step_by(2).collect();
    said.sort_unstable();
    let members = |error: &serde_json::Value| -> Vec<String> {
        let mut members: Vec<_> = error.as_object().unwrap().keys().cloned().collect();
        members.sort_unstable();
        members
    };
    assert_eq!(members(&serving.http.get("/posts/none").expect(404).body["error"]), said);
    serving.http.publish("k", &photo("a"));
    let other = serving.http.put("k", &photo("b")).expect(409).body;
    let more: Vec<_> =
        members(&other["error"]).into_iter().filter(|it| !said.contains(&it.as_str())).collect();
    assert_eq!(more, ["differs"]);
    let (rest, _) = rest.split_once("\n\n").unwrap();
    assert!(rest.contains("`differs`") && rest.contains("`advice`"), "{rest}");
    assert!(
        world.ig(&["publish", "none.jpg", "--json"]).expect(2).json()["error"]["advice"]
            .is_string()
    );
}
