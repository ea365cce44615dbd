//! Every row of the table of limits, broken once: the check of a file, the check of its URL, both
//! ways to publish it and both sandboxes agree.

use ig_core::{http::Request, rules};
use ig_media::{Evidence, Finding, Row, Severity, Use};
use ig_sandbox::{Answer, Config, FetchError, Fetched, Rules, Sandbox, Timestamp};
use serde_json::Value;

use crate::{
    samples::{Broken, Sample, broken},
    web::Web,
    world::{TOKEN, USER, World},
};

/// The evidence of an error.
fn is_refused(evidence: &Value) -> bool {
    evidence == "refused"
}

/// The findings of `ig check` about one file or URL. An error has a refusal as its evidence.
#[track_caller]
fn checked(world: &World, sample: &Sample, what: &str) -> Vec<String> {
    let args = ["check", what, "--as", sample.word(), "--local", "--json"];
    let report = world.ig(&args).json();
    let file = &report["files"][0];
    let findings = file["findings"].as_array().unwrap();
    for finding in findings {
        let is_error = finding["severity"] == "error";
        assert_eq!(is_error, is_refused(&finding["evidence"]), "{finding}");
    }
    let is_taken = findings.iter().all(|finding| finding["severity"] != "error");
    assert_eq!(file["taken"], is_taken, "{report}");
    findings.iter().map(|finding| finding["row"].as_str().unwrap().to_owned()).collect()
}

/// Whether a sandbox accepts the file.
fn is_taken(sample: &Sample, rules: Rules) -> bool {
    const VIDEO: &str = "https://www.example.com/reel.mp4";
    let url = sample.url();
    let params: &[(&str, &str)] = match sample.purpose {
        Use::Reel => &[("media_type", "REELS"), ("video_url", &url)],
        Use::ReelCover => &[("media_type", "REELS"), ("video_url", VIDEO), ("cover_url", &url)],
        Use::StoryPhoto => &[("media_type", "STORIES"), ("image_url", &url)],
        Use::StoryVideo => &[("media_type", "STORIES"), ("video_url", &url)],
        _ => &[("image_url", &url)],
    };
    create(params, rules, |wanted| match wanted {
        VIDEO => Ok(Fetched::new(crate::media::mp4())),
        _ => Ok(sample.fetched()),
    })
}

/// Whether a container can be made of these parameters and becomes ready.
fn create(
    params: &[(&str, &str)],
    rules: Rules,
    fetch: impl Fn(&str) -> Result<Fetched, FetchError>,
) -> bool {
    const NOW: Timestamp = Timestamp::from_unix_millis(1_569_537_403_000);
    let mut sandbox = Sandbox::new(Config::default().with_rules(rules));
    let mut post = |params: &[(&str, &str)]| {
        let body = params.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let request = Request::post(format!("/v25.0/{USER}/media"))
            .header("host", "127.0.0.1:8025")
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.collect::<Vec<_>>().join("&").into_bytes())
            .unwrap();
        let Answer::Response { response, .. } = sandbox.answer(NOW, request, &fetch) else {
            panic!("no response to {params:?}");
        };
        let reply: Value = serde_json::from_slice(response.body()).unwrap();
        reply["id"].as_str().map(str::to_owned)
    };
    let items = params.iter().filter(|(name, _)| *name == "item");
    let children: Vec<_> = items
        .map(|(_, url)| post(&[("image_url", url), ("is_carousel_item", "true")]).unwrap())
        .collect();
    let children = children.join(",");
    let mut own: Vec<_> = params.iter().copied().filter(|(name, _)| *name != "item").collect();
    if !children.is_empty() {
        own.extend([("media_type", "CAROUSEL"), ("children", &children)]);
    }
    let Some(id) = post(&own) else { return false };
    let state = sandbox.state(NOW);
    let mut containers = state.accounts[0].containers.iter();
    let made = containers.find(|container| container.id == id).unwrap();
    made.error_subcode.is_none()
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Whether a server refuses a file or a post with these findings.
fn refuses(findings: &[Finding], rules: Rules) -> bool {
    findings.iter().any(|finding| match finding.evidence {
        Evidence::Refused => true,
        Evidence::Contradicted => rules == Rules::Strict,
        _ => false,
    })
}

