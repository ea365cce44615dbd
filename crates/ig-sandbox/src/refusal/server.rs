//! Errors that are made on demand.

use crate::{fault::Fault, object::Object};

use super::{METHOD, Refusal};

impl Refusal {
    /// The error that a fault asks for: its code alone brings the texts that Meta sends with it.
    pub(crate) fn of_fault(fault: &Fault, token: Option<&str>) -> Self {
        let mut refusal = match (fault.code, fault.subcode) {
            (None, None) => Self::unexpected(),
            (code, subcode) => Self::known(code.unwrap_or(2), subcode),
        };
        if let Some(status) = fault.status {
            refusal.status = status;
        }
        if let Some(message) = &fault.message {
            refusal.message.clone_from(message);
        }
        if let Some(title) = &fault.title {
            refusal.more.title = Some(title.clone());
        }
        if let (true, Some(token)) = (fault.echo_token, token) {
            refusal.message = format!("{}: Malformed access token {token}", refusal.message);
        }
        refusal
    }

    /// R42. Meta takes minutes to let an account in again and says so in the header alone.
    pub(crate) fn rate_limited(account: &str, minutes: u32) -> Self {
        let message = "(#80002) There have been too many calls to this Instagram account. Wait a \
                       bit and try again. For more info, please refer to \
                       https://developers.facebook.com/docs/graph-api/overview/rate-limiting.";
        let usage = format!(
            r#"{{"{account}":[{{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":{minutes}}}]}}"#
        );
        let mut refusal = Self::new(80002, message);
        refusal.more.usage = Some(usage);
        refusal
    }

    /// 100/33 in place of a reply, with the reply inside.
    pub(crate) fn with_original_response(reply: Object) -> Self {
        let message = "Unsupported post request. The operation was carried out, and its result \
                       cannot be loaded";
        let mut refusal = Self::new(100, message).subcode(33).kind(METHOD);
        refusal.more.original_response = Some(reply);
        refusal
    }

    /// R35.
    fn unexpected() -> Self {
        let message = "An unexpected error has occurred. Please retry your request later.";
        Self::new(2, message).transient(true).status(500)
    }

    fn known(code: i64, subcode: Option<i64>) -> Self {
        let refusal = match (code, subcode) {
            (1, _) => Self::new(1, "An unknown error occurred").status(500),
            (2, _) => Self::unexpected(),
            // R1
            (4, Some(2_207_051)) => Self::new(4, "Application request limit reached")
                .status(403)
                .transient(false)
                .title("action is blocked")
                .user_message(
                    "We restrict certain activity to protect our community. Tell us if you think \
                     we made a mistake.",
                ),
            // R39
            (4, _) => {
                Self::new(4, "(#4) Application request limit reached").status(403).transient(true)
            }
            (9, Some(2_207_042)) => Self::quota_reached(),
            // R14
            (10, _) => Self::new(10, "(#10) Application does not have permission for this action"),
            (24, Some(2_207_008)) => Self::no_builder("0"),
            // R13
            (25, _) => Self::new(25, "User access is restricted")
                .transient(false)
                .title("User is restricted")
                .user_message("The Instagram account is restricted."),
            (100, Some(33)) => Self::read_outage(),
            (190, _) => Self::bad_token(),
            // R23, without the block data
            (368, _) => Self::new(368, "A security check is required to proceed."),
            (9004, _) => Self::not_media("https://www.example.com/"),
            (9007, _) => Self::not_ready(),
            // The texts of -1 are known (R48).
            (-1, _) => Self::new(-1, "Fatal").transient(false),
            _ => Self::new(code, format!("(#{code}) An error that the sandbox was told to make")),
        };
        Self { subcode, ..refusal }
    }
}
