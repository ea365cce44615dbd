//! From a token to the account.

use http::{Method, Request};
use ig_sandbox_core::{Account, Config, Login, PageLink, TokenGrant};
use serde_json::json;

use crate::support::{Bench, PHOTO, USER};

const PAGE: &str = "110000000000001";
const PERSON: &str = "10158000000000001";

#[test]
fn me_is_a_person_on_facebook() {
    let mut bench = Bench::new();
    let me = format!(r#"{{"name":"Arthur Fonzarelli","id":"{PERSON}"}}"#);
    assert_eq!(bench.get("/me", &[]).to_text(), me);
    assert_eq!(bench.get(&format!("/{PERSON}"), &[]).to_text(), me);
    bench.get("/me", &[("fields", "username")]).is_error(400, 100, 0);
    let edges = ["media", "content_publishing_limit", "stories", "available_catalogs"];
    for (me, edge) in ["me", PERSON].into_iter().flat_map(|me| edges.map(|edge| (me, edge))) {
        let reply = bench.get(&format!("/{me}/{edge}"), &[]);
        let says = format!("(#100) Tried accessing nonexisting field ({edge}) on node type (User)");
        reply.is_error(400, 100, 0).says(&says);
    }
    let container = bench.create("a");
    for (edge, param) in
        [("media", ("image_url", PHOTO)), ("media_publish", ("creation_id", &*container))]
    {
        let reply = bench.post(&format!("/v25.0/me/{edge}"), &[param]);
        reply.is_error(400, 2500, 0).says(&format!("Unknown path components: /{edge}"));
        let note =
            "with Facebook Login `me` is a person or a Page: use the id of the Instagram account";
        assert_eq!(reply.header("x-sandbox-note"), Some(note));
    }
    assert_eq!((bench.posts(), bench.state().accounts[0].containers.len()), (0, 1));
}

#[test]
fn me_publishes_on_instagram() {
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    let create = [("image_url", PHOTO), ("caption", "a")];
    let container = bench.post("/v25.0/me/media", &create).id();
    let media = bench.post("/v25.0/me/media_publish", &[("creation_id", &container)]).id();
    let state = bench.state();
    assert_eq!((&state.accounts[0].id, &state.accounts[0].media[0].id), (&USER.to_owned(), &media));
    assert_eq!(bench.get("/me/media", &[]).text("/data/0/id"), media);
    // The account is that of the token, whoever is first.
    let two = Config::default()
        .with_accounts([
            Account::new(USER, "bronz_fonz"),
            Account::new("17841400008460057", "ralph"),
        ])
        .with_tokens([
            TokenGrant::new("one", USER).with_login(Login::Instagram),
            TokenGrant::new("two", "17841400008460057").with_login(Login::Instagram),
        ]);
    let mut bench = Bench::with(two);
    let token = ("access_token", "two");
    let container = bench.post("/me/media", &[create[0], token]).id();
    bench.post("/me/media_publish", &[("creation_id", &container), token]).id();
    let posts = bench.state().accounts.iter().map(|it| it.media.len()).collect::<Vec<_>>();
    assert_eq!(posts, [0, 1]);
}

#[test]
fn me_is_a_page_for_the_token_of_a_page() {
    let mut bench = Bench::new();
    let path = format!("/me?access_token={}&fields=name", Config::PAGE_TOKEN);
    let reply = bench.send(Request::get(path).body(Vec::new()).unwrap()).unwrap();
    assert_eq!(reply.json(), json!({"name": "The Bronze Fonz", "id": PAGE}));
}

#[test]
fn me_is_the_account_on_instagram() {
    let mut bench = Bench::with(
        Config::default().with_login(Login::Instagram).with_account_type("MEDIA_CREATOR"),
    );
    let fields = "user_id,username,account_type,name,media_count";
    let reply = bench.get("/v25.0/me", &[("fields", fields)]);
    assert_eq!(
        reply.json(),
        json!({
            "user_id": USER, "username": "bronz_fonz", "account_type": "MEDIA_CREATOR",
            "name": "Arthur Fonzarelli", "media_count": 0, "id": "25025320000000001",
        })
    );
    assert_eq!(bench.get("/me", &[]).json(), json!({"id": "25025320000000001"}));
    assert_eq!(bench.get("/me/content_publishing_limit", &[]).status, 200);
    for edge in ["accounts", "permissions"] {
        bench.get(&format!("/me/{edge}"), &[]).is_error(400, 100, 0);
    }
}

#[test]
fn the_pages_of_a_person_lead_to_the_account() {
    let mut bench = Bench::new();
    let fields = "name,access_token,tasks,instagram_business_account{username}";
    let reply = bench.get("/me/accounts", &[("fields", fields)]);
    let expected = format!(
        "{{\"data\":[{{\"name\":\"The Bronze Fonz\",\"access_token\":\"{}\",\"tasks\":[\"ANALYZE\",\
         \"ADVERTISE\",\"MESSAGING\",\"MODERATE\",\"CREATE_CONTENT\",\"MANAGE\"],\
         \"instagram_business_account\":{{\"username\":\"bronz_fonz\",\"id\":\"{USER}\"}},\"id\":\"{PAGE}\"}}],\
         \"paging\":{{\"cursors\":{{\"before\":\"MQZDZD\",\"after\":\"MQZDZD\"}}}}}}",
        Config::PAGE_TOKEN
    );
    assert_eq!(reply.to_text(), expected);
    let plain = bench.get("/me/accounts", &[]).json()["data"][0].clone();
    let names: Vec<_> = plain.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["access_token", "category", "category_list", "id", "name", "tasks"]);
    bench.get("/me/accounts", &[("fields", "email")]).is_error(400, 100, 0);
}

