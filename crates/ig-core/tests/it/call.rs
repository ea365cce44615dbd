//! One call: what is repeated depends on what a second does.

use std::time::Duration;

use ig_core::{
    AccessToken, AppSecret, AuthorizationCode, CallFlow, Delivery, Endpoint, Error, Flow,
    ResponseError, RetryPolicy, Step, TransportError,
    endpoint::{
        CreateContainer, DeleteMedia, ExchangeCode, PublishContainer, ReadContainer, RefreshToken,
        UploadVideo,
    },
    error::ErrorClass,
    upload::NamedSource,
};

use crate::script::{CREATE, PUBLISH, START, STATUS, Said, Script, error, heard, ok, status};

const EXCHANGE: &str = "POST /oauth/access_token";
const REFRESH: &str = "GET /refresh_access_token";
const DELETE: &str = "DELETE /{media}";

fn run<E: Endpoint>(endpoint: E, script: &mut Script) -> Result<E::Response, Error> {
    script.run(&mut CallFlow::new(endpoint, RetryPolicy::default(), 7))
}

fn read() -> ReadContainer {
    ReadContainer::new("1001".parse().unwrap())
}

fn publish() -> PublishContainer {
    PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap())
}

fn create() -> CreateContainer {
    let url = "https://example.com/a.jpg".parse().unwrap();
    CreateContainer::new("1".parse().unwrap(), ig_core::Photo::new(url))
}

#[test]
fn a_read_is_repeated_until_it_passes() {
    let lines = [Said::Lost, error(500, 2, 0), Said::NotSent, status("FINISHED")];
    let mut script = Script::new().says(STATUS, lines);
    run(read(), &mut script).unwrap();
    assert_eq!(script.count(STATUS), 4);
    assert!(script.waits.is_sorted_by(|a, b| a.as_millis() / 2 <= b.as_millis()), "growing");
}

#[test]
fn a_read_is_given_up_after_four_attempts() {
    let mut script = Script::new().says(STATUS, [Said::Lost]);
    let error = run(read(), &mut script).unwrap_err();
    assert!(matches!(error, Error::Transport(lost) if lost.delivery() == Delivery::Unknown));
    assert_eq!(script.count(STATUS), 4);
}

