//! Codes, tokens, and the replies about them.

use std::time::Duration;

use http::{Method, Request};
use ig_sandbox_core::{Config, Login};
use serde_json::{Value, json};

use crate::support::{Bench, Reply, TOKEN, USER, form};

const APP: &str = Config::APP_ID;
const SECRET: &str = Config::APP_SECRET;
const BACK: (&str, &str) = ("redirect_uri", "https://app.example.com/back");
const LONG: u64 = 5_183_944;

fn instagram() -> Bench {
    Bench::with(Config::default().with_login(Login::Instagram))
}

impl Bench {
    /// Sends a form with all parameters.
    fn form(&mut self, path: &str, params: &[(&str, &str)]) -> Reply {
        let body = form(params).into_bytes();
        self.send(Request::post(path).body(body).unwrap()).unwrap()
    }

    /// Sends a query that has all there is to send.
    fn query(&mut self, path: &str, params: &[(&str, &str)]) -> Reply {
        let path = format!("{path}?{}", form(params));
        self.send(Request::get(path).body(Vec::new()).unwrap()).unwrap()
    }

    fn facebook_code(&mut self, code: &str) -> Reply {
        let params = [("client_id", APP), ("client_secret", SECRET), ("code", code), BACK];
        self.form("/v25.0/oauth/access_token", &params)
    }

    fn instagram_code(&mut self, code: &str) -> Reply {
        let grant = ("grant_type", "authorization_code");
        let params = [("client_id", APP), ("client_secret", SECRET), ("code", code), BACK, grant];
        self.form("/oauth/access_token", &params)
    }

    fn extend(&mut self, token: &str) -> Reply {
        let params = [
            ("grant_type", "ig_exchange_token"),
            ("client_secret", SECRET),
            ("access_token", token),
        ];
        self.query("/access_token", &params)
    }

    fn refresh(&mut self, token: &str) -> Reply {
        let params = [("grant_type", "ig_refresh_token"), ("access_token", token)];
        self.query("/refresh_access_token", &params)
    }

    fn debug(&mut self, token: &str) -> Value {
        let app = format!("{APP}|{SECRET}");
        let path = format!("/v25.0/debug_token?{}", form(&[("input_token", token)]));
        let request = Request::get(path).header("authorization", format!("Bearer {app}"));
        let reply = self.send(request.body(Vec::new()).unwrap()).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.to_text());
        reply.json()["data"].clone()
    }

    /// Reads the limit with a token.
    fn works(&mut self, token: &str) -> Reply {
        let path = format!("/{USER}/content_publishing_limit?access_token={token}");
        self.send(Request::get(path).body(Vec::new()).unwrap()).unwrap()
    }
}

#[test]
fn facebook_exchanges_a_code_for_a_short_token_and_that_for_a_long_one() {
    let mut bench = Bench::new();
    let short = bench.facebook_code(Config::CODE);
    assert_eq!((short.status, short.json()["expires_in"].as_u64()), (200, Some(7200)));
    assert_eq!(short.text("/token_type"), "bearer");
    let short = short.text("/access_token");
    assert_eq!(bench.works(&short).status, 200);
    for (method, path) in
        [(Method::GET, "/v25.0/oauth/access_token"), (Method::POST, "/oauth/access_token")]
    {
        let params = form(&[
            ("grant_type", "fb_exchange_token"),
            ("client_id", APP),
            ("client_secret", SECRET),
            ("fb_exchange_token", &short),
        ]);
        let request = Request::builder().method(method).uri(format!("{path}?{params}"));
        let long = bench.send(request.body(Vec::new()).unwrap()).unwrap();
        assert_eq!(long.json()["expires_in"], LONG);
        let long = long.text("/access_token");
        assert_ne!(long, short);
        assert_eq!(bench.works(&long).status, 200);
    }
}

