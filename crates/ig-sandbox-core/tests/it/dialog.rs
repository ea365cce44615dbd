//! The login dialogs: what a person sees, and where each answer leads.

use http::Request;
use ig_sandbox_core::{Account, App, Config, Login, Restoring, TokenGrant};

use crate::support::{Bench, Reply, START, USER, form};

const BACK: &str = "http://localhost:8400/";

fn app(bench: &mut Bench, path: &str, more: &[(&str, &str)]) -> Reply {
    let all = [("client_id", Config::APP_ID), ("redirect_uri", BACK), ("state", "s&1")];
    let all = all.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let params: Vec<_> = all.chain(more).copied().filter(|(_, value)| !value.is_empty()).collect();
    let path = format!("{path}?{}", form(&params));
    bench.send(Request::get(path).body(Vec::new()).unwrap()).unwrap()
}

fn location(reply: &Reply) -> String {
    assert_eq!(reply.status, 302, "{}", String::from_utf8_lossy(&reply.body));
    reply.response.headers()["location"].to_str().unwrap().to_owned()
}

fn page(reply: &Reply) -> String {
    let policy = reply.response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    String::from_utf8(reply.body.clone()).unwrap()
}

fn subcode(reply: &Reply) -> i64 {
    reply.json().pointer("/error/error_subcode").and_then(serde_json::Value::as_i64).unwrap()
}

