//! A login that gave no code, and what to do about it.

use ig_account::login::Refused;

use crate::failure::Failure;

/// An answer that has come, and is not the one that is waited for.
pub(super) const OTHER: &str = "an answer with another state has come, and was not used: it is that of an \
                                older page, or of somebody who wants to sign you in as another; still \
                                waiting for that of the page above";

/// The dialog gave no code.
pub(super) fn refused_by(refused: &Refused) -> Failure {
    let failure = Failure::failed("the login gave no code, and nothing was changed");
    let fix = match refused {
        Refused::Cancelled => "run it again, and allow the app in the dialog",
        Refused::OtherState | Refused::NoState => {
            "run it again, and use only the page that it opens: the answer was that of another login, \
             and may be somebody's attempt to sign you in as another"
        }
        _ => "run it again; the app's settings and its permissions may be the cause",
    };
    failure.caused_by(refused).fix(fix)
}