#[test]
fn making_a_container_is_repeatable() {
    let lines = [Said::Lost, error(500, 1, 0), ok(r#"{"id":"1001"}"#)];
    let mut script = Script::new().says(CREATE, lines);
    run(create(), &mut script).unwrap();
    assert_eq!(script.count(CREATE), 3);
}

#[test]
fn a_publish_that_may_have_taken_effect_is_never_repeated() {
    for said in
        [Said::Lost, error(500, 2, 0), error(500, 1, 99), ok("{"), Said::Body(502, "<".into())]
    {
        let mut script = Script::new().says(PUBLISH, [said.clone()]);
        assert!(run(publish(), &mut script).is_err());
        assert_eq!(script.count(PUBLISH), 1, "{said:?}");
    }
}

#[test]
fn a_publish_whose_reply_nobody_waited_for_is_not_repeated() {
    let mut flow = CallFlow::new(publish(), RetryPolicy::default(), 7);
    assert!(matches!(flow.poll(START), Step::Send(_)));
    assert!(matches!(flow.poll(START), Step::Done(Err(Error::Transport(_)))));
}

#[test]
fn a_publish_that_was_not_sent_is_repeated() {
    let mut script = Script::new().says(PUBLISH, [Said::NotSent, ok(r#"{"id":"2001"}"#)]);
    assert_eq!(run(publish(), &mut script).unwrap().id.as_str(), "2001");
    assert_eq!(script.count(PUBLISH), 2);
}

/// It would answer that the code is used up, whatever became of the token.
#[test]
fn a_code_whose_exchange_was_lost_is_not_exchanged_again() {
    let code = || AuthorizationCode::new("AQBx-f");
    let (app, secret) = (|| "123".parse().unwrap(), || AppSecret::new("shh"));
    let exchange = || ExchangeCode::facebook(app(), secret(), "https://app.example.com", code());
    let token = r#"{"access_token":"EAAGnew"}"#;
    for (first, sends) in [(Said::Lost, 1), (error(500, 2, 0), 1), (Said::NotSent, 2)] {
        let mut script = Script::new().says(EXCHANGE, [first, ok(token)]);
        assert_eq!(run(exchange(), &mut script).is_ok(), sends == 2);
        assert_eq!(script.count(EXCHANGE), sends);
    }
}

#[test]
fn a_refresh_and_a_deletion_are_repeatable() {
    let refresh = || RefreshToken::new(AccessToken::new("IGAAlong"));
    let token = r#"{"access_token":"IGAAnew"}"#;
    let mut script = Script::new().says(REFRESH, [Said::Lost, error(500, 2, 0), ok(token)]);
    assert_eq!(run(refresh(), &mut script).unwrap().token.expose_secret(), "IGAAnew");
    assert_eq!(script.count(REFRESH), 3);
    // What says that it is gone, after a reply that was lost, is not asked again.
    let mut script = Script::new().says(DELETE, [Said::Lost, error(400, 100, 33)]);
    let gone = run(DeleteMedia::new("1".parse().unwrap()), &mut script).unwrap_err();
    let Error::Response(ResponseError::Api(gone)) = gone else { panic!("{gone:?}") };
    assert_eq!((gone.class(), script.count(DELETE)), (ErrorClass::Unreadable, 2));
}

#[test]
fn what_will_stay_wrong_is_not_repeated() {
    for said in
        [error(400, 190, 463), error(400, 10, 0), error(400, 100, 33), error(400, 80_002, 0)]
    {
        let mut script = Script::new().says(STATUS, [said.clone()]);
        assert!(run(read(), &mut script).is_err());
        assert_eq!(script.count(STATUS), 1, "{said:?}");
    }
}

#[test]
fn a_policy_of_one_send_sends_once() {
    let mut script = Script::new().says(STATUS, [Said::NotSent]);
    let mut flow = CallFlow::new(read(), RetryPolicy::never(), 7);
    assert!(script.run(&mut flow).is_err());
    assert_eq!(
        (script.count(STATUS), script.now.max(Duration::from_secs(1))),
        (1, Duration::from_secs(1))
    );
}

#[test]
fn a_clock_that_is_set_back_does_not_freeze_a_retry() {
    use ig_core::{Flow, Step};
    let mut flow = CallFlow::new(read(), RetryPolicy::default(), 7);
    let mut script = Script::new().says(STATUS, [Said::Lost, status("FINISHED")]);
    let Step::Send(call) = flow.poll(START) else { panic!() };
    let reply = script.answer(&call);
    flow.handle(START, reply);
    let Step::Wait(_) = flow.poll(START) else { panic!() };
    let back = START.before(Duration::from_secs(24 * 3600));
    let Step::Wait(until) = flow.poll(back) else { panic!() };
    assert!(until.since(back) <= Duration::from_millis(500), "{:?}", until.since(back));
    assert!(matches!(flow.poll(until), Step::Send(_)));
}

/// Though an upload may be repeated.
#[test]
fn a_file_at_fault_is_not_sent_again() {
    let uri = "https://rupload.facebook.com/ig-api-upload/v26.0/1001".parse().unwrap();
    let video = NamedSource::new("/videos/a.mov", 9).unwrap();
    let upload = UploadVideo::part(uri, video.part(0));
    let mut flow = CallFlow::new(upload, RetryPolicy::default(), 7);
    assert!(matches!(flow.poll(START), Step::Send(_)));
    flow.handle(START, heard(Err(TransportError::of_source("/videos/a.mov was changed"))));
    let Step::Done(Err(Error::Transport(lost))) = flow.poll(START) else { panic!("{flow:?}") };
    assert!(lost.is_of_source());
}
