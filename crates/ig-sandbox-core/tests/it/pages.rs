//! `GET /pages/search`: places.

use crate::support::Bench;

#[test]
fn the_element_is_that_of_the_guide() {
    let params = [("q", "guggenheim"), ("fields", "name,location,link")];
    let reply = Bench::new().get("/pages/search", &params);
    assert_eq!(
        reply.to_text(),
        concat!(
            r#"{"data":[{"name":"Solomon R. Guggenheim Museum","location":{"city":"New York","#,
            r#""country":"United States","latitude":40.782910059774,"#,
            r#""longitude":-73.959075808525,"state":"NY","street":"1071 5th Ave","#,
            r#""zip":"10128"},"link":"https:\/\/www.facebook.com\/7640348500","id":"7640348500"}]}"#
        )
    );
}

#[test]
fn names_are_found_by_any_part_of_them() {
    for (q, found) in
        [("GUGGENHEIM", 1), ("r. gugg", 1), (" musée ", 1), ("MUSÉE", 1), ("nowhere", 0), ("e", 3)]
    {
        let reply = Bench::new().get("/v26.0/pages/search", &[("q", q)]);
        assert_eq!(reply.json()["data"].as_array().unwrap().len(), found, "{q}");
    }
}

#[test]
fn without_fields_there_are_id_and_name() {
    let reply = Bench::new().get("/pages/search", &[("q", "orsay")]);
    assert_eq!(
        reply.to_text(),
        r#"{"data":[{"id":"110000000000002","name":"Mus\u00e9e d'Orsay"}]}"#
    );
}

#[test]
fn a_page_need_not_be_a_place() {
    let params = [("q", "happy days"), ("fields", "location")];
    let reply = Bench::new().get("/pages/search", &params).json();
    let location = &reply["data"][0]["location"];
    assert_eq!(location["city"], "Milwaukee");
    assert_eq!(location.get("latitude"), None);
}

#[test]
fn a_search_needs_something_to_look_for() {
    for q in ["", "  "] {
        Bench::new()
            .get("/pages/search", &[("q", q)])
            .is_error(400, 100, 0)
            .says("(#100) The parameter q is required");
    }
    Bench::new().get("/pages/search", &[("q", "a"), ("fields", "telephone")]).is_error(400, 100, 0);
}
