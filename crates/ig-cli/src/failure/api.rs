//! The core's errors as failures of the command.

use ig_core::{
    BuildError, Delivery, Error, ResponseError, TransportError,
    error::{Actor, ApiError, ErrorClass},
    publish::{Cause, Phase, Reason},
};

use super::Failure;
use crate::transport::{self, Route};

/// What to do if a request was not sent.
const NOT_SENT: &str = "check the network and IG_API_BASE, then try again";

/// What to do if a reply was lost.
const LOST: &str = "check the network, then try again";

/// What to do if something between the command and the API has answered.
const IN_BETWEEN: &str = "check IG_API_BASE and any proxy in between, then try again";

/// What to do if a success cannot be read.
const UNREADABLE: &str = "check that IG_API_BASE leads to a Graph API, then try again";

impl Failure {
    /// A single call failed.
    pub(crate) fn of_call(what: &str, error: &Error) -> Self {
        match error {
            Error::Build(error) => error.into(),
            Error::Transport(error) => Self::failed(what).with_transport(error),
            Error::Response(ResponseError::Api(error)) => Self::failed(what)
                .because(error)
                .fix(advice(error, Reader::Person))
                .for_programs(advice(error, Reader::Program))
                .who(error.actor())
                .trace_id(error.trace_id.as_deref()),
            Error::Response(ResponseError::Http(_)) => {
                Self::failed(what).caused_by(error).fix(IN_BETWEEN).who(Actor::Developer)
            }
            error => Self::failed(what).caused_by(error).fix(UNREADABLE),
        }
    }

    fn with_transport(self, error: &TransportError) -> Self {
        let fix = match error.delivery() {
            Delivery::NotSent => NOT_SENT,
            Delivery::Unknown => LOST,
        };
        let said = transport::explained(error);
        let remedy = Route::remedy(&said);
        self.because(said).fix(remedy.unwrap_or(fix))
    }
}

/// The request could not be built from the input.
impl From<&BuildError> for Failure {
    fn from(error: &BuildError) -> Self {
        let (what, fix) = match error {
            BuildError::TokenNotAHeader => (
                "the access token cannot be used",
                "give the whole token, without quotes or blanks",
            ),
            BuildError::NotABase | BuildError::InTheClear => (
                "IG_API_BASE cannot be used",
                "unset it to use Meta's API, or set it to a sandbox: http://127.0.0.1:8025",
            ),
            BuildError::UnreachableMedia { .. } => (
                "Instagram cannot fetch the medium",
                "put the file on a public server and give its URL, or add --sandbox",
            ),
            BuildError::NoCaption => (
                "a poll and a comment prompt need a caption",
                "add a caption, which is the question",
            ),
            BuildError::FacebookOnly => (
                "this login cannot do that",
                "get a token from Facebook Login, and set IG_LOGIN=facebook",
            ),
            BuildError::NoToken => (
                "no access token",
                "set IG_ACCESS_TOKEN, or give --token-file FILE (- is standard input)",
            ),
            BuildError::UploadElsewhere { .. } => (
                "the video cannot be uploaded there",
                "check IG_API_BASE, or put the video on a public server and publish it by its URL",
            ),
            _ => ("the request could not be built", "check IG_API_BASE"),
        };
        let failure = Self::usage(what).caused_by(error).fix(fix).who(Actor::Developer);
        match error {
            BuildError::UnreachableMedia { .. } => {
                failure.for_programs("put the file on a public server and give its URL")
            }
            BuildError::NoToken => {
                failure.for_programs("start the program with IG_ACCESS_TOKEN or --token-file FILE")
            }
            _ => failure,
        }
    }
}

/// Who reads advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// A person at a terminal, who has all commands.
    Person,
    /// A program that asks over HTTP or the Model Context Protocol, and has none.
    Program,
}

/// What to do about an error reply: the core's advice, unless this command has its own.
fn advice(error: &ApiError, reader: Reader) -> &'static str {
    if !error.message.contains("INVALID_LOCATION_ID") {
        return error.advice();
    }
    match reader {
        Reader::Person => {
            "the Page has no coordinates, so it cannot be a location: choose another; \
             `ig pages search TEXT` says which Pages can be one"
        }
        Reader::Program => {
            "the Page has no coordinates, so it cannot be a location: choose another"
        }
    }
}

/// What to do if an account cannot be read: the core does not know where its id comes from.
const CHECK_ACCOUNT: &str = "check that IG_USER_ID is the id of the Instagram professional account \
    (not its name, and not the Page's id), and that the token is for it";

/// What to do about an error reply to a request that is about the account.
pub(crate) fn advice_on_account(error: &ApiError) -> &'static str {
    match error.class() {
        ErrorClass::Unreadable => CHECK_ACCOUNT,
        _ => advice(error, Reader::Person),
    }
}

