//! The configuration as a file, and what is said of those that make no sense.

use ig_sandbox::Config;

use crate::support::{Bench, PHOTO};

#[test]
fn a_file_says_everything_about_accounts_apps_and_tokens() {
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
fn what_is_not_known_or_does_not_fit_is_told_with_its_place() {
    let account = "[[accounts]]\nid = \"1\"\nusername = \"a\"\n";
    let token = "[[tokens]]\ntoken = \"t\"\naccounts = [\"1\"]\n";
    for (text, place, why) in [
        ("quotas = 3".to_owned(), (1, 1), "unknown field `quotas`"),
        ("\n  second_publish = \"maybe\"".to_owned(), (2, 20), "unknown variant `maybe`"),
        ("quota = \"many\"".to_owned(), (1, 9), "invalid type"),
        ("photo_processing_s = -1.0".to_owned(), (1, 22), "0 or more"),
        ("[[accounts]]\nid = \"x\"\nusername = \"a\"\n".to_owned(), (1, 1), "must be digits"),
        (format!("{account}{account}"), (4, 1), "the account 1 or its Page twice"),
        (account.to_owned(), (1, 1), "no account 17841400008460056 for this token"),
        (format!("{account}{token}{token}"), (7, 1), "this token twice"),
        (format!("{account}{token}app = \"5\""), (4, 1), "there is no app 5"),
        (format!("{account}{token}scopes = [\"all\"]"), (4, 1), "there is no scope `all`"),
        (format!("{account}{token}scope = []"), (7, 1), "unknown field `scope`"),
        (format!("{account}[[tokens]]\ntoken = \"t\"\naccounts = []"), (4, 1), "needs an account"),
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
        wrong.to_string().starts_with("line 8, column 1: a token of Instagram Login"),
        "{wrong}"
    );
}
