//! The types of the contract describe what the commands print, and do not make it. So each form of each
//! output is printed here once, and is what its schema says.

use std::collections::BTreeMap;

use ig_sandbox::{Config, Login, SecondPublish};
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

use super::{closed, output_of, schemas};
use crate::{
    convert::{corners, encoded},
    login, token,
    world::{Ran, Started, USER, World, run},
};

/// What was printed, by the names of the outputs.
#[derive(Default)]
struct Printed(BTreeMap<String, Vec<Value>>);

impl Printed {
    /// Runs a command with `--json`.
    #[track_caller]
    fn ig(&mut self, world: &World, args: &[&str], code: i32) -> Value {
        let ran = run(&mut world.command(&[args, &["--json"]].concat())).expect(code);
        self.keep(args, &ran)
    }

    #[track_caller]
    fn keep(&mut self, args: &[&str], ran: &Ran) -> Value {
        let words: Vec<_> = args.iter().map(|&word| word.to_owned()).collect();
        let reply = ran.json();
        self.0.entry(output_of(&words)).or_default().push(reply.clone());
        reply
    }

    /// Starts a command that goes on, and reads its first line.
    fn first_line(&mut self, world: &World, args: &[&str]) {
        let mut process = world.start(&[args, &["--json"]].concat());
        let mut line = String::new();
        let stdout = process.child().stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
        self.keep(args, &Ran { code: None, stdout: line, stderr: String::new() });
        Started::kill(process);
    }
}

#[test]
fn every_form_of_every_output_is_printed_as_its_schema_says() {
    let mut printed = Printed::default();
    let world = World::with(
        Config::default().with_second_publish(SecondPublish::Refuse).with_no_processing(),
    );
    posts(&mut printed, &world);
    queue(&mut printed, &world);
    on_this_machine(&mut printed, &world);
    tokens(&mut printed);
    // Each command can fail, and then says why in the same form.
    for name in schemas().keys().filter(|name| *name != "error") {
        let words: Vec<_> = match name.split_once('-') {
            Some((first, second)) => vec![first, second],
            None => vec![name.as_str()],
        };
        printed.ig(&world, &[&words[..], &["--no-such-option"]].concat(), 2);
    }
    printed.ig(&world, &["--no-such-option"], 2);
    let mut missing = Vec::new();
    for (name, schema) in schemas() {
        let replies = printed.0.remove(name).unwrap_or_default();
        for form in schema["anyOf"].as_array().unwrap() {
            let mut only = schema.clone();
            only["anyOf"] = Value::Array(vec![form.clone()]);
            let form = form["$ref"].as_str().unwrap();
            let validator = closed(only);
            if !replies.iter().any(|reply| validator.is_valid(reply)) {
                missing.push(format!("{name}: {form}"));
            }
        }
    }
    assert!(missing.is_empty(), "no command printed these: {missing:#?}");
    assert!(printed.0.is_empty(), "these have no schema: {:?}", printed.0.keys());
}

fn posts(printed: &mut Printed, world: &World) {
    let publish = ["publish", "photo.jpg", "--caption", "a", "--key", "a"];
    printed.ig(world, &["publish", "photo.jpg", "--dry-run"], 0);
    printed.ig(world, &["resume"], 0);
    let posted = printed.ig(world, &publish, 0);
    printed.ig(world, &[&publish[..], &["--dry-run"]].concat(), 0);
    printed.ig(world, &["publish", "photo.jpg", "--caption", "b", "--at=+1h"], 0);
    printed.ig(world, &["publish", "none.jpg"], 2);
    printed.ig(world, &["resume", "a"], 0);
    printed.ig(world, &["resume", "none"], 2);
    printed.ig(world, &["list"], 0);
    printed.ig(world, &["list", "--state-dir", "none"], 2);
    printed.ig(world, &["explain", "a"], 0);
    printed.ig(world, &["explain", "none"], 2);
    let (media, container) = (text(&posted, "media"), text(&posted, "container"));
    printed.ig(world, &["status", &container], 0);
    printed.ig(world, &["status", "17"], 1);
    printed.ig(world, &["limit"], 0);
    printed.ig(world, &["limit", "--user-id", "17"], 1);
    printed.ig(world, &["media", "list"], 0);
    printed.ig(world, &["media", "list", "--user-id", "17"], 1);
    printed.ig(world, &["media", "show", &media], 0);
    printed.ig(world, &["media", "show", "17"], 1);
    printed.ig(world, &["media", "comments", "off", &media], 0);
    printed.ig(world, &["media", "comments", "off", "17"], 1);
    printed.ig(world, &["media", "delete", &media, "--yes"], 0);
    printed.ig(world, &["media", "delete", &media, "--yes"], 1);
    printed.ig(world, &["pages", "search", "a"], 0);
    printed.ig(world, &["pages", "search", "a", "--token-file", "none"], 2);
    printed.ig(world, &["doctor"], 0);
    printed.ig(world, &["doctor", "--token-file", "none"], 2);
    printed.ig(world, &["probe", "photo.jpg", "--watch=1s", "--yes"], 0);
    printed.ig(world, &["probe", "photo.jpg"], 2);
    printed.ig(world, &["brake", "list"], 0);
    printed.ig(world, &["brake", "clear", "--all"], 0);
    printed.ig(world, &["brake", "clear", "--user-id", "x"], 2);
}

