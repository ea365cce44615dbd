//! The log on standard error: each request, and nothing that is not asked for.

use ig_sandbox::{Do, Fault, On};
use serde_json::Value;

use crate::world::{Ran, World, run};

/// The objects of a log, and the other lines.
fn read(stderr: &str) -> (Vec<Value>, Vec<&str>) {
    let (log, rest): (Vec<_>, Vec<_>) = stderr.lines().partition(|line| line.starts_with('{'));
    (log.into_iter().map(|line| serde_json::from_str(line).expect(line)).collect(), rest)
}

/// What is logged of requests.
fn calls(log: &[Value]) -> Vec<&Value> {
    log.iter().filter(|line| line["target"] == "ig_driver::call").collect()
}

#[test]
fn each_request_is_a_line_with_its_ids() {
    let world = World::new();
    let args = ["publish", "photo.jpg", "--key", "order-42", "--log", "json", "-q"];
    let ran = world.ig(&args).expect(0);
    let (log, rest) = read(&ran.stderr);
    assert_eq!(rest, Vec::<&str>::new(), "every line is an object");
    let calls = calls(&log);
    let told: Vec<_> = calls
        .iter()
        .map(|line| {
            let span = &line["span"];
            format!("{} {}", span["method"].as_str().unwrap(), span["path"].as_str().unwrap())
        })
        .collect();
    let were: Vec<_> = world
        .requests()
        .into_iter()
        .filter(|it| !it.path.contains("_sandbox"))
        .map(|it| format!("{} {}", it.method, it.path))
        .collect();
    assert_eq!(told, were, "each request, in order and without its query");
    let call = |name: &str| {
        let found = calls.iter().find(|line| line["span"]["call"] == name);
        *found.unwrap_or_else(|| panic!("{name} is not in {calls:?}"))
    };
    let (made, published) = (call("POST /{user}/media"), call("POST /{user}/media_publish"));
    let container = made["span"]["container"].as_str().unwrap();
    assert_eq!(published["span"]["container"], container);
    assert_eq!(published["span"]["media"], world.public()[0].as_str());
    for line in &calls {
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["fields"]["status"], 200);
        assert!(line["fields"]["ms"].is_u64(), "{line}");
        assert_eq!(line["span"]["attempt"], 1);
        assert_eq!(line["spans"][0]["name"], "post");
        assert_eq!(line["spans"][0]["key"], "order-42");
        assert!(line["fields"]["x_fb_request_id"].is_string(), "{line}");
    }
    let end = log.iter().find(|line| line["fields"]["message"] == "published").unwrap();
    assert_eq!(end["spans"][0]["container"], container);
}

#[test]
fn a_refusal_has_its_code_and_its_trace_id_and_a_retry_its_number() {
    let world = World::new();
    let busy = Fault::new(On::Limit, Do::Error).with_status(500).with_code(2);
    world.arm([busy, Fault::new(On::Publish, Do::CommitThenDrop)]);
    let ran = world.ig(&["publish", "photo.jpg", "--settle", "1s", "--log", "debug,json"]);
    let (log, _) = read(&ran.expect(0).stderr);
    let calls = calls(&log);
    let limit: Vec<_> = calls
        .iter()
        .filter(|line| line["span"]["call"] == "GET /{user}/content_publishing_limit")
        .collect();
    let attempts: Vec<_> =
        limit.iter().map(|line| line["span"]["attempt"].as_u64().unwrap()).collect();
    assert_eq!(attempts, [1, 2]);
    assert_eq!(
        (limit[0]["level"].as_str(), limit[1]["level"].as_str()),
        (Some("WARN"), Some("INFO"))
    );
    assert_eq!(limit[0]["fields"]["code"], 2);
    assert_eq!(limit[0]["fields"]["fbtrace_id"], limit[0]["fields"]["x_fb_request_id"]);
    let lost = calls.iter().find(|line| line["fields"]["message"] == "no response").unwrap();
    assert_eq!(lost["span"]["call"], "POST /{user}/media_publish");
    assert_eq!(lost["fields"]["delivery"], "unknown");
    let waits = log.iter().filter(|line| line["target"] == "ig_driver::wait");
    assert!(waits.clone().all(|line| line["fields"]["wait_ms"].is_u64()));
    assert_ne!(waits.count(), 0);
    assert!(log.iter().any(|line| line["fields"]["message"] == "saved"), "{log:?}");
}

