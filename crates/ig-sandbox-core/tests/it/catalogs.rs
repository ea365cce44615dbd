//! `GET /{user}/available_catalogs`, `GET /{user}/catalog_product_search` and an account's field
//! about its shop.

use ig_sandbox_core::{Config, Login};
use serde_json::json;

use crate::support::{Bench, Reply, USER};

const CATALOG: (&str, &str) = ("catalog_id", "960179311066902");

fn search(bench: &mut Bench, more: &[(&str, &str)]) -> Reply {
    let params: Vec<_> = [CATALOG].iter().chain(more).copied().collect();
    bench.get(&format!("/v26.0/{USER}/catalog_product_search"), &params)
}

#[test]
fn there_is_one_catalog() {
    let reply = Bench::new().get(&format!("/{USER}/available_catalogs"), &[]).json();
    let catalog = json!({
        "catalog_id": "960179311066902",
        "catalog_name": "Happy Days",
        "shop_name": "The Fonz's",
        "product_count": 5,
    });
    assert_eq!(reply, json!({ "data": [catalog] }));
    let path = format!("/{USER}/available_catalogs");
    let reply = Bench::new().get(&path, &[("fields", "catalog_id")]);
    assert_eq!(reply.to_text(), r#"{"data":[{"catalog_id":"960179311066902"}]}"#);
    Bench::new().get(&path, &[("fields", "products")]).is_error(400, 100, 0);
}

#[test]
fn a_product_has_numbers_for_ids() {
    let reply = search(&mut Bench::new(), &[("q", "JACKET")]).json();
    assert_eq!(
        reply["data"],
        json!([{
            "product_id": 3_231_775_643_511_089_u64,
            "merchant_id": 90_010_177_253_934_u64,
            "product_name": "Leather jacket",
            "image_url": "https://www.example.com/fonz-001.jpg",
            "retailer_id": "fonz-001",
            "review_status": "approved",
            "is_checkout_flow": false,
        }])
    );
    let fields = [("q", "jacket"), ("fields", "product_variants")];
    let reply = search(&mut Bench::new(), &fields).json();
    assert_eq!(
        reply["data"][0]["product_variants"],
        json!([
            {"product_id": 3_231_775_643_511_090_u64, "variant_name": "brown"},
            {"product_id": 3_231_775_643_511_091_u64, "variant_name": "black"},
        ])
    );
}

#[test]
fn products_are_found_by_name_and_number() {
    for (q, found) in [("", 5), ("t-shirt", 1), ("fonz-00", 5), ("fonz-003", 1), ("boat", 0)] {
        let reply = search(&mut Bench::new(), &[("q", q)]).json();
        assert_eq!(reply["data"].as_array().unwrap().len(), found, "{q}");
    }
    let reply = search(&mut Bench::new(), &[("fields", "review_status")]).json();
    let statuses: Vec<&str> = reply["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["review_status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["approved", "approved", "pending", "rejected", "outdated"]);
}

#[test]
fn products_come_in_pages() {
    let mut bench = Bench::new();
    let mut reply = search(&mut bench, &[("q", "fonz"), ("limit", "2"), ("fields", "retailer_id")]);
    let mut seen = Vec::new();
    loop {
        let json = reply.json();
        let data = json["data"].as_array().unwrap();
        seen.extend(data.iter().map(|it| it["retailer_id"].as_str().unwrap().to_owned()));
        let Some(next) = json["paging"]["next"].as_str() else { break };
        let path = next.strip_prefix("http://127.0.0.1:8025").unwrap();
        let request = http::Request::get(path).header("host", "127.0.0.1:8025");
        reply = bench.send(request.body(Vec::new()).unwrap()).unwrap();
    }
    assert_eq!(seen, ["fonz-001", "fonz-002", "fonz-003", "fonz-004", "fonz-005"]);
}

#[test]
fn a_catalog_must_be_named_and_exist() {
    let path = format!("/{USER}/catalog_product_search");
    Bench::new()
        .get(&path, &[])
        .is_error(400, 100, 0)
        .says("(#100) The parameter catalog_id is required");
    Bench::new().get(&path, &[("catalog_id", "7")]).is_error(400, 100, 33);
    Bench::new().get("/17841400008460057/available_catalogs", &[]).is_error(400, 100, 33);
}

#[test]
fn the_other_host_has_no_shop() {
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    for edge in ["available_catalogs", "catalog_product_search"] {
        let reply = bench.get(&format!("/{USER}/{edge}"), &[CATALOG]);
        reply.is_error(500, 2500, 0).says(&format!("Unknown path components: /{edge}"));
    }
}

#[test]
fn an_account_says_whether_it_may_tag_products() {
    let fields = "shopping_product_tag_eligibility,shopping_review_status,is_published";
    let params = [("fields", fields)];
    let reply = Bench::new().get(&format!("/{USER}"), &params).json();
    assert_eq!(
        reply,
        json!({
            "shopping_product_tag_eligibility": true,
            "shopping_review_status": "approved",
            "is_published": true,
            "id": USER,
        })
    );
    let mut other = Bench::with(Config::default().with_login(Login::Instagram));
    let reply = other.get(&format!("/{USER}"), &params).json();
    assert_eq!(reply, json!({"is_published": true, "id": USER}));
}