fn queue(printed: &mut Printed, world: &World) {
    let add = ["queue", "add", "photo.jpg", "--caption", "c"];
    let added = printed.ig(world, &[&add[..], &["--at=+2h"]].concat(), 0);
    printed.ig(world, &[&add[..], &["--at=yesterday"]].concat(), 2);
    let id = text(&added, "id");
    for command in ["show", "explain"] {
        printed.ig(world, &["queue", command, &id], 0);
        printed.ig(world, &["queue", command, "none"], 2);
    }
    printed.ig(world, &["queue", "edit", &id, "--at=+3h"], 0);
    printed.ig(world, &["queue", "edit", "none", "--at=+3h"], 2);
    printed.ig(world, &["queue", "list"], 0);
    printed.ig(world, &["queue", "retime"], 0);
    printed.ig(world, &["queue", "metrics"], 0);
    printed.ig(world, &["queue", "migrate"], 0);
    printed.ig(world, &["queue", "pause", USER], 0);
    printed.ig(world, &["queue", "go", USER], 0);
    printed.ig(world, &["queue", "go", "none"], 2);
    printed.ig(world, &["queue", "cancel", &id], 0);
    printed.ig(world, &["queue", "cancel", "none"], 2);
    printed.ig(world, &["queue", "release", "none"], 2);
    world.file("posts.csv", b"account,at,media,caption\n17841400008460056,+4h,photo.jpg,d\n");
    printed.ig(world, &["queue", "import", "posts.csv"], 0);
    world.file("posts.csv", b"at,media\nnever,photo.jpg\n");
    printed.ig(world, &["queue", "import", "posts.csv"], 2);
    // It is held, since its photo is gone when it is due.
    let gone = format!("{}/_sandbox/files/none.jpg", world.server.url());
    let held = printed.ig(world, &["queue", "add", &gone, "--at=+0s"], 0);
    printed.ig(world, &["queue", "work", "--once", "--check-urls=always"], 1);
    printed.ig(world, &["queue", "release", &text(&held, "id")], 0);
}

fn on_this_machine(printed: &mut Printed, world: &World) {
    printed.ig(world, &["accounts"], 0);
    printed.ig(world, &["accounts", "--config", "none"], 2);
    printed.ig(world, &["check", "photo.jpg"], 0);
    printed.ig(world, &["check", "none.jpg"], 2);
    world.file("a.png", &encoded(&DynamicImage::ImageRgb8(corners(360, 360)), ImageFormat::Png));
    printed.ig(world, &["convert", "a.png"], 0);
    printed.ig(world, &["convert", "none.png"], 2);
    printed.ig(world, &["schema", "--list"], 0);
    printed.ig(world, &["schema"], 0);
    printed.first_line(world, &["serve", "--listen", "127.0.0.1:0"]);
    printed.ig(world, &["serve", "--print-token"], 0);
    printed.ig(world, &["serve", "--listen", "0.0.0.0:0"], 2);
    printed.first_line(world, &["sandbox", "--listen", "127.0.0.1:0"]);
    printed.ig(world, &["sandbox", "--config", "none"], 2);
}

fn tokens(printed: &mut Printed) {
    for login in [Login::Facebook, Login::Instagram] {
        let world = World::with(Config::default().with_login(login));
        let file = ["--token-file", "token", "--json"];
        let mut ig = |args: &[&str], code| {
            let ran = token::token(&world, login, &[args, &file].concat()).expect(code);
            printed.keep(&[&["token"], args].concat(), &ran);
        };
        ig(&["debug"], 2);
        ig(&["exchange", "--redirect-uri", token::BACK], 0);
        ig(&["debug", "--offline"], 0);
        ig(&["debug"], 0);
        ig(&["extend"], 0);
        if login == Login::Instagram {
            ig(&["refresh"], 2);
            token::age(&world, 2);
            ig(&["refresh"], 0);
        }
        let ran = login::signed_in(&world, login);
        printed.keep(&["login"], &ran.expect(0));
        let refused = run(&mut world.bare(&["login", "--json"]));
        printed.keep(&["login"], &refused.expect(2));
    }
}

fn text(reply: &Value, name: &str) -> String {
    reply[name].as_str().unwrap_or_else(|| panic!("{name} is not in {reply}")).to_owned()
}