#[test]
fn the_form_for_people_has_a_line_for_each_request() {
    let world = World::new();
    let ran = world.ig(&["limit", "--log", "info"]).expect(0);
    let line = ran.stderr.lines().find(|line| line.contains("ig_driver::call")).unwrap();
    for word in ["INFO", "method=\"GET\"", "content_publishing_limit\"", "status=200", "ms="] {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert!(!ran.stderr.contains('\x1b'), "no colours in pipes");
}

#[test]
fn the_option_overrides_the_variable_and_nothing_is_logged_without_them() {
    let world = World::new();
    let logged = |args: &[&str], variable: Option<&str>| {
        let mut command = world.command(&[&["limit"], args].concat());
        if let Some(value) = variable {
            command.env("IG_LOG", value);
        }
        run(&mut command).expect(0).stderr.contains("ig_driver::call")
    };
    assert!(!logged(&[], None));
    assert!(logged(&[], Some("info")));
    assert!(logged(&[], Some("ig_driver::call=info")));
    assert!(!logged(&[], Some("ig_driver::post=trace")));
    assert!(!logged(&["--log", "error"], Some("trace")));
    assert!(logged(&["--log", "info"], Some("off")));
    assert!(!logged(&["--log", "json"], Some("off")), "the form leaves the filter as it is");
}

#[test]
fn a_filter_that_cannot_be_used_is_one_error_without_its_value() {
    let world = World::new();
    for value in ["verbose", "ig=loud", "[post]=info", "EAAGm0PX4ZCpsBAKZCq1HZBsEcReTToKeN"] {
        let ran = run(world.command(&["publish", "photo.jpg"]).env("IG_LOG", value)).expect(2);
        ran.one_error(&["IG_LOG cannot be used", "target=level", "debug or trace"]);
        assert!(!ran.stderr.contains(value), "{}", ran.stderr);
    }
    // It would log nothing.
    for (value, near) in [("ig_drivr=debug", "ig_driver::"), ("info,ig-queue=debug", "ig_queue")] {
        let ran = run(world.command(&["limit"]).env("IG_LOG", value)).expect(2);
        ran.one_error(&["IG_LOG cannot be used", &format!("did you mean {near}"), "ig_cli::look"]);
    }
    let ran = run(world.command(&["limit"]).env("IG_LOG", " ")).expect(2);
    ran.one_error(&["IG_LOG is empty"]);
    let ran = world.ig(&["limit", "--log", "loud"]).expect(2);
    assert!(ran.stderr.contains("give one of: error, warn, info"), "{}", ran.stderr);
    assert!(world.requests().is_empty(), "nothing was sent");
}

#[test]
fn a_worker_logs_its_posts_and_their_requests() {
    let world = World::new();
    let add = ["queue", "add", "photo.jpg", "--at=+0s", "--key", "order-7"];
    let ran = world.ig(&add).expect(0);
    let ran_id = ran.stdout.split_whitespace().nth(1).unwrap().to_owned();
    let work = world.ig(&["queue", "work", "--once", "-q", "--log", "debug,json"]).expect(0);
    let (log, rest) = read(&work.stderr);
    assert_eq!(rest, Vec::<&str>::new());
    let publish = calls(&log)
        .into_iter()
        .find(|line| line["span"]["call"] == "POST /{user}/media_publish")
        .unwrap()
        .clone();
    let post = &publish["spans"][0];
    assert_eq!((&post["name"], &post["post"]), (&Value::from("post"), &Value::from(ran_id)));
    assert_eq!((&post["attempt"], &post["credential"]), (&Value::from(1), &Value::from("default")));
    assert_eq!(post["container"], publish["span"]["container"]);
    let said: Vec<_> = log
        .iter()
        .filter(|line| line["target"] == "ig_queue")
        .map(|line| line["fields"]["message"].as_str().unwrap())
        .collect();
    for word in ["taken up", "saved", "its publish is allowed", "published"] {
        assert!(said.contains(&word), "{word}: {said:?}");
    }
}

/// The query may be a signature, and Meta repeats the URL of a file that it cannot fetch.
#[test]
fn what_repeats_a_url_is_logged_without_its_query() {
    let world = World::new();
    let url = format!("{}/_sandbox/files/none.jpg?X-Amz-Signature=5f1c", world.server.url());
    let is_clean = |ran: &Ran| {
        let logged: String = ran.stderr.lines().filter(|line| line.starts_with('{')).collect();
        assert!(logged.contains("none.jpg?[redacted]"), "{logged}");
        assert!(!logged.contains("5f1c"), "{logged}");
    };
    is_clean(&world.ig(&["publish", &url, "--log", "trace,json"]).expect(1));
    world.ig(&["queue", "add", &url, "--at=+0s"]).expect(0);
    is_clean(&world.ig(&["queue", "work", "--once", "--log", "trace,json"]));
}

#[test]
fn a_warning_says_of_what_it_is_at_its_own_level() {
    let world = World::new();
    let warned = |key: &str, code| {
        let args = ["publish", "photo.jpg", "--key", key, "--settle", "1s", "--log", "warn,json"];
        let ran = world.ig(&args).expect(code);
        let (log, _) = read(&ran.stderr);
        assert!(log.iter().all(|line| line["level"] == "WARN"), "{log:?}");
        assert!(log.iter().all(|line| line["spans"][0]["key"] == key), "{log:?}");
        let said = log.iter().map(|line| {
            let call = line["span"]["call"].as_str().unwrap_or_default();
            format!("{call}: {}", line["fields"]["message"].as_str().unwrap())
        });
        said.collect::<Vec<_>>()
    };
    world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(100)]);
    assert_eq!(warned("a", 1), ["POST /{user}/media: refused"]);
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    let expect = [
        "POST /{user}/media_publish: no response",
        "GET /{container}: refused",
        ": it may be public",
    ];
    assert_eq!(warned("b", 3), expect);
}
