//! A sandbox in one line, and the examples of the README as they are printed.

use std::{process::Command, time::Duration};

use ig_core::{
    AccessToken, BuildError, Context, EndpointExt as _, Photo,
    endpoint::{CreateContainer, PublishingLimit},
};
use ig_sandbox::{
    Account, Config, Do, Fault, LocalInstagram, Login, On, Options, SecondPublish, TokenGrant,
};

fn post(instagram: &LocalInstagram, user: &str, token: &str, caption: &str) -> Option<String> {
    let send = |path: &str, form: &[(&str, &str)]| {
        let request = ureq::post(format!("{}{path}", instagram.url()));
        let request = request.header("authorization", format!("Bearer {token}"));
        let text =
            request.send_form(form.iter().copied()).ok()?.body_mut().read_to_string().ok()?;
        let reply: serde_json::Value = serde_json::from_str(&text).unwrap();
        Some(reply["id"].as_str().unwrap().to_owned())
    };
    let photo = instagram.sample_photo();
    let container =
        send(&format!("/{user}/media"), &[("image_url", photo.as_str()), ("caption", caption)]);
    send(&format!("/{user}/media_publish"), &[("creation_id", &container?)])
}

fn post_first(instagram: &LocalInstagram, caption: &str) -> Option<String> {
    post(instagram, instagram.user_id().as_str(), instagram.token(), caption)
}

#[test]
fn what_was_posted_can_be_looked_at() {
    let instagram = LocalInstagram::start();
    assert!(instagram.posts().is_empty());
    let id = post_first(&instagram, "one").unwrap();
    let posts = instagram.posts();
    let post = posts.only();
    assert_eq!((post.id(), post.caption(), post.place()), (&*id, "one", "FEED"));
    assert!(post.permalink().starts_with(&instagram.url()));
    post_first(&instagram, "two");
    let posts = instagram.posts();
    assert_eq!((posts.len(), posts.captions()), (2, vec!["two", "one"]));
    assert_eq!((posts.newest().caption(), posts[1].caption()), ("two", "one"));
    assert_eq!(instagram.containers().len(), 2);
    assert_eq!(instagram.requests().len(), 4);
    instagram.reset();
    assert_eq!(instagram.posts().len(), 0);
}

#[test]
fn its_rules_change_in_the_middle_of_a_test() {
    let instagram = LocalInstagram::start();
    let create = |instagram: &LocalInstagram| {
        let photo = instagram.sample_photo();
        let url = format!("{}/{}/media", instagram.url(), instagram.user_id());
        let url = format!("{url}?access_token={}", instagram.token());
        let sent = ureq::post(url).send_form([("image_url", photo.as_str()), ("caption", "#a #b")]);
        sent.is_ok()
    };
    assert!(create(&instagram));
    instagram.change(|config| config.with_max_hashtags(1));
    assert!(!create(&instagram));
    instagram.reset();
    assert!(create(&instagram));
}

#[test]
fn a_context_leads_to_it_with_the_login_of_its_first_token() {
    let instagram = LocalInstagram::start();
    let context = instagram.context();
    assert_eq!(context.api_base(), instagram.url());
    assert_eq!(context.login(), ig_core::Login::Facebook);
    let client = ig_ureq::Client::new(context).unwrap();
    client.call(PublishingLimit::new(instagram.user_id())).unwrap();
    assert_eq!(instagram.requests().len(), 1);

    let config = Config::default().with_login(Login::Instagram);
    let instagram = LocalInstagram::with(config, Options::default());
    assert_eq!(instagram.context().login(), ig_core::Login::Instagram);
}

