//! The configuration as a file, and the errors of invalid ones.

use ig_sandbox_core::Config;

use crate::support::{Bench, PHOTO};

#[test]
fn a_file_can_define_accounts_apps_and_tokens() {
    let config = Config::from_toml(
        r#"
        quota = 7
        second_publish = "again"
        video_processing_s = 0.5
        [[apps]]
        id = "77"
        secret = "s77"
        [[accounts]]
        id = "17841400000000001"
        username = "first"
        quota = 2
        type = "MEDIA_CREATOR"
        page = { id = "555", name = "A Page", token = "page-of-first", tasks = ["MANAGE"] }
        [[accounts]]
        id = "17841400000000002"
        username = "second"
        page = { link = "missing", role = "business_manager" }
        [[tokens]]
        token = "token-first"
        accounts = ["17841400000000001"]
        app = "77"
        [[tokens]]
        token = "token-second"
        accounts = ["17841400000000002"]
        login = "instagram"
        scopes = ["instagram_business_basic"]
        lifetime_s = 60
        code = "a-code"
        "#,
    );
    let mut bench = Bench::with(config.unwrap());
    let state = bench.state();
    let totals: Vec<_> = state.accounts.iter().map(|it| (&*it.username, it.quota_total)).collect();
    assert_eq!(totals, [("first", 2), ("second", 7)]);
    let me = bench.get("/me", &[("access_token", "page-of-first"), ("fields", "id,name,tasks")]);
    assert_eq!((me.text("/id"), me.text("/name")), ("555".to_owned(), "A Page".to_owned()));
    let params = [("access_token", "token-second"), ("image_url", PHOTO)];
    let refused = bench.post("/17841400000000002/media", &params);
    refused.is_error(400, 10, 0);
    bench.wait(61);
    let expired = bench.get("/17841400000000002", &[("access_token", "token-second")]);
    expired.is_error(400, 190, 463);
}

#[test]
fn an_empty_file_changes_nothing() {
    let mut bench = Bench::with(Config::from_toml("").unwrap());
    assert_eq!(bench.post_photo("as ever").1.len(), 17);
}

#[test]
fn unknown_keys_and_invalid_values_are_reported_with_their_place() {
    let account = "[[accounts]]\nid = \"1\"\nusername = \"a\"\n";
    let token = "[[tokens]]\ntoken = \"t\"\naccounts = [\"1\"]\n";
    for (text, place, why) in [
        ("quotas = 3".to_owned(), (1, 1), "there is no key `quotas` here: there are `quota`, "),
        ("\n  second_publish = \"maybe\"".to_owned(), (2, 20), "write `refuse` or `again`"),
        ("quota = \"many\"".to_owned(), (1, 9), "a whole number, 0 or more, is needed here"),
        ("quota = -1".to_owned(), (1, 9), "a whole number, 0 or more, is needed here"),
        ("photo_processing_s = \"1\"".to_owned(), (1, 22), "a number is needed here"),
        ("photo_processing_s = -1.0".to_owned(), (1, 22), "0 or more"),
        ("unknown_usernames = \"a\"".to_owned(), (1, 21), "a list, as in [\"a\", \"b\"], is"),
        ("allowed_hosts = \"a\"".to_owned(), (1, 17), "a list, as in [\"a\", \"b\"], is"),
        ("[[apps]]\nid = 7\nsecret = \"s\"".to_owned(), (2, 6), "a text in quotes is needed"),
        ("[[apps]]\nid = \"7\"".to_owned(), (1, 1), "the key `secret` is missing"),
        ("accounts = 1".to_owned(), (1, 12), "a list, as in"),
        ("[[accounts]]\nid = \"x\"\nusername = \"a\"\n".to_owned(), (2, 6), "must be digits"),
        (account.replace("\"a\"", "\"\""), (3, 12), "needs a username"),
        (format!("{account}{account}"), (5, 6), "the account 1 or its Page twice"),
        (account.to_owned(), (1, 1), "the accounts of this file have no token: add [[tokens]]"),
        (format!("{account}{token}{token}"), (8, 9), "this token twice"),
        (format!("{account}{token}app = \"5\""), (7, 7), "there is no app 5"),
        (format!("{account}{token}").replace("[\"1\"]", "[\"1\", \"2\"]"), (6, 18), "account 2"),
        (format!("{account}{token}scopes = \"all\""), (7, 10), "a list, as in"),
        (format!("{account}{token}scopes = [\n  \"all\"\n]"), (8, 3), "there is no scope `all`"),
        (format!("{account}{token}scope = []"), (7, 1), "there is no key `scope`"),
        (format!("{account}[[tokens]]\ntoken = \"t\"\naccounts = []"), (6, 12), "an account"),
        ("allowed_hosts = [\"a\", \"http://foo:80/\"]".to_owned(), (1, 23), "no name of a host"),
        ("allowed_origins = [\"foo\"]".to_owned(), (1, 20), "`foo` is no origin"),
        (media("www.example.com"), (2, 7), "`www.example.com` is no URL"),
        (media("https:///a.jpg"), (2, 7), "is no URL"),
        ("quota = 3 3".to_owned(), (1, 9), ""),
    ] {
        let wrong = Config::from_toml(&text).expect_err(&text);
        assert!(wrong.to_string().contains(why), "{text}: {wrong}");
        assert_eq!(
            (wrong.line(), wrong.column()),
            (Some(place.0), Some(place.1)),
            "{text}: {wrong}"
        );
    }
}

/// A file at a URL; it is not opened while its folder is unknown.
fn media(url: &str) -> String {
    format!("[[media]]\nurl = {url:?}\nfile = \"nowhere.jpg\"")
}

#[test]
fn files_are_relative_to_the_configuration_and_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let text = media("https://www.example.com/a.jpg");
    let read = |folder| Config::default().read_toml_in(folder, &text);
    let wrong = read(folder.path()).expect_err("it is not there");
    let full = folder.path().join("nowhere.jpg");
    assert_eq!(wrong.to_string(), format!("line 3, column 8: there is no file {}", full.display()));
    std::fs::create_dir(&full).unwrap();
    assert!(read(folder.path()).is_err(), "a folder is no file");
    std::fs::remove_dir(&full).unwrap();
    std::fs::write(&full, b"a picture").unwrap();
    assert!(read(folder.path()).is_ok());
    assert!(Config::from_toml(&text).is_ok());
}

#[test]
fn the_account_of_the_default_token_needs_no_other_token() {
    let text = "[[accounts]]\nid = \"17841400008460056\"\nusername = \"fonzie\"\n";
    assert!(Config::from_toml(text).is_ok());
}

#[test]
fn a_configuration_from_rust_is_checked_in_the_same_way() {
    let config = Config::default;
    for (config, why) in [
        (config().with_allowed_origin("https://x.com/path/"), "no origin"),
        (config().with_allowed_host(""), "no name of a host"),
        (config().with_media("ftp://a/b.jpg", "b.jpg"), "no URL"),
    ] {
        let wrong = config.check().expect_err(why);
        assert!(wrong.to_string().contains(why) && wrong.line().is_none(), "{wrong}");
    }
}

#[test]
fn two_accounts_of_one_instagram_token_are_refused() {
    let text = r#"
[[accounts]]
id = "1"
username = "a"
[[accounts]]
id = "2"
username = "b"
[[tokens]]
token = "t"
accounts = ["1", "2"]
login = "instagram"
"#;
    let wrong = Config::from_toml(text).expect_err("two accounts");
    assert!(
        wrong.to_string().starts_with("line 10, column 12: a token of Instagram Login"),
        "{wrong}"
    );
}