#[test]
fn a_page_can_be_read_by_itself() {
    let mut bench = Bench::new();
    let fields = [("fields", "name,instagram_business_account")];
    let page = bench.get(&format!("/{PAGE}"), &fields).json();
    assert_eq!(page["instagram_business_account"]["id"], USER);
    let mut unlinked = Bench::with(Config::default().with_page_link(PageLink::Missing));
    let page = unlinked.get(&format!("/{PAGE}"), &fields).json();
    assert_eq!(page, json!({"name": "The Bronze Fonz", "id": PAGE}));
    let list = unlinked.get("/me/accounts", &fields).json();
    assert_eq!(list["data"][0].get("instagram_business_account"), None);
}

#[test]
fn a_page_has_the_tasks_of_the_person() {
    let mut bench = Bench::with(Config::default().with_tasks(["ANALYZE"]));
    let reply = bench.get("/me/accounts", &[("fields", "tasks")]);
    assert_eq!(reply.json()["data"][0]["tasks"], json!(["ANALYZE"]));
}

#[test]
fn without_the_scope_no_page_is_visible() {
    let mut bench = Bench::with(
        Config::default().without_scope("pages_show_list").without_scope("pages_read_engagement"),
    );
    assert_eq!(bench.get("/me/accounts", &[]).to_text(), r#"{"data":[]}"#);
    bench.get(&format!("/{PAGE}"), &[]).is_error(400, 10, 0);
}

#[test]
fn permissions_are_granted_or_declined() {
    let mut bench = Bench::with(Config::default().without_scope("catalog_management"));
    let all = bench.get("/me/permissions", &[]).json()["data"].as_array().unwrap().clone();
    assert_eq!(all[0], json!({"permission": "instagram_basic", "status": "granted"}));
    let declined = json!([{"permission": "catalog_management", "status": "declined"}]);
    for filter in [("status", "declined"), ("permission", "catalog_management")] {
        assert_eq!(bench.get("/me/permissions", &[filter]).json()["data"], declined);
    }
    let one = [("permission", "instagram_content_publish")];
    let reply = bench.call(Method::DELETE, "/me/permissions", &one).unwrap();
    assert_eq!(reply.to_text(), r#"{"success":true}"#);
    let path = "/me/permissions/ads_read";
    bench.call(Method::DELETE, path, &[]).unwrap();
    let left = bench.get("/me/permissions", &[("status", "declined")]).json();
    assert_eq!(left["data"].as_array().unwrap().len(), 3);
    bench.try_create(&[("image_url", PHOTO)]).is_error(400, 10, 0);
}
