//! Tokens, codes and what `debug_token` says of them.

use http::Method;
use ig_sandbox_core::{Config, TokenGrant};
use serde_json::json;

use super::{check, compare, instagram};
use crate::support::{Bench, TOKEN, USER, form, request};

#[test]
fn tokens_come_as_captured() {
    let (app, secret) = (Config::APP_ID, Config::APP_SECRET);
    let token = json!({"access_token": "t", "token_type": "bearer", "expires_in": 5183944});
    let params = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", app),
        ("client_secret", secret),
        ("fb_exchange_token", TOKEN),
    ];
    let reply = Bench::new().get("/v25.0/oauth/access_token", &params);
    check("9.4", token.clone(), &reply, &[]);
    let mut bench = instagram();
    let code = [
        ("client_id", app),
        ("client_secret", secret),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "https://app.example.com/back"),
        ("code", Config::CODE),
    ];
    let reply = bench.send(request(Method::POST, "/oauth/access_token", &code)).unwrap();
    let flat = json!({"access_token": "t", "user_id": 1, "permissions": ["a"]});
    check("9.4", flat, &reply, &[]);
    let short = reply.text("/access_token");
    let params = form(&[
        ("grant_type", "ig_exchange_token"),
        ("client_secret", secret),
        ("access_token", &short),
    ]);
    let request = |path: &str| http::Request::get(path).body(Vec::new()).unwrap();
    let reply = bench.send(request(&format!("/access_token?{params}"))).unwrap();
    check("9.4", token, &reply, &[]);
    bench.wait(25 * 3600);
    let long = reply.text("/access_token");
    let params = form(&[("grant_type", "ig_refresh_token"), ("access_token", &long)]);
    let reply = bench.send(request(&format!("/refresh_access_token?{params}"))).unwrap();
    let refreshed = json!({
        "access_token": "t", "token_type": "bearer", "expires_in": 5181717, "permissions": "a,b",
    });
    check("9.4", refreshed, &reply, &[]);
}

#[test]
fn a_code_becomes_a_token_as_captured() {
    let params = |code: &'static str| {
        [
            ("client_id", Config::APP_ID),
            ("client_secret", Config::APP_SECRET),
            ("redirect_uri", "https://app.example.com/back"),
            ("code", code),
        ]
    };
    let token = json!({"access_token": "t", "token_type": "bearer", "expires_in": 5183944});
    for method in [Method::GET, Method::POST] {
        let mut bench = Bench::new();
        let path = "/v25.0/oauth/access_token";
        let reply = bench.call(method, path, &params(Config::CODE)).unwrap();
        check("9.4", token.clone(), &reply, &[]);
    }
    // The host `api.instagram.com` has errors of its own shape.
    let path = "/oauth/access_token";
    let code = [&params("none")[..], &[("grant_type", "authorization_code")]].concat();
    let reply = instagram().call(Method::POST, path, &code).unwrap();
    let refused = json!({
        "error_type": "OAuthException", "code": 400, "error_message": "Invalid authorization code",
    });
    let mut differences = Vec::new();
    compare("", &refused, &reply.json(), &mut differences);
    assert_eq!((reply.status, differences), (400, Vec::new()), "{}", reply.to_text());
}

#[test]
fn tokens_are_debugged_as_captured() {
    let app = format!("{}|{}", Config::APP_ID, Config::APP_SECRET);
    let debug = |bench: &mut Bench, token: &str| {
        let params = [("input_token", token), ("access_token", &app)];
        bench.get("/v25.0/debug_token", &params)
    };
    let alive = json!({"data": {
        "app_id": "123", "type": "USER", "application": "MyApp",
        "data_access_expires_at": 1_578_986_473, "expires_at": 0, "is_valid": true, "issued_at": 567,
        "scopes": ["instagram_basic", "instagram_content_publish", "pages_show_list"],
        "granular_scopes": [
            {"scope": "instagram_basic", "target_ids": ["17841400008460056"]},
        ],
        "user_id": "873",
    }});
    let mut bench = Bench::with(Config::default().with_tokens([
        TokenGrant::new(TOKEN, USER).with_scopes(["instagram_basic", "pages_show_list"]),
    ]));
    let reply = debug(&mut bench, TOKEN);
    check("9.5", alive.clone(), &reply, &[]);
    assert_eq!(reply.json()["data"]["expires_at"], 0, "it does not expire");
    // A scope of no kind of asset has no targets.
    let scopes = ["business_management"];
    let grant = TokenGrant::new(TOKEN, USER).with_scopes(scopes);
    let mut bench = Bench::with(Config::default().with_tokens([grant]));
    let mut plain = alive;
    plain["data"]["granular_scopes"] = json!([{"scope": "pages_show_list"}]);
    check("9.5", plain.clone(), &debug(&mut bench, TOKEN), &[]);
    plain["data"]["profile_id"] = json!("1");
    check("9.5", plain, &debug(&mut bench, Config::PAGE_TOKEN), &[]);
    let dead = json!({"data": {
        "app_id": "1",
        "error": {"code": 190, "message": "Invalid OAuth access token.", "subcode": 460},
        "is_valid": false, "scopes": [],
    }});
    check("9.5, R53", dead, &debug(&mut bench, "none"), &[]);
}
