//! The same errors as `graph.instagram.com` words them.

use crate::config::Login;

use super::Refusal;

const IG: &str = "IGApiException";

impl Refusal {
    /// The error in the wording of the host.
    pub(crate) fn worded(self, login: Login) -> Self {
        match login {
            Login::Instagram => self.on_instagram(),
            Login::Facebook => self,
        }
    }

    /// R26, R32 and R34: other types, one sentence less, a full stop more, another status. Errors
    /// of publishing itself are the same on both hosts.
    fn on_instagram(mut self) -> Self {
        match self.code {
            100 if self.more.user_message.is_none() => {
                self.kind = IG;
                self.message = reworded(&self.message);
            }
            2500 if self.message.starts_with("Unknown path components") => {
                self.kind = IG;
                self.status = 500;
            }
            _ => {}
        }
        self
    }
}

fn reworded(message: &str) -> String {
    if let Some((start, _)) = message.split_once(". Please read the Graph API documentation") {
        return start.to_owned();
    }
    match message.strip_prefix("(#100) ") {
        Some(rest) if rest.ends_with("is required") => format!("{rest}."),
        _ => message.to_owned(),
    }
}