#[test]
fn tokens_expire() {
    let mut bench = Bench::new();
    let short = bench.facebook_code(Config::CODE).text("/access_token");
    bench.wait(7199);
    assert_eq!(bench.works(&short).status, 200);
    bench.wait(1);
    bench.works(&short).is_error(400, 190, 463).says(
        "Error validating access token: Session has expired on Thursday, 26-Sep-19 17:36:43 PDT. \
         The current time is Thursday, 26-Sep-19 17:36:43 PDT.",
    );
    let params = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", APP),
        ("client_secret", SECRET),
        ("fb_exchange_token", short.as_str()),
    ];
    bench.form("/oauth/access_token", &params).is_error(400, 190, 463);
    assert_eq!(bench.works(TOKEN).status, 200, "the first one does not");

    let day = Duration::from_secs(24 * 3600);
    let mut bench = Bench::with(Config::default().with_token_lifetime(day));
    assert_eq!(bench.works(TOKEN).status, 200);
    bench.wait(24 * 3600);
    bench.works(TOKEN).is_error(400, 190, 463);
}

#[test]
fn a_code_is_valid_once_and_for_an_hour() {
    let mut bench = Bench::new();
    bench.facebook_code("AQnever").is_error(400, 100, 0);
    assert_eq!(bench.facebook_code(Config::CODE).status, 200);
    let used = bench.facebook_code(Config::CODE);
    used.is_error(400, 100, 36009).says("This authorization code has been used.");
    let code = bench.control(Method::POST, "codes", "").text("/code");
    bench.wait(3600);
    let late = bench.facebook_code(&code);
    late.is_error(400, 100, 36007).says("This authorization code has expired.");
    let fresh = bench.control(Method::POST, "codes", "").text("/code");
    assert_eq!(bench.facebook_code(&fresh).status, 200);
}

#[test]
fn the_app_must_be_the_right_one() {
    let mut bench = Bench::with(Config::default().with_app("1234", "hush").with_code("AQx"));
    let base = [BACK, ("code", "AQx")];
    for (app, code) in [
        (vec![("client_id", "1"), ("client_secret", "hush")], 101),
        (vec![("client_id", "1234"), ("client_secret", "no")], 1),
        (vec![("client_id", "1234")], 100),
        (vec![("client_secret", "hush")], 100),
    ] {
        let reply = bench.form("/v26.0/oauth/access_token", &[&base[..], &app].concat());
        reply.is_error(400, code, 0);
    }
    let right = [("client_id", "1234"), ("client_secret", "hush"), BACK];
    bench.form("/v26.0/oauth/access_token", &right).is_error(400, 100, 0);
    let reply = bench.form("/v26.0/oauth/access_token", &[&right[..], &base[1..]].concat());
    assert_eq!(reply.status, 200, "no failure has used the code up");
}

#[test]
fn instagram_exchanges_a_code_for_a_short_token_and_that_for_a_long_one() {
    let mut bench = instagram();
    let reply = bench.instagram_code(Config::CODE);
    let short = reply.text("/access_token");
    assert_eq!(
        reply.json(),
        json!({
            "access_token": short,
            "user_id": 25_025_320_000_000_001_u64,
            "permissions": ["instagram_business_basic", "instagram_business_content_publish"],
        })
    );
    assert!(short.starts_with("IGAA"));
    assert_eq!(bench.works(&short).status, 200);
    let long = bench.extend(&short);
    assert_eq!(long.json()["expires_in"], LONG);
    let long = long.text("/access_token");
    bench.wait(3600);
    bench.works(&short).is_error(400, 190, 463);
    bench.extend(&short).is_error(400, 190, 463);
    assert_eq!(bench.works(&long).status, 200);
}

