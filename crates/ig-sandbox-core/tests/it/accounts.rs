//! Several accounts, apps and tokens: each sees and changes only its own.

use http::Method;
use ig_sandbox_core::{Account, App, Config, Login, TokenGrant};
use serde_json::json;

use crate::support::{Bench, PHOTO, Reply, USER};

const OTHER: &str = "17841400008460057";

fn config() -> Config {
    Config::default()
        .with_accounts([
            Account::new(USER, "bronz_fonz"),
            Account::new(OTHER, "ralph_malph").with_quota(1),
        ])
        .with_apps([App::new("1", "one-secret"), App::new("2", "two-secret")])
        .with_tokens([
            TokenGrant::new("token-one", USER).with_app("1").with_code("code-one"),
            TokenGrant::new("token-two", OTHER).with_app("2").without_scope("catalog_management"),
            TokenGrant::new("token-both", USER).with_account(OTHER).with_app("1"),
            TokenGrant::new("token-gram", OTHER).with_app("2").with_login(Login::Instagram),
        ])
}

fn bench() -> Bench {
    let config = config();
    assert_eq!(config.check(), Ok(()));
    Bench::with(config)
}

fn get(bench: &mut Bench, token: &str, path: &str) -> Reply {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut params = vec![("access_token", token)];
    params.extend(query.split('&').filter_map(|pair| pair.split_once('=')));
    bench.get(path, &params)
}

fn create(bench: &mut Bench, token: &str, user: &str) -> Reply {
    bench.post(&format!("/{user}/media"), &[("access_token", token), ("image_url", PHOTO)])
}

fn publish(bench: &mut Bench, token: &str, user: &str, container: &str) -> Reply {
    let params = [("access_token", token), ("creation_id", container)];
    bench.post(&format!("/{user}/media_publish"), &params)
}

#[test]
fn every_account_has_its_own_posts_and_quota() {
    let mut bench = bench();
    for (token, user) in [("token-one", USER), ("token-two", OTHER)] {
        let container = create(&mut bench, token, user).id();
        publish(&mut bench, token, user, &container).id();
    }
    let state = bench.state();
    let [one, two] = state.accounts.as_slice() else { panic!("{state:?}") };
    assert_eq!((one.media.len(), one.quota_usage, one.quota_total), (1, 1, 25));
    assert_eq!((two.media.len(), two.quota_usage, two.quota_total), (1, 1, 1));
    let container = create(&mut bench, "token-two", OTHER).id();
    publish(&mut bench, "token-two", OTHER, &container).is_error(400, 9, 2_207_042);
    let container = create(&mut bench, "token-one", USER).id();
    publish(&mut bench, "token-one", USER, &container).id();
}

#[test]
fn objects_of_another_account_do_not_exist() {
    let mut bench = bench();
    let container = create(&mut bench, "token-two", OTHER).id();
    create(&mut bench, "token-one", OTHER).is_error(400, 100, 33);
    get(&mut bench, "token-one", &format!("/{OTHER}")).is_error(400, 100, 33);
    get(&mut bench, "token-one", &format!("/{container}")).is_error(400, 100, 33);
    publish(&mut bench, "token-one", OTHER, &container).is_error(400, 100, 33);
    publish(&mut bench, "token-one", USER, &container).is_error(400, 24, 2_207_008);
    let media = publish(&mut bench, "token-two", OTHER, &container).id();
    get(&mut bench, "token-one", &format!("/{media}")).is_error(400, 100, 33);
    let deleted =
        bench.call(Method::DELETE, &format!("/{media}"), &[("access_token", "token-one")]);
    deleted.unwrap().is_error(400, 100, 33);
}

#[test]
fn a_child_of_another_account_is_refused() {
    let mut bench = bench();
    let mut item = |token: &str, user: &str| {
        let params = [("access_token", token), ("image_url", PHOTO), ("is_carousel_item", "true")];
        bench.post(&format!("/{user}/media"), &params).id()
    };
    let children = [item("token-one", USER), item("token-two", OTHER)].join(",");
    let params = [
        ("access_token", "token-both"),
        ("media_type", "CAROUSEL"),
        ("children", children.as_str()),
    ];
    let reply = bench.post(&format!("/{USER}/media"), &params);
    reply.is_error(400, 24, 2_207_006);
}

#[test]
fn a_token_for_two_accounts_acts_for_the_one_in_the_path() {
    let mut bench = bench();
    for user in [USER, OTHER] {
        let container = create(&mut bench, "token-both", user).id();
        let media = publish(&mut bench, "token-both", user, &container).id();
        let reply = get(&mut bench, "token-both", &format!("/{media}?fields=owner"));
        assert_eq!(reply.json()["owner"]["id"], user);
    }
    let pages = get(&mut bench, "token-both", "/me/accounts?fields=instagram_business_account");
    let pages = pages.json();
    let ids = pages["data"].as_array().unwrap().iter();
    let ids: Vec<_> = ids.map(|page| page["instagram_business_account"]["id"].clone()).collect();
    assert_eq!(ids, [json!(USER), json!(OTHER)]);
}

