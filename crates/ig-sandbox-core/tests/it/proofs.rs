//! `appsecret_proof`: if it is given, it must be right.

use ig_sandbox_core::{App, Config, TokenGrant};

use crate::support::{Bench, START, TOKEN, USER};

/// `HMAC_SHA256(key = app secret, message)` in lower case.
fn proof(message: &str, secret: &str) -> String {
    hmac_sha256::HMAC::mac(message, secret).map(|byte| format!("{byte:02x}")).concat()
}

fn limit(bench: &mut Bench, params: &[(&str, &str)]) -> crate::support::Reply {
    bench.get(&format!("/{USER}/content_publishing_limit"), params)
}

#[test]
fn a_proof_is_made_of_the_token_and_the_secret_of_its_app() {
    let mut bench = Bench::new();
    let right = proof(TOKEN, Config::APP_SECRET);
    assert_eq!(limit(&mut bench, &[("appsecret_proof", &right)]).status, 200);
    let of_another = proof("another-token", Config::APP_SECRET);
    for wrong in [&right.to_uppercase(), &right[1..], &proof(TOKEN, "secret"), &of_another] {
        limit(&mut bench, &[("appsecret_proof", wrong)])
            .is_error(400, 100, 0)
            .says("Invalid appsecret_proof provided in the API argument");
    }
}

#[test]
fn a_proof_with_a_time_is_valid_for_five_minutes() {
    let mut bench = Bench::new();
    let time = (START.as_unix_millis() / 1000).to_string();
    let right = proof(&format!("{TOKEN}|{time}"), Config::APP_SECRET);
    let params = [("appsecret_proof", &*right), ("appsecret_time", &*time)];
    assert_eq!(limit(&mut bench, &params).status, 200);
    let without = proof(TOKEN, Config::APP_SECRET);
    let mixed = [("appsecret_proof", &*without), ("appsecret_time", &*time)];
    limit(&mut bench, &mixed).is_error(400, 100, 0);
    limit(&mut bench, &params[..1]).is_error(400, 100, 0);
    bench.wait(300);
    assert_eq!(limit(&mut bench, &params).status, 200);
    bench.wait(1);
    limit(&mut bench, &params).is_error(400, 100, 0);
}

#[test]
fn the_app_is_that_of_the_token() {
    let second = TokenGrant::new("second-token", USER).with_app("2");
    let config = Config::default().with_apps([App::new("1", "one"), App::new("2", "two")]);
    let mut bench = Bench::with(config.with_tokens([second]));
    for (secret, status) in [("one", 400), ("two", 200)] {
        let proof = proof("second-token", secret);
        let params = [("appsecret_proof", &*proof), ("access_token", "second-token")];
        let mut request = crate::support::request(http::Method::GET, "/me", &params);
        request.headers_mut().remove("authorization");
        assert_eq!(bench.send(request).unwrap().status, status, "{secret}");
    }
}
