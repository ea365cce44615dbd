//! The fields of Meta's specification.

use super::instagram;
use crate::support::{Bench, TOKEN, USER, form};

/// The fields of the specification of v26, node by node: `Node: field field …`.
const SPEC: &str = include_str!("../../data/fields-26.0.3.txt");

#[test]
fn every_field_of_the_specification_is_known() {
    for line in SPEC.lines() {
        let (node, fields) = line.split_once(": ").unwrap();
        let mut bench = if node.ends_with("ForIGOnlyAPI") { instagram() } else { Bench::new() };
        let (container, media) = bench.post_photo("a");
        let path = match node {
            "IGMedia" | "IGMediaForIGOnlyAPI" => format!("/{media}"),
            "IGUser" => format!("/{USER}"),
            "IGUserForIGOnlyAPI" | "User" => "/me".to_owned(),
            "ShadowIGMediaBuilder" => format!("/{container}"),
            "ContentPublishingLimitResponse" => format!("/{USER}/content_publishing_limit"),
            "ShadowIGMediaCollaborators" => format!("/{media}/collaborators"),
            "UserAvailableCatalogs" => format!("/{USER}/available_catalogs"),
            "ShadowIGUserCatalogProductSearch" => {
                format!("/{USER}/catalog_product_search?catalog_id=960179311066902&x=")
            }
            "Page" => "/110000000000001".to_owned(),
            "Location" => "/pages/search?q=guggenheim&x=".to_owned(),
            other => panic!("{other} is not a node here"),
        };
        for field in fields.split(' ') {
            // What Business Discovery only tells is refused, as captured (R46).
            if (node, field) == ("IGMedia", "view_count") {
                continue;
            }
            let fields =
                if node == "Location" { format!("location{{{field}}}") } else { field.to_owned() };
            let separator = if path.contains('?') { "&" } else { "?" };
            let query = form(&[("fields", &fields)]);
            let request = http::Request::get(format!("{path}{separator}{query}"))
                .header("authorization", format!("Bearer {TOKEN}"))
                .body(Vec::new());
            let reply = bench.send(request.unwrap()).unwrap();
            assert_eq!(reply.status, 200, "{node}.{field}: {}", reply.to_text());
            // What has a value is not said to have none.
            let has = reply.to_text().contains(&format!("\"{field}\":"));
            let note = reply.header("x-sandbox-note").unwrap_or_default();
            let is_named = note == format!("the sandbox has no value for {field}");
            assert!(!(has && is_named), "{node}.{field}: {note}");
            if ["comments", "insights", "biography", "hours", "age_range"].contains(&field) {
                assert!(is_named, "{node}.{field}: {note}");
            }
        }
    }
}
