//! A whole list, page by page.

use ig_core::{Error, PagingFlow, ResponseError, RetryPolicy, endpoint::ListMedia};

use crate::script::{LIST, Said, Script, error, ok};

const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhere";

fn page(ids: &[u64], after: Option<&str>) -> Said {
    let data: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let paging = after.map(|after| {
        format!(r#","paging":{{"cursors":{{"after":"{after}"}},"next":"https://a.example/?access_token={TOKEN}&after=elsewhere"}}"#)
    });
    ok(format!(r#"{{"data":[{}]{}}}"#, data.join(","), paging.unwrap_or_default()))
}

fn flow() -> PagingFlow<ListMedia> {
    let user = "17841400008460056".parse().unwrap();
    PagingFlow::new(ListMedia::new(user), RetryPolicy::default(), 7)
}

#[test]
fn cursors_are_followed_to_the_end() {
    let pages = [page(&[1, 2], Some("b")), page(&[3], Some("c")), page(&[4], None)];
    let mut script = Script::new().says(LIST, pages);
    let found = script.run(&mut flow()).unwrap();
    let ids: Vec<_> = found.iter().map(|media| media.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
    assert_eq!(script.count(LIST), 3);
}

#[test]
fn no_more_pages_are_read_than_asked_for() {
    let mut script = Script::new().says(LIST, [page(&[1, 2], Some("b")), page(&[3], Some("c"))]);
    assert_eq!(script.run(&mut flow().with_most(2)).unwrap().len(), 2);
    assert_eq!(script.count(LIST), 1);
}

#[test]
fn each_page_is_retried_and_what_was_found_is_kept() {
    let pages =
        [page(&[1], Some("b")), error(500, 2, 0), page(&[2], Some("c")), error(400, 190, 0)];
    let mut script = Script::new().says(LIST, pages);
    let mut flow = flow();
    assert!(script.run(&mut flow).is_err());
    assert_eq!((script.count(LIST), flow.found().len()), (4, 2));
}

#[test]
fn a_cursor_that_comes_twice_is_an_error_and_not_a_loop() {
    let mut script = Script::new().says(LIST, [page(&[1], Some("b"))]);
    let error = script.run(&mut flow()).unwrap_err();
    assert!(matches!(error, Error::Response(ResponseError::Decode(_))), "{error:?}");
    assert_eq!(script.count(LIST), 2);
    assert!(!format!("{error:?} {flow:?}", flow = flow()).contains(TOKEN));
}