/// What to do about a post that failed. A cause that can also fail a single call has the same
/// advice.
pub(crate) fn advice_for(reason: &Reason) -> &'static str {
    match &reason.cause {
        _ if reason.may_be_public() => reason.advice(),
        Cause::Rejected(error) if matches!(reason.phase, Phase::Quota | Phase::Create) => {
            advice_on_account(error)
        }
        Cause::Rejected(error) => advice(error, Reader::Person),
        Cause::QuotaFull { .. } => {
            "wait until the oldest post leaves the 24-hour window; `ig publish --wait-for-quota` \
             does it for you"
        }
        Cause::ContainersFull { .. } => {
            "wait until the oldest containers leave the 24-hour window, or give \
             `--wait-for-quota`; the items of carousels and every retry count, and \
             `ig publish --no-limit-check` asks Instagram anyway"
        }
        Cause::NotSent { .. } => Route::remedy(&reason.cause.to_string()).unwrap_or(NOT_SENT),
        Cause::NoReply { .. } => Route::remedy(&reason.cause.to_string()).unwrap_or(LOST),
        Cause::HttpStatus { .. } => IN_BETWEEN,
        Cause::UnreadableReply => UNREADABLE,
        _ => reason.advice(),
    }
}

/// The same for a program that asks over HTTP or the Model Context Protocol.
pub(crate) fn advice_for_programs(reason: &Reason) -> &'static str {
    match &reason.cause {
        _ if reason.may_be_public() => reason.advice(),
        Cause::Rejected(error)
            if matches!(reason.phase, Phase::Quota | Phase::Create)
                && error.class() == ErrorClass::Unreadable =>
        {
            "check that the id of the account, user_id or IG_USER_ID, is that of the Instagram \
             professional account (not its name, and not the Page's id), and that the token is for it"
        }
        Cause::Rejected(error) => advice(error, Reader::Program),
        Cause::QuotaFull { .. } => "wait until the oldest post leaves the 24-hour window",
        Cause::ContainersFull { .. } => {
            "wait until the oldest containers leave the 24-hour window; the items of carousels and \
             every retry count"
        }
        _ => advice_for(reason),
    }
}

/// Advice about a post that has ended and is not public, and whose key is used: to try again is to ask
/// for it as `how` says, since asking under its key reports the same again.
pub(crate) fn under_another_key(advice: &str, how: &str) -> String {
    let again = [
        "publish the post again",
        "publish it again",
        "publish again",
        "make it again",
        "try again",
    ];
    match again.into_iter().find(|again| advice.contains(again)) {
        Some(again) => advice.replacen(again, how, 1),
        None => format!("{advice}; to have the post after all, {how}"),
    }
}

#[cfg(test)]
mod tests {
    use ig_core::{AccessToken, Context, EndpointExt as _, Login, MediaUrl, endpoint::UploadVideo};

    use super::*;

    #[test]
    fn to_try_again_is_to_use_another_key() {
        let check = |advice: &str, expect: &str| {
            assert_eq!(under_another_key(advice, "add it with another --key"), expect);
        };
        check(LOST, "check the network, then add it with another --key");
        check(
            "publish the post again: a container lives for 24 hours",
            "add it with another --key: a container lives for 24 hours",
        );
        check(
            "leave the file as it is while it is uploaded, and publish it again",
            "leave the file as it is while it is uploaded, and add it with another --key",
        );
        check("give a JPEG", "give a JPEG; to have the post after all, add it with another --key");
    }

    #[test]
    fn each_request_that_cannot_be_built_has_its_own_advice() {
        let check = |error: &BuildError, remedy: &str| {
            let lines = Failure::from(error).to_lines(false).join("\n");
            let (_, fix) = lines.split_once("\n  fix   ").unwrap();
            assert!(fix.contains(remedy), "{remedy}: {lines}");
        };
        check(&BuildError::TokenNotAHeader, "without quotes or blanks");
        check(&BuildError::NotABase, "unset it to use Meta's API");
        check(&BuildError::InTheClear, "unset it to use Meta's API");
        check(&BuildError::FacebookOnly, "set IG_LOGIN=facebook");
        check(&BuildError::NoToken, "give --token-file FILE");
        let context = Context::new(Login::Facebook, AccessToken::new("a")).unwrap();
        let video: MediaUrl = "https://www.example.com/video.mp4".parse().unwrap();
        let upload = UploadVideo::hosted("https://evil.example/x".parse().unwrap(), video);
        let elsewhere = upload.exchange(&context).unwrap_err();
        assert!(matches!(elsewhere, BuildError::UploadElsewhere { .. }), "{elsewhere:?}");
        check(&elsewhere, "check IG_API_BASE, or put the video on a public server");
    }
}
