//! What a program is told is in terms of what it has: it has routes or tools, and no command line.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
};

use ig_sandbox::{Do, Fault, On};
use serde_json::{Value, json};

use super::{Reply, Serving, photo};
use crate::{
    media,
    world::{USER, World, until},
};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Http,
    Mcp,
}

/// The words that a reader can do nothing with.
pub(crate) struct Foreign {
    reader: Reader,
    commands: Vec<String>,
    options: BTreeSet<String>,
}

impl Foreign {
    /// The commands are those of `ig --help`. Whoever has started the program can start it with another
    /// of its own options, sign in, and get its token.
    pub(crate) fn to(reader: Reader, world: &World) -> Self {
        let help = |args: &[&str]| world.ig(args).expect(0).stdout;
        let (_, list) = help(&["--help"]).split_once("Commands:\n").map_or_else(
            || panic!("the list of commands"),
            |(start, rest)| (start.to_owned(), rest.to_owned()),
        );
        let list = list.lines().take_while(|line| !line.is_empty());
        let commands: Vec<_> = list
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().map(str::to_owned))
            .filter(|name| !["", "serve", "mcp", "login"].contains(&name.as_str()))
            .collect();
        assert!(
            ["publish", "queue", "list", "schema"]
                .iter()
                .all(|it| commands.contains(&(*it).to_owned()))
        );
        let own = match reader {
            Reader::Http => "serve",
            Reader::Mcp => "mcp",
        };
        let options = options(&help(&[own, "--help"])).map(str::to_owned).collect();
        Self { reader, commands, options }
    }

    /// Looks at each text of an answer. That `ig publish` has begun a post is a fact; what to do is not
    /// done with it.
    #[track_caller]
    pub(crate) fn are_not_in(&self, answer: &Value) {
        match answer {
            Value::Object(members) => {
                for (name, value) in members {
                    if let Value::String(text) = value {
                        let is_advice = ["fix", "next"].contains(&name.as_str());
                        self.are_not_in_text(text, is_advice);
                    }
                    self.are_not_in(value);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.are_not_in(value)),
            _ => (),
        }
    }

    #[track_caller]
    fn are_not_in_text(&self, text: &str, is_advice: bool) {
        for command in &self.commands {
            let is_fact = command == "publish" && !is_advice;
            assert!(is_fact || !text.contains(&format!("ig {command}")), "{command}: {text}");
        }
        for option in options(text) {
            assert!(self.options.contains(option), "{option}: {text}");
        }
        let of_others: &[&str] = match self.reader {
            Reader::Http => &["the tool ", "the arguments"],
            Reader::Mcp => &["GET /", "PUT /", "POST /posts", "DELETE /", "openapi", "the body"],
        };
        for words in
            ["command line", "the command again", "post file", "column"].iter().chain(of_others)
        {
            assert!(!text.contains(words), "{words}: {text}");
        }
    }
}

/// The names of options in a text.
fn options(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| word.starts_with("--") && 2 < word.len())
}

/// Members of a post, each of which cannot be used in one way.
pub(crate) fn bad_posts() -> Vec<Value> {
    let of_photo = |members: Value| {
        let mut post = photo("a");
        post["photo"].as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        post
    };
    let with = |members: Value| {
        let mut post = photo("a");
        post.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        post
    };
    let reel = |members: Value| {
        let mut post = json!({ "reel": { "medium": "video.mp4" } });
        post["reel"].as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        post
    };
    let mut posts = vec![
        json!({}),
        json!([]),
        json!({ "photo": "photo.jpg" }),
        json!({ "photo": { "medium": "" } }),
        json!({ "photo": { "medium": "photo.jpg" }, "reel": { "medium": "video.mp4" } }),
        of_photo(json!({ "captoin": "x" })),
        of_photo(json!({ "caption": "x".repeat(2201) })),
        of_photo(json!({ "caption": "#a ".repeat(31) })),
        of_photo(json!({ "alt_text": "x".repeat(1001) })),
        of_photo(json!({ "user_tags": [{ "username": "a" }] })),
        of_photo(json!({ "location_id": "x" })),
        of_photo(json!({ "collaborators": ["a b"] })),
        of_photo(json!({ "caption": "", "add_on": "comment_prompt" })),
        of_photo(json!({ "caption": "?", "add_on": { "poll": { "options": ["a"] } } })),
        of_photo(json!({ "extra": { "caption": "x" } })),
        reel(json!({ "thumb_offset": 3_600_000 })),
        reel(json!({ "cover_url": "photo.jpg", "thumb_offset": 1 })),
        reel(json!({ "hosted": true })),
        reel(json!({ "medium": "silent.mp4", "audio_configuration": { "audio_id": "1" } })),
        reel(json!({ "medium": "photo.jpg" })),
        json!({ "carousel": { "items": [{ "photo": { "medium": "photo.jpg" } }] } }),
        with(json!({ "zone": "Europe/Berlin" })),
        with(json!({ "at": "+1h", "late": "x" })),
        with(json!({ "at": "+1h", "lead": "30h" })),
        with(json!({ "user_id": "x" })),
        with(json!({ "credential": "none" })),
        with(json!({ "credential": "a b" })),
    ];
    for at in [
        "soon",
        "2099-01-01",
        "2099-01-01 10:00",
        "2099-01-01 10:00 Mars/Base",
        "2020-01-01T00:00:00Z",
        "2099-03-29 02:30 Europe/Berlin",
        "2099-10-25 02:30 Europe/Berlin",
    ] {
        posts.push(with(json!({ "at": at })));
    }
    for medium in [
        "missing.jpg",
        "../photo.jpg",
        "/etc/passwd",
        ".",
        "-",
        "empty.jpg",
        "text.jpg",
        "photo.gif",
        "wide.jpg",
        "ftp://127.0.0.1/a.jpg",
        "http://",
    ] {
        posts.push(of_photo(json!({ "medium": medium })));
    }
    posts
}

