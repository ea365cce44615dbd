//! Every error body that the reference has, R1 to R54 of its section 10.6, and
//! those that were recorded besides, each read by every endpoint.
//!
//! Each is a file, word for word where the reference quotes it. Where it cuts or
//! only describes one, the rest is ours:
//!
//! | body | what is ours |
//! |---|---|
//! | R2 | the fields that it shares with R1 |
//! | R5 | the file's name, and the end of the user's message |
//! | R6 | the fields that it shares with R5 |
//! | R18, R19 | the message is that of section 10.4, the frame that of R17 |
//! | R23, R24 | `sentry_block_data`; of R24 the frame too |
//! | R25, R27, R28 | the object's id (not in R28), what R27 and R28 share with R25 and R26 |
//! | R29, R43, R45, R46, R47 | the frame |
//! | R32, R44 | the frame of the second variant, of R44 that of both |
//! | R33, R34, R42 | the trace id; of R42 the end of the message, as in R41 |
//! | R40, R41 | the status: the reference gives none |
//! | R49, R50 | the frame with its code 100; of R50 the words around the quoted ones |
//! | R53 | the app's id |

use std::collections::BTreeSet;

use crate::script::heard;
use ig_core::{
    Error, ResponseError,
    endpoint::{ENDPOINTS, Listed},
    error::{
        Actor::{self, AccountOwner, Author, Developer, Nobody},
        ErrorClass::{
            self, Auth, Blocked, Invalid, Media, NotReady, Permission, RateLimit, Transient,
            Unreadable,
        },
        KnownError,
    },
    http::Response,
};

/// A body, which every endpoint reads alike.
struct Body {
    name: &'static str,
    text: &'static str,
}

macro_rules! body {
    ($name:literal) => {
        Body { name: $name, text: include_str!(concat!("../data/", $name, ".json")) }
    };
}

impl Body {
    /// The number after the `r` of `r01_publish_blocked__403`, where it is the reference's.
    fn number(&self) -> Option<u32> {
        self.name.strip_prefix('r')?.get(..2)?.parse().ok()
    }

    fn error(&self) -> ResponseError {
        let (_, status) = self.name.rsplit_once("__").unwrap();
        let status: u16 = status.parse().unwrap();
        let response = Response::builder().status(status).body(self.text.into()).unwrap();
        let reply = heard(Ok(response));
        let read = |endpoint: &Listed| match endpoint.read(&reply) {
            Err(Error::Response(error)) => error,
            other => panic!("{} of {}: no error but {other:?}", self.name, endpoint.name),
        };
        let error = read(&ENDPOINTS[0]);
        for endpoint in ENDPOINTS {
            let (own, first) = (format!("{:?}", read(endpoint)), format!("{error:?}"));
            assert_eq!(own, first, "{} of {}", self.name, endpoint.name);
        }
        error
    }
}