#[test]
fn each_token_has_its_own_scopes() {
    let mut bench = bench();
    get(&mut bench, "token-one", &format!("/{USER}/available_catalogs")).json();
    get(&mut bench, "token-two", &format!("/{OTHER}/available_catalogs")).is_error(400, 10, 0);
    let revoke = |bench: &mut Bench, token: &str| {
        let params = [("access_token", token)];
        bench.call(Method::DELETE, "/me/permissions/instagram_basic", &params).unwrap()
    };
    assert_eq!(revoke(&mut bench, "token-one").status, 200);
    get(&mut bench, "token-one", &format!("/{USER}")).is_error(400, 10, 0);
    assert_eq!(get(&mut bench, "token-both", &format!("/{USER}")).status, 200);
}

#[test]
fn every_account_has_its_own_catalog_and_products() {
    let mut bench = bench();
    let catalog = |bench: &mut Bench, user: &str| {
        let reply = get(bench, "token-both", &format!("/{user}/available_catalogs"));
        reply.text("/data/0/catalog_id")
    };
    let (one, two) = (catalog(&mut bench, USER), catalog(&mut bench, OTHER));
    assert_eq!(one, "960179311066902");
    assert_ne!(one, two);
    let search = |bench: &mut Bench, user: &str, catalog: &str| {
        let path = format!("/{user}/catalog_product_search?catalog_id={catalog}");
        get(bench, "token-both", &path)
    };
    search(&mut bench, USER, &two).is_error(400, 100, 33);
    let product = search(&mut bench, OTHER, &two).json()["data"][0]["product_id"].to_string();
    let tag = |bench: &mut Bench, user: &str| {
        let tags = format!(r#"[{{"product_id":"{product}","x":0.5,"y":0.5}}]"#);
        let params =
            [("access_token", "token-both"), ("image_url", PHOTO), ("product_tags", &*tags)];
        bench.post(&format!("/{user}/media"), &params).status
    };
    assert_eq!((tag(&mut bench, OTHER), tag(&mut bench, USER)), (200, 400));
}

#[test]
fn with_tokens_of_both_logins_the_token_decides_the_host() {
    let mut bench = bench();
    let me = get(&mut bench, "token-gram", "/me?fields=user_id,username").json();
    assert_eq!((&me["user_id"], &me["username"]), (&json!(OTHER), &json!("ralph_malph")));
    let wrong = |bench: &mut Bench, token: &str| {
        get(bench, token, "/17999999999999999").json()["error"]["type"].clone()
    };
    assert_eq!(wrong(&mut bench, "token-gram"), "IGApiException");
    assert_eq!(wrong(&mut bench, "token-one"), "GraphMethodException");
}

#[test]
fn codes_and_tokens_are_for_their_app() {
    let mut bench = bench();
    let redeem = |bench: &mut Bench, app: &str, secret: &str, code: &str| {
        let params = [
            ("client_id", app),
            ("client_secret", secret),
            ("redirect_uri", "https://example.com/"),
            ("code", code),
        ];
        bench.get("/v26.0/oauth/access_token", &params)
    };
    redeem(&mut bench, "2", "one-secret", "code-one").is_error(400, 1, 0);
    redeem(&mut bench, "2", "two-secret", "code-one").is_error(400, 100, 0);
    let token = redeem(&mut bench, "1", "one-secret", "code-one").text("/access_token");
    assert_eq!(get(&mut bench, &token, &format!("/{USER}")).status, 200);
    get(&mut bench, &token, &format!("/{OTHER}")).is_error(400, 100, 33);
    let debug = format!("/debug_token?input_token={token}");
    assert_eq!(get(&mut bench, "1|one-secret", &debug).text("/data/app_id"), "1");
    get(&mut bench, "2|two-secret", &debug).is_error(400, 100, 0);
    let body = json!({ "account": OTHER, "app": "2" }).to_string();
    let code = bench.control(Method::POST, "codes", &body).text("/code");
    let token = redeem(&mut bench, "2", "two-secret", &code).text("/access_token");
    assert_eq!(get(&mut bench, &token, &format!("/{OTHER}")).status, 200);
    assert_eq!(bench.control(Method::POST, "codes", r#"{"account": "1"}"#).status, 404);
}

#[test]
fn a_rate_limit_names_the_requested_account() {
    let mut bench = bench();
    bench.arm(r#"[{"on": "limit", "do": "rate_limit"}]"#);
    let reply = get(&mut bench, "token-two", &format!("/{OTHER}/content_publishing_limit"));
    reply.is_error(400, 80002, 0);
    assert!(reply.header("x-business-use-case-usage").unwrap().contains(OTHER));
}

#[test]
fn the_host_of_a_request_decides_the_login() {
    let mut bench = bench();
    for (host, token, status) in [
        ("graph.facebook.com", "token-two", 200),
        ("graph.facebook.com", "token-gram", 400),
        ("graph.instagram.com", "token-gram", 200),
        ("graph.instagram.com:443", "token-two", 400),
    ] {
        let request = http::Request::get(format!("/{OTHER}?access_token={token}"));
        let request = request.header("host", host).body(Vec::new()).unwrap();
        assert_eq!(bench.send(request).unwrap().status, status, "{host} {token}");
    }
}
