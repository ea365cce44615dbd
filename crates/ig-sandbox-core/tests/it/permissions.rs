//! Requests without the permissions that they need.

use ig_sandbox_core::{Config, Login, PageRole};

use crate::support::{Bench, PHOTO, Reply, USER};

const R14: &str = "(#10) Application does not have permission for this action";
const R16: &str = "(#10) Requires instagram_content_publish permission to manage the object";

fn create(bench: &mut Bench) -> Reply {
    bench.try_create(&[("image_url", PHOTO)])
}

fn read(bench: &mut Bench) -> Reply {
    bench.get(&format!("/{USER}/media"), &[])
}

fn publish(bench: &mut Bench) -> Reply {
    bench.try_publish("17889455560051444")
}

/// The reply to a request without the scope: an error, or 24 or 200 if it is not needed.
fn check(config: Config, what: fn(&mut Bench) -> Reply, message: Option<&str>) {
    let mut bench = Bench::with(config);
    let reply = what(&mut bench);
    match message {
        Some(message) => {
            reply.is_error(400, 10, 0).says(message);
        }
        None => assert_ne!(reply.json()["error"]["code"], 10, "{}", reply.to_text()),
    }
}

#[test]
fn each_scope_is_needed_where_the_documents_say() {
    type What = fn(&mut Bench) -> Reply;
    for (scope, at_read, at_create, at_publish) in [
        ("instagram_basic", Some(R14), Some(R14), Some(R14)),
        ("instagram_content_publish", None, Some(R16), Some(R16)),
        ("pages_read_engagement", None, Some(R14), None),
        ("ads_management", None, None, None),
    ] {
        let config = || Config::default().without_scope(scope);
        for (what, message) in
            [(read as What, at_read), (create as What, at_create), (publish as What, at_publish)]
        {
            check(config(), what, message);
        }
    }
}

#[test]
fn the_other_host_has_two_scopes() {
    let config = |scope: &str| Config::default().with_login(Login::Instagram).without_scope(scope);
    check(config("instagram_business_basic"), read, Some(R14));
    check(config("instagram_business_content_publish"), read, None);
    check(config("instagram_business_content_publish"), create, Some(R14));
    check(config("instagram_business_content_publish"), publish, Some(R14));
    check(config("instagram_basic"), create, None);
}

#[test]
fn a_role_from_the_business_manager_requires_one_of_two_more_scopes() {
    let config = || Config::default().with_page_role(PageRole::BusinessManager);
    check(config().without_scope("ads_management"), create, None);
    check(config().without_scope("ads_read"), create, None);
    let without_both = || config().without_scope("ads_management").without_scope("ads_read");
    check(without_both(), create, Some(R14));
    check(without_both(), publish, Some(R14));
    check(without_both(), read, None);
}

#[test]
fn publishing_requires_one_of_two_tasks() {
    for (tasks, message) in [
        (vec!["MANAGE"], None),
        (vec!["ANALYZE", "CREATE_CONTENT"], None),
        (vec!["ANALYZE", "MODERATE"], Some(R14)),
        (vec![], Some(R14)),
    ] {
        check(Config::default().with_tasks(tasks.clone()), create, message);
        check(Config::default().with_tasks(tasks.clone()), publish, message);
        check(Config::default().with_tasks(tasks), read, None);
    }
}

#[test]
fn shopping_requires_its_own_scopes() {
    let tagged = |bench: &mut Bench| {
        let tags = r#"[{"product_id":"3231775643511089","x":0.5,"y":0.8}]"#;
        bench.try_create(&[("image_url", PHOTO), ("product_tags", tags)])
    };
    let eligible = |bench: &mut Bench| {
        bench.get(&format!("/{USER}"), &[("fields", "shopping_product_tag_eligibility")])
    };
    for scope in ["catalog_management", "instagram_shopping_tag_products"] {
        check(Config::default().without_scope(scope), tagged, Some(R14));
        check(Config::default().without_scope(scope), eligible, Some(R14));
        check(Config::default().without_scope(scope), create, None);
    }
    check(Config::default(), tagged, None);
}

#[test]
fn stories_and_edges_are_read_and_catalogs_are_shopping() {
    type What = fn(&mut Bench) -> Reply;
    let stories = |bench: &mut Bench| bench.get(&format!("/{USER}/stories"), &[]);
    let catalogs = |bench: &mut Bench| bench.get(&format!("/{USER}/available_catalogs"), &[]);
    let products = |bench: &mut Bench| {
        let params = [("catalog_id", "960179311066902")];
        bench.get(&format!("/{USER}/catalog_product_search"), &params)
    };
    for what in [stories as What, catalogs, products] {
        check(Config::default(), what, None);
        check(Config::default().without_scope("instagram_basic"), what, Some(R14));
    }
    for scope in ["catalog_management", "instagram_shopping_tag_products"] {
        check(Config::default().without_scope(scope), stories, None);
        check(Config::default().without_scope(scope), catalogs, Some(R14));
        check(Config::default().without_scope(scope), products, Some(R14));
    }
}

#[test]
fn deletion_requires_its_own_scope() {
    let delete = |bench: &mut Bench| {
        let (_, media) = bench.post_photo("a");
        bench.call(http::Method::DELETE, &format!("/{media}"), &[]).unwrap()
    };
    let update = |bench: &mut Bench| {
        let (_, media) = bench.post_photo("a");
        bench.post(&format!("/{media}"), &[("comment_enabled", "false")])
    };
    check(Config::default(), delete, None);
    check(Config::default().without_scope("instagram_manage_contents"), delete, Some(R14));
    check(Config::default().without_scope("instagram_manage_contents"), update, None);
}