/// Code, subcode, class, who has to act and a word of the advice.
struct Expect(i64, Option<i64>, ErrorClass, Actor, &'static str);

const BLOCKED: Expect = Expect(4, Some(2_207_051), Blocked, AccountOwner, "prolongs");
const NOT_READY: Expect = Expect(9007, Some(2_207_027), NotReady, Nobody, "FINISHED");
const NOT_FETCHED: Expect = Expect(9004, Some(2_207_052), Media, Author, "public");
const GONE: Expect = Expect(100, Some(33), Unreadable, Developer, "outage");
const PARAMETER: Expect = Expect(100, None, Invalid, Developer, "the message names it");
const PERMISSION: Expect = Expect(10, None, Permission, Developer, "grant it");
const INSTAGRAM_LIMIT: Expect = Expect(80_002, None, RateLimit, Nobody, "usage header");

/// What the Graph API said: everything but the upload host's and `debug_token`'s.
#[rustfmt::skip]
const GRAPH: &[(Body, Expect)] = &[
    (body!("r01_publish_blocked__403"), BLOCKED),
    (body!("r02_publish_blocked_older__403"), BLOCKED),
    (body!("r03_publish_not_ready__400"), NOT_READY),
    (body!("r04_publish_not_ready_localised__400"), NOT_READY),
    (body!("r05_create_not_fetched__400"), NOT_FETCHED),
    (body!("r06_create_not_fetched_localised__400"), NOT_FETCHED),
    (body!("r07_create_image_format__400"), Expect(36_001, Some(2_207_083), Invalid, Author, "JPEG")),
    (body!("r08_create_aspect_ratio__400"), Expect(36_003, Some(2_207_009), Invalid, Author, "1.91:1")),
    (body!("r09_create_too_large__400"), Expect(36_000, Some(2_207_004), Invalid, Author, "8 MiB")),
    (body!("r10_create_caption_too_long__400"), Expect(36_004, Some(2_207_010), Invalid, Author, "2200")),
    (body!("r11_create_unknown_tag__400"), Expect(110, Some(2_207_018), Invalid, Author, "tagged")),
    (body!("r12_discovery_user_not_found__400"), Expect(110, Some(2_207_013), Invalid, Author, "looked for")),
    (body!("r13_account_restricted__400"), Expect(25, Some(2_207_050), Blocked, AccountOwner, "Instagram app")),
    (body!("r14_app_without_permission__400"), PERMISSION),
    (body!("r15_not_a_business_account__400"), Expect(10, None, Permission, AccountOwner, "professional")),
    (body!("r16_publish_permission__400"), PERMISSION),
    (body!("r17_token_user_not_confirmed__400"), Expect(190, Some(464), Auth, AccountOwner, "confirm")),
    (body!("r18_token_page_role_lost__400"), Expect(190, Some(492), Auth, AccountOwner, "two-factor")),
    (body!("r19_token_password_changed__400"), Expect(190, Some(460), Auth, AccountOwner, "password")),
    (body!("r20_token_expired__400"), Expect(190, Some(463), Auth, Developer, "expired")),
    (body!("r21_token_not_parsed__400"), Expect(190, None, Auth, Developer, "login's host")),
    (body!("r22_token_missing__400"), Expect(2500, None, Auth, Developer, "no access token")),
    (body!("r23_security_check__400"), Expect(368, Some(1_404_006), Blocked, AccountOwner, "security check")),
    (body!("r24_page_publishing_authorization__400"), Expect(368, Some(1_404_078), Blocked, AccountOwner, "Page Publishing Authorization")),
    (body!("r25_object_not_there__400"), GONE),
    (body!("r26_object_not_there_instagram__400"), GONE),
    (body!("r27_object_not_there_delete__400"), GONE),
    (body!("r28_object_not_there_none__400"), GONE),
    (body!("r29_authorization_error__400"), GONE),
    (body!("r30_object_not_there_wordless__400"), GONE),
    (body!("r31_parameter_comment_enabled__400"), PARAMETER),
    (body!("r32_parameter_image_url__400"), PARAMETER),
    (body!("r32_parameter_image_url_facebook__400"), PARAMETER),
    (body!("r33_app_not_set_up__400"), Expect(100, None, Permission, Developer, "tester")),
    (body!("r34_unknown_path__500"), Expect(2500, None, Invalid, Developer, "path")),
    (body!("r35_publish_unexpected__500"), Expect(2, None, Transient, Nobody, "try again")),
    (body!("r36_service_unavailable__400"), Expect(2, None, Transient, Nobody, "try again")),
    (body!("r37_unknown__500"), Expect(1, Some(99), Transient, Nobody, "try again")),
    (body!("r38_too_much_data__500"), Expect(1, None, Transient, Developer, "fewer")),
    (body!("r39_app_limit__403"), Expect(4, None, RateLimit, Nobody, "wait until")),
    (body!("r40_page_limit__400"), Expect(32, None, RateLimit, Nobody, "Page")),
    (body!("r41_page_account_limit__400"), Expect(80_001, None, RateLimit, Nobody, "usage header")),
    (body!("r42_instagram_limit__400"), INSTAGRAM_LIMIT),
    (body!("r42_instagram_limit_subcode__400"), Expect(80_002, Some(2_446_079), RateLimit, Nobody, "usage header")),
    (body!("r43_custom_limit__400"), Expect(613, None, RateLimit, Nobody, "wait")),
    (body!("r44_unknown_field__400"), PARAMETER),
    (body!("r44_unknown_field_node__400"), PARAMETER),
    (body!("r45_field_twice__400"), Expect(2500, None, Invalid, Developer, "syntax")),
    (body!("r46_field_of_discovery__400"), Expect(36_104, None, Permission, Developer, "Business Discovery")),
    (body!("r47_appsecret_proof__400"), Expect(100, None, Invalid, Developer, "secret of the app")),
    (body!("r48_delete_media_type__400"), Expect(-1, Some(2_207_073), Invalid, Developer, "deleted")),
    (body!("r49_carousel_size__400"), Expect(100, None, Invalid, Author, "2 to 10")),
    (body!("r50_collaborators_on_item__400"), Expect(100, None, Invalid, Developer, "carousel itself")),
    (body!("list_accounts_expired__401"), Expect(190, Some(463), Auth, Developer, "expired")),
    (body!("read_me_other_login__400"), Expect(190, None, Auth, Developer, "login's host")),
    (body!("read_user_shopping__400"), PERMISSION),
    (body!("search_audio_parameter__400"), Expect(100, Some(9050), Invalid, Developer, "audio search")),
    (body!("search_pages_capability__400"), PERMISSION),
    (body!("update_media_unreadable__400"), GONE),
    (body!("debug_token_not_the_app__400"), Expect(100, None, Invalid, Developer, "the message names it")),
    (body!("read_container_unreadable__400"), GONE),
];

/// What the upload host said: whether it may go on, its type and a word of the
/// advice.
const UPLOAD: &[(Body, bool, &str, &str)] = &[
    (body!("r51_upload_failed__400"), false, "ProcessingFailedError", "dead"),
    (body!("r52_upload_offset__412"), true, "OffsetInvalidError", "from there"),
    (body!("r54_upload_url_not_fetched__422"), false, "FileUrlProcessingError", "robots.txt"),
];

/// A success that says that a token is dead.
const DEAD_TOKEN: &str = include_str!("../data/r53_debug_token_dead__200.json");

#[test]
fn every_error_body_of_the_graph_api_has_its_class_and_advice() {
    for (body, Expect(code, subcode, class, actor, advice)) in GRAPH {
        let name = body.name;
        let error = body.error();
        let ResponseError::Api(api) = &error else { panic!("{name}: {error:?}") };
        assert!(name.ends_with(&api.status.to_string()), "{name}");
        assert_eq!((api.code, api.subcode), (*code, *subcode), "{name}");
        assert_eq!((api.class(), api.actor()), (*class, *actor), "{name}");
        assert!(api.advice().contains(advice), "{name}: {}", api.advice());
        assert_eq!(error.is_transient(), *class == Transient, "{name}");
    }
}

/// Nothing that a report to Meta needs is lost, and nothing is taken for a
/// secret.
#[test]
fn every_error_body_keeps_its_words_and_its_trace() {
    for (body, _) in GRAPH {
        let ResponseError::Api(api) = body.error() else { panic!("{}", body.name) };
        let raw: serde_json::Value = serde_json::from_str(body.text).unwrap();
        let raw = |key| raw["error"][key].as_str();
        assert_eq!(Some(&*api.message), raw("message"), "{}", body.name);
        assert_eq!(api.user_title.as_deref(), raw("error_user_title"), "{}", body.name);
        assert_eq!(api.user_message.as_deref(), raw("error_user_msg"), "{}", body.name);
        assert_eq!(api.trace_id.as_deref(), raw("fbtrace_id"), "{}", body.name);
    }
}

#[test]
fn the_upload_hosts_bodies_say_whether_the_upload_may_go_on() {
    for (body, retriable, kind, advice) in UPLOAD {
        let name = body.name;
        let error = body.error();
        let ResponseError::Upload(upload) = &error else { panic!("{name}: {error:?}") };
        assert!(name.ends_with(&upload.status.to_string()), "{name}");
        assert_eq!((upload.retriable, &*upload.kind), (*retriable, *kind), "{name}");
        assert!(!upload.message.is_empty(), "{name}");
        assert!(upload.advice().contains(advice), "{name}: {}", upload.advice());
        let actor = match kind {
            &"FileUrlProcessingError" => Developer,
            _ if *retriable => Nobody,
            _ => Author,
        };
        assert_eq!(upload.actor(), actor, "{name}");
        assert_eq!(error.is_transient(), *retriable, "{name}");
    }
}

#[test]
fn a_dead_tokens_inner_error_is_in_the_table() {
    let body: serde_json::Value = serde_json::from_str(DEAD_TOKEN).unwrap();
    let error = &body["data"]["error"];
    let (code, subcode) = (error["code"].as_i64().unwrap(), error["subcode"].as_i64());
    let known = KnownError::find(code, subcode, error["message"].as_str().unwrap()).unwrap();
    assert_eq!((code, subcode), (190, Some(460)));
    assert_eq!((known.class, known.actor), (Auth, AccountOwner));
    assert!(known.advice.contains("password"), "{}", known.advice);
}

/// A missing file does not compile; this finds one that no table reads.
#[test]
fn no_body_of_the_reference_is_missing() {
    let graph = GRAPH.iter().filter_map(|(body, _)| body.number());
    let upload = UPLOAD.iter().filter_map(|(body, ..)| body.number());
    let numbers: BTreeSet<_> = graph.chain(upload).chain([53]).collect();
    assert_eq!(numbers, (1..=54).collect());
}