#[test]
fn the_code_exchange_of_instagram_has_its_own_errors() {
    let mut bench = instagram();
    let matching = "Matching code was not found or was already used";
    bench.instagram_code(Config::CODE);
    let expired = bench.control(Method::POST, "codes", "").text("/code");
    bench.wait(3600);
    for (code, note) in
        [("AQnever", "never"), (Config::CODE, "been used"), (expired.as_str(), "expired")]
    {
        let reply = bench.instagram_code(code);
        assert_eq!(reply.status, 400);
        let body =
            format!(r#"{{"error_type":"OAuthException","code":400,"error_message":"{matching}"}}"#);
        assert_eq!(reply.to_text(), body);
        assert!(reply.header("x-sandbox-note").unwrap().contains(note));
    }
    let params =
        [("client_id", APP), ("client_secret", "no"), ("grant_type", "authorization_code")];
    let reply = bench.form("/oauth/access_token", &params);
    assert_eq!(reply.text("/error_message"), "Error validating client secret.");
}

#[test]
fn a_long_token_is_refreshed_after_a_day_and_before_its_end() {
    let mut bench = instagram();
    bench.refresh(TOKEN).is_error(400, 100, 0);
    bench.wait(24 * 3600 - 1);
    let early = bench.refresh(TOKEN);
    assert!(early.text("/error/message").contains("24 hours"), "{}", early.to_text());
    bench.wait(1);
    let reply = bench.refresh(TOKEN);
    assert_eq!(reply.json()["expires_in"], LONG);
    assert_eq!(
        reply.text("/permissions"),
        "instagram_business_basic,instagram_business_content_publish"
    );
    let fresh = reply.text("/access_token");
    bench.wait(LONG - 1);
    assert_eq!(bench.works(&fresh).status, 200);
    bench.wait(1);
    bench.refresh(&fresh).is_error(400, 190, 463);

    let short = bench.control(Method::POST, "codes", "").text("/code");
    let short = bench.instagram_code(&short).text("/access_token");
    let reply = bench.refresh(&short);
    assert!(reply.text("/error/message").contains("long-lived"), "{}", reply.to_text());
    let mut poor = Bench::with(
        Config::default().with_login(Login::Instagram).without_scope("instagram_business_basic"),
    );
    poor.works(TOKEN);
    poor.wait(24 * 3600);
    poor.refresh(TOKEN).is_error(400, 10, 0);
}

#[test]
fn grant_types_and_secrets_are_checked_on_the_other_host() {
    let mut bench = instagram();
    for (path, params) in [
        ("/access_token", vec![("client_secret", SECRET), ("access_token", TOKEN)]),
        ("/access_token", vec![("grant_type", "ig_exchange_token"), ("client_secret", SECRET)]),
        (
            "/access_token",
            vec![
                ("grant_type", "ig_refresh_token"),
                ("client_secret", SECRET),
                ("access_token", TOKEN),
            ],
        ),
        ("/refresh_access_token", vec![("grant_type", "ig_refresh_token")]),
        ("/refresh_access_token", vec![("grant_type", "other"), ("access_token", TOKEN)]),
    ] {
        bench.query(path, &params).is_error(400, 100, 0);
    }
    let params =
        [("grant_type", "ig_exchange_token"), ("client_secret", "no"), ("access_token", TOKEN)];
    let get = Request::get(format!("/access_token?{}", form(&params))).body(Vec::new()).unwrap();
    bench.send(get).unwrap().is_error(400, 1, 0).says("Error validating client secret.");
}

#[test]
fn tokens_of_the_other_login_are_not_known() {
    let mut bench = Bench::new();
    let other = bench.instagram_code(Config::CODE).text("/access_token");
    bench.works(&other).is_error(400, 190, 0);
    bench.extend(TOKEN).is_error(400, 190, 0);
    bench.refresh(TOKEN).is_error(400, 190, 0);
    let mut bench = instagram();
    let other = bench.facebook_code(Config::CODE).text("/access_token");
    bench.works(&other).is_error(400, 190, 0);
    bench.works(Config::PAGE_TOKEN).is_error(400, 190, 0);
}

#[test]
fn debug_token_describes_a_token() {
    let mut bench = Bench::with(Config::default().without_scope("ads_read"));
    let data = bench.debug(TOKEN);
    assert_eq!(data["app_id"], APP);
    assert_eq!((&data["type"], &data["is_valid"]), (&json!("USER"), &json!(true)));
    assert_eq!((&data["expires_at"], &data["issued_at"]), (&json!(0), &json!(1_569_537_403)));
    assert_eq!(data["data_access_expires_at"], 1_569_537_403 + 90 * 24 * 3600);
    let scopes = data["scopes"].as_array().unwrap();
    assert!(scopes.contains(&json!("instagram_content_publish")));
    assert!(!scopes.contains(&json!("ads_read")));
    let granular = data["granular_scopes"].as_array().unwrap();
    assert!(granular.contains(&json!({"scope": "instagram_basic", "target_ids": [USER]})));
    assert!(granular.contains(&json!({"scope": "business_management"})));

    let short = bench.facebook_code(Config::CODE).text("/access_token");
    assert_eq!(bench.debug(&short)["expires_at"], 1_569_537_403 + 7200);
    let page = bench.debug(Config::PAGE_TOKEN);
    assert_eq!((&page["type"], &page["profile_id"]), (&json!("PAGE"), &json!("110000000000001")));
}

#[test]
fn debug_token_answers_200_for_dead_tokens() {
    let mut bench = Bench::new();
    let unknown = json!({
        "app_id": APP,
        "error": {"code": 190, "message": "Invalid OAuth access token.", "subcode": 460},
        "is_valid": false,
        "scopes": [],
    });
    assert_eq!(bench.debug("EAAnever"), unknown);
    let other = bench.instagram_code(Config::CODE).text("/access_token");
    assert_eq!(bench.debug(&other), unknown, "the other host's tokens are not known");
    let code = bench.control(Method::POST, "codes", "").text("/code");
    let short = bench.facebook_code(&code).text("/access_token");
    bench.wait(7200);
    let expired = bench.debug(&short);
    assert_eq!(expired["error"]["subcode"], 463);
    assert_eq!((&expired["is_valid"], &expired["scopes"]), (&json!(false), &json!([])));
    bench.call(Method::DELETE, "/me/permissions", &[]).unwrap();
    bench.works(TOKEN).is_error(400, 190, 458);
    assert_eq!(bench.debug(TOKEN)["error"]["subcode"], 458);
}

#[test]
fn debug_token_is_for_the_app_and_its_people() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.get("/debug_token", &[("input_token", TOKEN)]).json()["data"]["is_valid"],
        true
    );
    bench.get("/debug_token", &[]).is_error(400, 100, 0);
    for (token, code) in [(Config::PAGE_TOKEN, 100), ("990602627938098|wrong", 190)] {
        let params = [("input_token", TOKEN), ("access_token", token)];
        let path = format!("/debug_token?{}", form(&params));
        bench.send(Request::get(path).body(Vec::new()).unwrap()).unwrap().is_error(400, code, 0);
    }
}