/// The files that bad posts name.
pub(crate) fn files(world: &World) {
    world.file("video.mp4", &media::mp4());
    world.file("silent.mp4", &media::silent_video());
    world.file("empty.jpg", b"");
    world.file("text.jpg", b"a text that is no photo");
    world.file("photo.gif", &media::gif());
    world.file("wide.jpg", &media::jpeg(4000, 400));
}

/// What was answered, and how it compares with what is described.
struct Errors<'a> {
    foreign: Foreign,
    serving: &'a Serving,
    /// Method, form of the path, status.
    seen: BTreeSet<(String, String, u16)>,
}

impl Errors<'_> {
    #[track_caller]
    fn ask(&mut self, method: &str, form: &str, path: &str, body: &str, status: u16) {
        let reply = self.serving.http.send(method, path, body);
        self.note(method, form, reply, status);
    }

    #[track_caller]
    fn note(&mut self, method: &str, form: &str, reply: Reply, status: u16) {
        let reply = reply.one_error(status, &[]);
        self.foreign.are_not_in(&reply.body);
        self.seen.insert((method.to_owned(), form.to_owned(), status));
    }
}

#[test]
fn no_error_over_http_speaks_of_the_command_line() {
    let world = World::new();
    files(&world);
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=by:command"]).expect(0);
    let serving = Serving::start(&world);
    let description = serving.http.get("/openapi.json").expect(200).body;
    let foreign = Foreign::to(Reader::Http, &world);
    foreign.are_not_in(&description);
    let mut errors = Errors { foreign, serving: &serving, seen: BTreeSet::new() };
    let (post, release) = ("/posts/{key}", "/posts/{key}/release");
    for bad in bad_posts() {
        errors.ask("PUT", post, "/posts/k", &bad.to_string(), 400);
    }
    for bad in ["", "{", "photo: a.jpg", "{\"photo\": {\"medium\": \"photo.jpg\",}}"] {
        errors.ask("PUT", post, "/posts/k", bad, 400);
    }
    for key in ["a%20b", "-a", &"k".repeat(81), &format!("EAAG{}", "x".repeat(60))] {
        errors.ask("PUT", post, &format!("/posts/{key}"), &photo("a").to_string(), 400);
        errors.ask("GET", post, &format!("/posts/{key}"), "", 404);
    }
    for query in ["state=x", "limit=0", "limit=x", "after=x", "colour=red", "limit=1&limit=2"] {
        errors.ask("GET", "/posts", &format!("/posts?{query}"), "", 400);
    }
    for query in ["wait=301", "wait=x", "colour=red"] {
        errors.ask("PUT", post, &format!("/posts/k?{query}"), &photo("a").to_string(), 400);
        errors.ask("GET", post, &format!("/posts/by:command?{query}"), "", 400);
        errors.ask("POST", release, &format!("/posts/by:command/release?{query}"), "", 400);
    }
    errors.ask("DELETE", post, "/posts/by:command?wait=1", "", 400);
    errors.ask("GET", "/events", "/events?after=x", "", 400);
    errors.ask("GET", "/posts/{key}/events", "/posts/by:command/events?after=x", "", 400);
    errors.ask("POST", "/accounts/{user_id}/go", "/accounts/x/go", "", 400);
    errors.ask("POST", "/accounts/{user_id}/go", "/accounts/1/go", "", 404);
    for (method, form) in [("GET", post), ("DELETE", post), ("POST", release)] {
        errors.ask(method, form, &form.replace("{key}", "none"), "", 404);
    }
    errors.ask("GET", "/posts/{key}/events", "/posts/none/events", "", 404);
    // Another post has the key, and what is public is public.
    serving.http.publish("public", &photo("a")).expect(200);
    let mut later = photo("a");
    later["at"] = json!("+1d");
    serving.http.put("later", &later).expect(202);
    for key in ["public", "later", "by:command"] {
        errors.ask("PUT", post, &format!("/posts/{key}"), &photo("b").to_string(), 409);
        errors.ask("POST", release, &format!("/posts/{key}/release"), "", 409);
    }
    for key in ["public", "by:command"] {
        errors.ask("DELETE", post, &format!("/posts/{key}"), "", 409);
    }
    // The doors that are closed.
    let (address, token) = (&serving.http.address, &serving.http.token);
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let (method, at) = (
                method.to_ascii_uppercase(),
                path.replace("{key}", "public").replace("{user_id}", USER),
            );
            let host = format!("host: {address}");
            if operation["responses"]["401"].is_object() {
                for more in [&[][..], &["authorization: Bearer x"]] {
                    let headers: Vec<_> =
                        [host.as_str()].into_iter().chain(more.iter().copied()).collect();
                    let reply = serving.http.try_send(&method, &at, &headers, "").unwrap();
                    errors.note(&method, path, reply, 401);
                }
            }
            let token = format!("authorization: Bearer {token}");
            for page in [&["host: evil.example"][..], &[&host, "origin: null"]] {
                let headers: Vec<_> = page.iter().copied().chain([token.as_str()]).collect();
                let reply = serving.http.try_send(&method, &at, &headers, "").unwrap();
                errors.note(&method, path, reply, 403);
            }
            let reply = serving.http.send("PATCH", &at, "");
            errors.foreign.are_not_in(&reply.one_error(405, &[]).body);
        }
    }
    errors.foreign.are_not_in(&serving.http.get("/other").one_error(404, &[]).body);
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        format!("PUT /posts/k HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n");
    stream.write_all(format!("{head}content-length: 9999999\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    errors.note("PUT", post, Reply::of(&answer).unwrap(), 413);
    // The queue is gone.
    let file = world.state_dir().join("queue/queue.db");
    std::fs::rename(&file, file.with_extension("aside")).unwrap();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if operation["responses"]["500"].is_object() {
                let (method, at) = (
                    method.to_ascii_uppercase(),
                    path.replace("{key}", "public").replace("{user_id}", USER),
                );
                errors.ask(&method, path, &at, &photo("a").to_string(), 500);
            }
        }
    }
    // No error is described that was not looked at, but for those that take a minute, or never come.
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for status in operation["responses"].as_object().unwrap().keys() {
                let status: u16 = status.parse().unwrap();
                let method = method.to_ascii_uppercase();
                if 400 <= status && ![408, 503].contains(&status) {
                    let error = (method, path.clone(), status);
                    assert!(errors.seen.contains(&error), "{error:?}");
                }
            }
        }
    }
}

