//! One request of every endpoint of the core, or more where options exclude each other.

use std::{fmt::Debug, time::Duration};

use ig_core::{
    AccessToken, AppSecret, AuthorizationCode, Body, Context, Endpoint, EndpointExt as _, Login,
    Timestamp,
    endpoint::{
        AudioType, CreateContainer, Cursor, DebugToken, DeleteMedia, ExchangeCode, ExtendToken,
        ListAccounts, ListCatalogs, ListChildren, ListCollaborators, ListMedia, ListPermissions,
        ListStories, Paged, PublishContainer, PublishingLimit, ReadAccount, ReadContainer, ReadMe,
        ReadMedia, ReadPoll, ReadPromptResponses, ReadUser, RefreshToken, RevokePermissions,
        SearchAudio, SearchPages, SearchProducts, UpdateMedia, UploadVideo, UserField,
    },
    permission::{Permission, Requirement},
    upload::{NamedSource, UploadUri},
};
use ig_sandbox::Config;

use super::{lab::Ids, posts, request::Parts};

/// A request of an endpoint, and the function that reads its reply.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// The endpoint's type.
    pub(super) type_name: &'static str,
    /// The verb and the path without ids: `POST /{user}/media`.
    pub(super) key: String,
    pub(super) requires: Requirement,
    pub(super) login: Login,
    pub(super) request: Parts,
    /// The age that the token must have.
    pub(super) wait: Duration,
    /// Reads a reply and shows it as text.
    pub(super) decode: fn(&[u8]) -> String,
}

/// The result of [`Sample::decode`] for a reply that cannot be read.
pub(super) const UNREAD: &str = "unread";

fn sample<E: Endpoint<Response: Debug>>(login: Login, ids: &Ids, endpoint: &E) -> Sample {
    let context = Context::new(login, AccessToken::new("sandbox-token")).unwrap();
    let request = endpoint.exchange(&context).unwrap().request.map(|body| match body {
        Body::Bytes(bytes) => bytes,
        Body::Part(_) => ig_tests::MP4.to_vec(),
    });
    let request = Parts::of(&request);
    let type_name = std::any::type_name::<E>().rsplit("::").next().unwrap();
    Sample {
        type_name,
        key: ids.key(&request),
        requires: E::REQUIRES,
        login,
        request,
        wait: Duration::ZERO,
        decode: |body| E::decode(body).map_or_else(|_| UNREAD.to_owned(), |it| format!("{it:?}")),
    }
}

/// The sandbox plays one host at a time, so a sample is of one login.
pub(super) fn samples(login: Login, ids: &Ids) -> Vec<Sample> {
    match login {
        Login::Instagram => instagram(ids),
        _ => facebook(ids),
    }
}

fn cursor(id: &str) -> Cursor {
    let reversed: String = id.chars().rev().collect();
    serde_json::from_value(format!("QVFIU{reversed}").into()).unwrap()
}

/// A list, from its start and from a cursor.
fn lists<E: Paged<Item: Debug>>(ids: &Ids, list: &E, after: &str) -> [Sample; 2] {
    let on = list.clone().starting_after(cursor(after));
    [sample(Login::Facebook, ids, list), sample(Login::Facebook, ids, &on)]
}

fn facebook(ids: &Ids) -> Vec<Sample> {
    let user = || ids.user.parse().unwrap();
    let media = || ids.media.parse().unwrap();
    let video = NamedSource::new("video.mp4", ig_tests::MP4.len() as u64).unwrap();
    let uri = |id: &str| -> UploadUri {
        format!("https://rupload.facebook.com/ig-api-upload/v26.0/{id}").parse().unwrap()
    };
    let at = Timestamp::from_unix_millis(super::lab::START.as_unix_millis() - 3_600_000);
    let later = Timestamp::from_unix_millis(super::lab::START.as_unix_millis() + 3_600_000);
    let (app, secret) = (|| Config::APP_ID.parse().unwrap(), || AppSecret::new(Config::APP_SECRET));
    let token = || AccessToken::new("sandbox-token");
    let code = || AuthorizationCode::new(Config::CODE);
    let all = UserField::ALL.iter();
    let every_field = all.fold(ReadUser::new(user()), |read, field| read.with_field(*field));
    macro_rules! each {
        ($($endpoint:expr,)*) => { vec![$(sample(Login::Facebook, ids, &$endpoint),)*] };
    }
    let mut samples = each![
        PublishContainer::new(user(), ids.container.parse().unwrap()),
        SearchAudio::new(user(), AudioType::Music).with_query("sunday"),
        SearchAudio::new(user(), AudioType::OriginalSound),
        UploadVideo::part(uri(&ids.upload), video.part(0)),
        UploadVideo::hosted(uri(&ids.upload), "https://www.example.com/a.mp4".parse().unwrap()),
        ReadContainer::new(ids.container.parse().unwrap())
            .with_video_status()
            .with_copyright_check(),
        PublishingLimit::new(user()).with_config().with_since(at),
        ReadMedia::new(media()).with_details().with_copyright_check(),
        ReadPoll::new(media()),
        ReadPromptResponses::new(media()),
        DeleteMedia::new(media()),
        UpdateMedia::disabling_comments(media()),
        ReadAccount::new(ids.page.parse().unwrap()).with_token(),
        ListPermissions::new(),
        RevokePermissions::all(),
        RevokePermissions::one(Permission::AdsRead),
        every_field,
        ListCatalogs::new(user()),
        ExchangeCode::facebook(app(), secret(), "https://www.example.com/", code()),
        ExtendToken::facebook(app(), secret(), token()),
        DebugToken::new(token()).with_app(app(), secret()),
    ];
    for container in posts::containers([&ids.image_item, &ids.video_item]) {
        samples.push(sample(Login::Facebook, ids, &CreateContainer::new(user(), container)));
    }
    let all = ListMedia::new(user()).with_limit(1).with_since(at).with_until(later);
    samples.extend(lists(ids, &all, &ids.media));
    samples.extend(lists(ids, &ListStories::new(user()).with_limit(1), &ids.story));
    samples.extend(lists(ids, &ListChildren::new(ids.carousel.parse().unwrap()), &ids.media));
    samples.extend(lists(ids, &ListCollaborators::new(media()), &ids.media));
    samples.extend(lists(ids, &SearchPages::new("Guggenheim"), "7640348500"));
    samples.extend(lists(ids, &ListAccounts::new().with_tokens(), &ids.page));
    samples.extend(lists(ids, &ListCatalogs::new(user()), "960179311066902"));
    let products = SearchProducts::new(user(), "960179311066902".parse().unwrap());
    samples.extend(lists(ids, &products.with_query("fonz"), "3231775643511089"));
    samples
}

fn instagram(ids: &Ids) -> Vec<Sample> {
    let token = || AccessToken::new("sandbox-token");
    let secret = || AppSecret::new(Config::APP_SECRET);
    let (app, code) = (Config::APP_ID.parse().unwrap(), AuthorizationCode::new(Config::CODE));
    let exchange = ExchangeCode::instagram(app, secret(), "https://www.example.com/", code);
    let refresh = sample(Login::Instagram, ids, &RefreshToken::new(token()));
    vec![
        sample(Login::Instagram, ids, &ReadMe::new()),
        sample(Login::Instagram, ids, &exchange),
        sample(Login::Instagram, ids, &ExtendToken::instagram(secret(), token())),
        Sample { wait: Duration::from_secs(25 * 3600), ..refresh },
    ]
}
