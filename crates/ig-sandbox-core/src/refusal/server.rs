//! Errors on demand.

use crate::{fault::Fault, intake::Call, object::Object};

use super::{METHOD, Refusal};

impl Refusal {
    /// The error of a fault: its code has the texts that Meta sends with it, in the wording of the
    /// host.
    pub(crate) fn of_fault(fault: &Fault, call: &Call) -> Self {
        let refusal = match (fault.code, fault.subcode) {
            (None, None) => Self::unexpected(),
            (code, subcode) => Self::known(code.unwrap_or(2), subcode),
        };
        let mut refusal = refusal.worded(call.login);
        if let Some(status) = fault.status {
            refusal.status = status;
        }
        if let Some(message) = &fault.message {
            refusal.message.clone_from(message);
        }
        if let Some(title) = &fault.title {
            refusal.more.title = Some(title.clone());
        }
        if let Some(text) = &fault.user_message {
            refusal.more.user_message = Some(text.clone());
        }
        if let (true, Some(token)) = (fault.echo_token, &call.token) {
            refusal.message = format!("{}: Malformed access token {token}", refusal.message);
        }
        refusal
    }

    /// R42. Meta admits an account again after minutes, and says so only in the header.
    pub(crate) fn rate_limited(account: &str, minutes: u32) -> Self {
        let usage = format!(
            r#"{{"{account}":[{{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":{minutes}}}]}}"#
        );
        let mut refusal = Self::too_many_calls(80002, "Instagram");
        refusal.more.usage = Some(usage);
        refusal
    }

    /// 100/33 instead of a reply, with the reply inside.
    pub(crate) fn with_original_response(reply: Object) -> Self {
        let message = "Unsupported post request. The operation was carried out, and its result \
                       cannot be loaded";
        let mut refusal = Self::new(100, message).subcode(33).kind(METHOD);
        refusal.more.original_response = Some(reply);
        refusal
    }

    /// R35.
    pub(super) fn unexpected() -> Self {
        let message = "An unexpected error has occurred. Please retry your request later.";
        Self::new(2, message).transient(true).status(500)
    }
}