#[test]
fn what_it_serves_is_for_a_local_api_only_and_the_error_says_so() {
    let instagram = LocalInstagram::start();
    let (photo, video) = (instagram.sample_photo(), instagram.sample_video());
    for url in [&photo, &video, &instagram.serve("own.txt", "bytes")] {
        assert!(!url.is_public() && ureq::get(url.as_str()).call().is_ok(), "{url}");
    }
    let photo = CreateContainer::new(instagram.user_id(), Photo::new(photo));
    photo.exchange(&instagram.context()).unwrap();
    let public = Context::new(ig_core::Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
    let error = photo.exchange(&public).unwrap_err();
    assert!(matches!(error, BuildError::UnreachableMedia { .. }), "{error:?}");
    let said = error.to_string();
    assert!(
        said.contains("`MediaUrl::local`") && said.contains("`Context::with_api_base`"),
        "{said}"
    );
}

#[test]
fn faults_and_the_clock_are_at_hand() {
    let instagram = LocalInstagram::start();
    instagram.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
    assert_eq!(post_first(&instagram, "lost"), None);
    assert_eq!(instagram.posts().only().caption(), "lost");
    assert_eq!(instagram.account(instagram.user_id().as_str()).quota_usage, 1);
    instagram.advance(Duration::from_secs(86_400));
    assert_eq!(instagram.account(instagram.user_id().as_str()).quota_usage, 0);
}

#[test]
fn other_accounts_and_files_can_be_had() {
    let config = Config::default()
        .with_accounts([Account::new("1", "one"), Account::new("2", "two")])
        .with_tokens([TokenGrant::new("token-one", "1"), TokenGrant::new("token-two", "2")]);
    let instagram = LocalInstagram::with(config, Options::default());
    assert_eq!((instagram.user_id().as_str(), instagram.token()), ("1", "token-one"));
    post(&instagram, "2", "token-two", "second");
    assert!(instagram.posts().is_empty());
    assert_eq!(instagram.posts_of("2").only().caption(), "second");
    let url = instagram.serve("own.txt", "bytes");
    assert_eq!(
        ureq::get(url.as_str()).call().unwrap().body_mut().read_to_string().unwrap(),
        "bytes"
    );
}

#[test]
fn what_should_not_be_is_told_with_the_captions() {
    let instagram = LocalInstagram::start();
    post_first(&instagram, "first");
    post_first(&instagram, "second");
    let posts = instagram.posts();
    let told = std::panic::catch_unwind(|| posts.only().id().to_owned()).unwrap_err();
    let told = told.downcast_ref::<String>().unwrap();
    assert_eq!(told, r#"there should be one post, and there are 2: ["second", "first"]"#);
}

/// The code of the README in a language, for this sandbox.
fn of_readme(language: &str, instagram: &LocalInstagram) -> String {
    let readme = include_str!("../../README.md");
    let start = format!("```{language}\n");
    let longest = readme.split(&start).skip(1).filter_map(|rest| rest.split("```").next());
    let code = longest.max_by_key(|code| code.len()).unwrap();
    assert!(code.contains("http://127.0.0.1:8025"), "{code}");
    code.replace("http://127.0.0.1:8025", &instagram.url())
}

/// Node takes code after a flag of its own.
fn flags<'a>(flag: &'a str, code: &'a str) -> Vec<&'a str> {
    if flag.starts_with("--") { vec![flag, "-e", code] } else { vec![flag, code] }
}

fn runs(instagram: &LocalInstagram, program: &str, flag: &str, language: &str) {
    let mut command = Command::new(program);
    command.env("NO_PROXY", "*").env("no_proxy", "*");
    let code = of_readme(language, instagram);
    let output = command.args(flags(flag, code.trim_start_matches("<?php"))).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs {program}: {error}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let published = instagram
        .requests()
        .iter()
        .any(|request| request.path.ends_with("/media_publish") && request.status == Some(200));
    assert!(published, "{language}: {told}");
}

/// Each begins with a reset, so that they pass one after the other, and once more.
#[test]
fn the_how_tos_of_the_readme_pass_in_a_row_and_once_more() {
    let instagram = LocalInstagram::start();
    for _ in 0..2 {
        runs(&instagram, "sh", "-ec", "sh");
        runs(&instagram, "python3", "-c", "python");
        runs(&instagram, "node", "--input-type=module", "js");
        runs(&instagram, "php", "-r", "php");
    }
}

/// What a client does that repeats a publish whose reply was lost.
#[test]
fn the_how_tos_fail_where_something_was_posted_twice() {
    let config = Config::default().with_no_processing();
    let config = config.with_second_publish(SecondPublish::Again);
    let instagram = LocalInstagram::with(config, Options::default());
    let code = of_readme("python", &instagram);
    let publish = code.lines().find(|line| line.contains("media_publish")).unwrap();
    let twice = code.replace(publish, &format!("{publish}\n{publish}"));
    let twice = twice.replace("== [\"Hello\"]", "== [\"Hello\"] * 2");
    let mut command = Command::new("python3");
    command.env("NO_PROXY", "*").env("no_proxy", "*");
    // A file, so that what failed is printed.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twice.py");
    std::fs::write(&path, twice).unwrap();
    let output = command.arg(path).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("duplicates"), "{told}");
    assert_eq!(instagram.posts().len(), 2);
}

#[test]
fn the_configuration_of_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let toml = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let config = Config::from_toml(toml.unwrap()).unwrap();
    let instagram = LocalInstagram::with(config, Options::default());
    post(&instagram, "17841400008460056", "sandbox-token", "of the file");
    assert_eq!(instagram.posts().only().caption(), "of the file");
}
