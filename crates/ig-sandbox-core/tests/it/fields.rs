//! The `fields` parameter.

use crate::support::Bench;

#[test]
fn fields_come_in_the_requested_order_and_the_id_always() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("hello");
    for (fields, expected) in [
        ("caption", format!(r#"{{"caption":"hello","id":"{media}"}}"#)),
        ("id,caption", format!(r#"{{"id":"{media}","caption":"hello"}}"#)),
        (" caption , id ", format!(r#"{{"caption":"hello","id":"{media}"}}"#)),
        ("caption,,", format!(r#"{{"caption":"hello","id":"{media}"}}"#)),
        (",", format!(r#"{{"id":"{media}"}}"#)),
        ("alt_text,thumbnail_url", format!(r#"{{"id":"{media}"}}"#)),
        ("children.limit(3){id}", format!(r#"{{"id":"{media}"}}"#)),
    ] {
        assert_eq!(bench.get(&format!("/{media}"), &[("fields", fields)]).to_text(), expected);
    }
}

#[test]
fn wrong_fields_are_refused_in_metas_words() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("hello");
    for (fields, code, message) in [
        (
            "branded_content_partner",
            100,
            "(#100) Tried accessing nonexisting field (branded_content_partner) on node type \
             (IGMedia)",
        ),
        (
            "id,id",
            2500,
            "Syntax error \"Field id specified more than once. This is only possible before \
             version 2.1\" at character 5: id,id",
        ),
        (
            "id}",
            2500,
            "Syntax error \"Expected end of string instead of \"}\".\" at character 2: id}",
        ),
        (
            "owner{id",
            2500,
            "Syntax error \"Expected \"}\" instead of end of string.\" at character 8: owner{id",
        ),
        ("caption{id}", 100, "(#100) Subfields are not supported by caption"),
    ] {
        let reply = bench.get(&format!("/{media}"), &[("fields", fields)]);
        reply.is_error(400, code, 0).says(message);
    }
}

#[test]
fn braces_choose_within_an_object() {
    let mut bench = Bench::new();
    let params = [("q", "guggenheim"), ("fields", "location{city,zip}")];
    let reply = bench.get("/pages/search", &params);
    assert_eq!(
        reply.to_text(),
        r#"{"data":[{"location":{"city":"New York","zip":"10128"},"id":"7640348500"}]}"#
    );
}