#[test]
fn faults_strike_the_token_endpoints() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "token", "do": "commit_then_drop"}]"#);
    let params =
        form(&[("client_id", APP), ("client_secret", SECRET), ("code", Config::CODE), BACK]);
    let path = format!("/v25.0/oauth/access_token?{params}");
    let request = || Request::post(&path).body(Vec::new()).unwrap();
    assert!(bench.send(request()).is_none());
    bench.send(request()).unwrap().is_error(400, 100, 36009);
}

#[test]
fn no_secret_is_in_the_log_the_state_or_the_pages() {
    let mut bench = Bench::new();
    let mut secrets = vec![SECRET.to_owned(), Config::CODE.to_owned(), TOKEN.to_owned()];
    secrets.push(Config::PAGE_TOKEN.to_owned());
    let short = bench.facebook_code(Config::CODE).text("/access_token");
    bench.debug(&short);
    bench.get("/me/accounts", &[]);
    let batch = r#"[{"method":"GET","relative_url":"me/accounts"}]"#;
    let reply = bench.post("/", &[("batch", batch)]);
    assert!(reply.to_text().contains(Config::PAGE_TOKEN), "the client sees it");
    let code = bench.control(Method::POST, "codes", "").text("/code");
    secrets.push(bench.instagram_code(&code).text("/access_token"));
    secrets.extend([short, code]);
    for path in ["/_sandbox/requests", "/_sandbox/state", "/"] {
        let shown = bench.get(path, &[]).to_text();
        // The page shows newcomers the sandbox's default token.
        for secret in secrets.iter().filter(|secret| path != "/" || *secret != TOKEN) {
            assert!(!shown.contains(secret.as_str()), "{secret} in {path}: {shown}");
        }
    }
    let debug = format!("{:?}", bench.sandbox.requests());
    assert!(secrets.iter().all(|secret| !debug.contains(secret.as_str())));
}

#[test]
fn no_secret_of_the_app_is_in_debug_output() {
    let config = Config::default().with_app("1234", "hush-hush").with_code("AQquiet");
    assert!(!format!("{config:?}").contains("hush"));
    let mut bench = Bench::with(config);
    let params = [("client_id", "1234"), ("client_secret", "hush-hush"), ("code", "AQquiet"), BACK];
    let token = bench.form("/v25.0/oauth/access_token", &params).text("/access_token");
    let debug = format!("{:?}", bench.sandbox);
    for secret in ["hush", "AQquiet", &token] {
        assert!(!debug.contains(secret), "{secret}");
    }
}