fn code_in(location: &str) -> String {
    let (_, rest) = location.split_once("code=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

fn exchange(bench: &mut Bench, path: &str, code: &str, back: &str) -> Reply {
    let params = [
        ("client_id", Config::APP_ID),
        ("client_secret", Config::APP_SECRET),
        ("redirect_uri", back),
        ("code", code),
        ("grant_type", "authorization_code"),
    ];
    bench.send(Request::post(path).body(form(&params).into_bytes()).unwrap()).unwrap()
}

#[test]
fn facebook_login_leads_back_with_a_code_that_works_once() {
    let mut bench = Bench::new();
    for path in ["/dialog/oauth", "/v25.0/dialog/oauth"] {
        let asked = page(&app(&mut bench, path, &[("scope", "instagram_basic,pages_show_list")]));
        for word in ["Log in with Facebook", "<li>instagram_basic</li>", "Allow as", "Cancel"] {
            assert!(asked.contains(word), "{word}: {asked}");
        }
        let back = location(&app(&mut bench, path, &[("sandbox_answer", "0")]));
        assert!(back.starts_with(BACK) && back.ends_with("&state=s%261#_=_"), "{back}");
        let code = code_in(&back);
        let token = "/v25.0/oauth/access_token";
        let other = exchange(&mut bench, token, &code, "http://localhost:8400/other");
        assert_eq!((other.status, subcode(&other)), (400, 36_008));
        assert!(other.text("/error/message").contains("redirect_uri is identical"));
        let granted = exchange(&mut bench, token, &code, BACK);
        assert!(granted.text("/access_token").starts_with("EAA"));
        let again = exchange(&mut bench, token, &code, BACK);
        assert_eq!(subcode(&again), 36_009);
    }
}

#[test]
fn instagram_login_leads_back_with_a_code_that_works_once() {
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    let kind = ("response_type", "code");
    let path = "/oauth/authorize";
    let asked = page(&app(&mut bench, path, &[kind, ("scope", "instagram_business_basic")]));
    assert!(asked.contains("Log in with Instagram"), "{asked}");
    let back = location(&app(&mut bench, path, &[kind, ("sandbox_answer", "0")]));
    assert!(back.ends_with("&state=s%261#_"), "{back}");
    let code = code_in(&back);
    let other = exchange(&mut bench, "/oauth/access_token", &code, "http://localhost:8400/other");
    assert!(other.text("/error_message").contains("redirect_uri is identical"));
    let granted = exchange(&mut bench, "/oauth/access_token", &code, BACK);
    assert!(granted.text("/access_token").starts_with("IGAA"));
    let again = exchange(&mut bench, "/oauth/access_token", &code, BACK);
    assert_eq!(again.status, 400);
}

#[test]
fn a_person_who_cancels_is_led_back_without_a_code() {
    let mut bench = Bench::new();
    let back = location(&app(&mut bench, "/dialog/oauth", &[("sandbox_answer", "cancel")]));
    let expect = "http://localhost:8400/?error=access_denied&error_code=200\
                  &error_description=Permissions+error&error_reason=user_denied&state=s%261#_=_";
    assert_eq!(back, expect);
    let more = [("sandbox_answer", "cancel"), ("redirect_uri", "https://a.example/?x=1")];
    let back = location(&app(&mut bench, "/dialog/oauth", &more));
    assert!(back.starts_with("https://a.example/?x=1&error=access_denied"), "{back}");
}

#[test]
fn what_the_dialog_refuses_is_shown_and_leads_nowhere() {
    let mut bench = Bench::new();
    for (name, value, words) in [
        ("client_id", "17", "Invalid App ID"),
        ("client_id", "", "Invalid App ID"),
        ("redirect_uri", "", "URL Blocked"),
        ("redirect_uri", "not a url", "URL Blocked"),
        ("redirect_uri", "http://www.example.com/", "URL Blocked"),
        ("redirect_uri", "javascript:alert(1)", "URL Blocked"),
        ("redirect_uri", "https://a.example/#x", "URL Blocked"),
        ("scope", "instagram_basic,publish_actions", "Invalid Scopes: publish_actions"),
        ("response_type", "token", "response_type=code"),
        ("sandbox_answer", "7", "Nobody of that number"),
    ] {
        let reply = app(&mut bench, "/dialog/oauth", &[(name, value)]);
        assert_eq!(reply.status, 400, "{name}={value}");
        assert!(!reply.response.headers().contains_key("location"), "{name}={value}");
        assert!(page(&reply).contains(words), "{name}={value}: {}", page(&reply));
    }
    let mut instagram = Bench::with(Config::default().with_login(Login::Instagram));
    let kind = ("response_type", "code");
    for (name, value, words) in [
        ("client_id", "17", "Invalid platform app"),
        ("redirect_uri", "http://www.example.com/", "Invalid redirect_uri"),
    ] {
        let reply = app(&mut instagram, "/oauth/authorize", &[(name, value), kind]);
        assert!(page(&reply).contains(words), "{}", page(&reply));
    }
    let reply = app(&mut instagram, "/oauth/authorize", &[]);
    assert_eq!(reply.status, 400, "Instagram Login needs response_type");
    let reply = app(&mut bench, "/oauth/authorize", &[kind]);
    assert!(page(&reply).contains("Nobody can log in"), "the sandbox plays the other login");
}

/// Since 2018 the whole URI is compared, and not its beginning.
#[test]
fn an_app_with_redirect_uris_accepts_only_these() {
    let known =
        App::new(Config::APP_ID, Config::APP_SECRET).with_redirect_uri("https://a.example/b");
    let mut bench = Bench::with(Config::default().with_apps([known]));
    let mut status = |uri: &str| app(&mut bench, "/dialog/oauth", &[("redirect_uri", uri)]).status;
    assert_eq!(status("https://a.example/b"), 200);
    for other in ["https://a.example/b/", "https://a.example/", "https://a.example/b?x=1", BACK] {
        assert_eq!(status(other), 400, "{other}");
    }
    let toml = "[[apps]]\nid = \"990602627938098\"\nsecret = \"s\"\nredirect_uris = [\"https://a.example/b\"]\n";
    let mut bench = Bench::with(Config::from_toml(toml).unwrap());
    assert_eq!(app(&mut bench, "/dialog/oauth", &[]).status, 400);
}

#[test]
fn each_person_of_the_configuration_can_be_chosen() {
    let mut bench = Bench::with(
        Config::default()
            .with_accounts([Account::new(USER, "bronz_fonz"), Account::new("17", "<cafe>")])
            .with_tokens([TokenGrant::new("one", USER), TokenGrant::new("two", "17")]),
    );
    let asked = page(&app(&mut bench, "/dialog/oauth", &[]));
    assert!(asked.contains("Allow as bronz_fonz") && asked.contains("Allow as &lt;cafe&gt;"));
    let back = location(&app(&mut bench, "/dialog/oauth", &[("sandbox_answer", "1")]));
    let granted = exchange(&mut bench, "/v25.0/oauth/access_token", &code_in(&back), BACK);
    let token = granted.text("/access_token");
    let pages = bench.send(
        Request::get(format!(
            "/v25.0/me/accounts?fields=instagram_business_account&access_token={token}"
        ))
        .body(Vec::new())
        .unwrap(),
    );
    let text = String::from_utf8(pages.unwrap().body).unwrap();
    assert!(text.contains("\"17\"") && !text.contains(USER), "{text}");
}

/// A code of the dialog is a secret, and so is what leads to it.
#[test]
fn the_dialog_is_in_no_recording_and_in_no_log() {
    let mut bench = Bench::new();
    let request = || {
        let path = format!(
            "/dialog/oauth?{}",
            form(&[
                ("client_id", Config::APP_ID),
                ("redirect_uri", BACK),
                ("state", "secret-state"),
                ("sandbox_answer", "0"),
            ])
        );
        Request::get(path).body(Vec::new()).unwrap()
    };
    let reply = bench.send(request()).unwrap();
    assert_eq!(reply.status, 302);
    let took = std::time::Duration::ZERO;
    let recorded = bench.sandbox.record(bench.now, took, &request(), Some(&reply.response));
    assert_eq!(recorded, None);
    assert!(bench.sandbox.requests().is_empty());
}

#[test]
fn a_code_of_the_dialog_survives_a_restart_with_its_redirect_uri() {
    let mut bench = Bench { sandbox: Restoring::new(Config::default()).finish(), now: START };
    let back = location(&app(&mut bench, "/dialog/oauth", &[("sandbox_answer", "0")]));
    let code = code_in(&back);
    let mut restoring = Restoring::new(Config::default());
    for row in bench.sandbox.changes().unwrap().rows() {
        if let Some(value) = &row.value {
            restoring.row(row.kind, &row.key, value).unwrap();
        }
    }
    let mut bench = Bench { sandbox: restoring.finish(), now: START };
    let token = "/v25.0/oauth/access_token";
    let other = exchange(&mut bench, token, &code, "https://b.example/");
    assert_eq!(subcode(&other), 36_008);
    assert_eq!(exchange(&mut bench, token, &code, BACK).status, 200);
}