/// Posts that are stuck in each way, and what is said about each.
#[test]
fn no_advice_over_http_speaks_of_the_command_line() {
    let world = World::new();
    files(&world);
    let foreign = Foreign::to(Reader::Http, &world);
    // It is begun by the command, and may be public.
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    let args = ["publish", "photo.jpg", "--caption=a", "--key=by:command", "--settle=1s"];
    world.ig(&args).expect(3);
    let mut command = world.command(&super::ARGS);
    // Its token is not that of the account, so that it is not resumed at once.
    command.env("IG_USER_ID", "17841405822304914").env("IG_TOKEN_SHOP", crate::world::TOKEN);
    let serving = Serving::of(&mut command, &world.state_dir());
    let look = |key: &str, state: &str| {
        let reply = serving.http.get(&format!("/posts/{key}")).expect(200);
        assert_eq!(reply.body["state"], state, "{}", reply.body);
        foreign.are_not_in(&reply.body);
        let next = reply.body["next"].as_str().unwrap();
        assert!(!next.is_empty(), "{}", reply.body);
    };
    look("by:command", "uncertain");
    let of_account = |key: &str| {
        let mut post = photo(key);
        post["credential"] = json!("shop");
        post["user_id"] = json!(USER);
        post
    };
    let publish = |key: &str, members: Value| {
        let mut post = of_account(key);
        post.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        serving.http.publish(key, &post)
    };
    publish("public", json!({})).expect(200);
    look("public", "published");
    let gone = format!("{}/_sandbox/files/none.jpg", world.server.url());
    publish("held", json!({ "photo": { "medium": gone } })).expect(202);
    look("held", "held");
    let mut later = of_account("later");
    later["at"] = json!("+1d");
    serving.http.put("later", &later).expect(202);
    look("later", "waiting");
    serving.http.delete("later").expect(200);
    look("later", "cancelled");
    for (key, code) in [("a", 36_003), ("b", 100)] {
        world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(code)]);
        publish(key, json!({}));
        let post = serving.http.get(&format!("/posts/{key}")).expect(200).body;
        foreign.are_not_in(&post);
    }
    // A token that is refused pauses the account.
    world.arm([Fault::new(On::Create, Do::Error).times(99).with_status(401).with_code(190)]);
    serving.http.put("paused", &of_account("paused")).expect(202);
    until("it says so", || {
        let note = serving.http.get("/posts/paused").body["note"].take();
        note.as_str().is_some_and(|it| it.contains("paused"))
    });
    look("paused", "waiting");
    world.server.with(|sandbox, _| sandbox.disarm());
    serving.http.send("POST", &format!("/accounts/{USER}/go"), "").expect(200);
    serving.http.delete("paused").expect(200);
    super::release::uncertain(&world, &serving, "strict", of_account("strict"));
    look("strict", "uncertain");
    for post in serving.http.get("/posts").expect(200).body["posts"].as_array().unwrap() {
        foreign.are_not_in(post);
    }
}