fn check_file(world: &World, row: &'static Row, sample: &Sample) {
    let name = row.name;
    let findings = ig_media::check(&sample.probe(), sample.purpose);
    let mut rows: Vec<_> = findings.iter().map(|finding| finding.row).collect();
    assert!(rows.contains(&name), "{name}: {rows:?}");
    for finding in &findings {
        let is_refused = finding.evidence == Evidence::Refused;
        assert_eq!(finding.severity == Severity::Error, is_refused, "{name}: {finding}");
    }

    let path = sample.write(world);
    rows.sort_unstable();
    let mut found = checked(world, sample, &path);
    found.sort_unstable();
    assert_eq!(found, rows, "{name}: ig check of the file");
    let web = Web::of_source(sample.content_type(), sample.size(), sample.bytes_at());
    let url = web.url(&format!("/{}", sample.file_name()));
    let by_url = checked(world, sample, &url);
    assert!(rows.iter().all(|&row| by_url.contains(&row.to_owned())), "{name}: {by_url:?}");

    let is_refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    let code = if is_refused { 2 } else { 0 };
    for (what, args) in [(&path, &[][..]), (&url, &["--check-urls", "always"])] {
        let args = [&sample.publish(what)[..], &["--dry-run"], args].concat();
        let ran = world.ig(&args).expect(code);
        let finding = findings.iter().find(|finding| finding.row == name).unwrap();
        let is_said = finding.severity == Severity::Error || ran.stderr.contains(&finding.measured);
        assert!(is_said, "{name}: {args:?}: {}", ran.stderr);
    }
    for rules in [Rules::Lenient, Rules::Strict] {
        let expect = !refuses(&findings, rules);
        assert_eq!(is_taken(sample, rules), expect, "{name}: the sandbox, {rules:?}");
    }
}

fn check_post(world: &World, row: &'static Row, args: &[String], params: &[(&str, &str)]) {
    let name = row.name;
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let args = [&["publish"], &args[..], &["--dry-run", "--json"]].concat();
    let is_refused = row.evidence == Evidence::Refused;
    let ran = world.ig(&args).expect(if is_refused { 2 } else { 0 });
    if !is_refused {
        let warnings = &ran.json()["warnings"];
        let rows: Vec<_> = warnings.as_array().unwrap().iter().map(|it| &it["row"]).collect();
        assert_eq!(rows, [name], "{name}: {warnings}");
        assert!(ran.stderr.contains(warnings[0]["measured"].as_str().unwrap()), "{}", ran.stderr);
    }
    for rules in [Rules::Lenient, Rules::Strict] {
        let expect = !refuses(&[row.broken("")], rules);
        let photo = || Ok(Fetched::new(crate::media::jpeg(64, 64)));
        assert_eq!(create(params, rules, |_| photo()), expect, "{name}: the sandbox, {rules:?}");
    }
}

#[test]
fn the_checks_both_ways_to_publish_and_both_sandboxes_agree_on_every_row() {
    let world = World::new();
    world.file("reel.mp4", &crate::media::mp4());
    let mut count = 0;
    // Servers break the rows of URLs, one by one, in `check_url`.
    for row in rules::all().filter(|row| !is_of_a_url(row)) {
        match broken(row.name) {
            Broken::File(sample) => check_file(&world, row, &sample),
            Broken::Post { args, params } => {
                let params: Vec<_> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
                check_post(&world, row, &args, &params);
            }
        }
        count += 1;
    }
    assert!(count > 50, "{count} rows");
    assert!(world.requests().is_empty(), "nothing was sent");
}

fn is_of_a_url(row: &Row) -> bool {
    row.limits.starts_with("the URL of")
}

#[test]
fn every_row_of_a_url_is_named_by_a_test() {
    // Hosts on the internet cannot be servers of a test.
    let tests = [
        include_str!("check_url.rs"),
        include_str!("check_url/crawler.rs"),
        include_str!("../../src/remote/judge.rs"),
    ];
    let rows: Vec<_> = rules::all().filter(|row| is_of_a_url(row)).collect();
    assert_eq!(rows.len(), 20);
    for row in rows {
        let name = format!("\"{}\"", row.name);
        assert!(tests.iter().any(|test| test.contains(&name)), "no test breaks {}", row.name);
    }
}
