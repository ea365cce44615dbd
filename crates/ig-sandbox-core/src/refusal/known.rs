//! The errors that Meta is known to send with a code, so that a fault need not give the texts.

use super::{ErrorData, Refusal};

impl Refusal {
    pub(super) fn known(code: i64, subcode: Option<i64>) -> Self {
        let refusal = match (code, subcode) {
            // R37
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
            // R40
            (32, _) => Self::new(32, "(#32) Page request limit reached"),
            (100, Some(33)) => Self::read_outage(),
            // R11 and R12
            (110, _) => Self::new(110, "Invalid user id").transient(false),
            (190, subcode) => Self::session(subcode),
            (368, subcode) => Self::restricted(subcode),
            // R43
            (613, _) => Self::new(613, "(#613) Calls to this api have exceeded the rate limit."),
            (9004, _) => Self::not_media("https://www.example.com/"),
            (9007, _) => Self::not_ready(),
            // R46
            (36104, _) => Self::only_in_discovery(),
            // R41 and R42
            (80001, _) => Self::too_many_calls(80001, "Page"),
            (80002, _) => Self::too_many_calls(80002, "Instagram"),
            // The texts of -1 are known (R48).
            (-1, _) => Self::new(-1, "Fatal").transient(false),
            _ => Self::new(code, format!("(#{code}) An error that the sandbox was told to make")),
        };
        Self { subcode, ..refusal }
    }

    /// R41 and R42: the limits in the usage headers.
    pub(super) fn too_many_calls(code: i64, whose: &str) -> Self {
        let message = format!(
            "(#{code}) There have been too many calls to this {whose} account. Wait a bit and try \
             again. For more info, please refer to \
             https://developers.facebook.com/docs/graph-api/overview/rate-limiting."
        );
        Self::new(code, message)
    }

    /// R17 to R19, R21, and the messages of reference §10.4.
    fn session(subcode: Option<i64>) -> Self {
        let why = match subcode {
            Some(458) => "The user has not authorized application",
            Some(459) => {
                "You cannot access the app till you log in to www.facebook.com and follow the \
                 instructions given."
            }
            Some(460) => {
                "The session has been invalidated because the user changed their password or \
                 Facebook has changed the session for security reasons."
            }
            Some(461) => {
                "Session is invalid. This could be because the application was uninstalled after \
                 the session was created."
            }
            Some(464) => {
                "Sessions for the user are not allowed because the user is not a confirmed user."
            }
            Some(492) => {
                let message = "The user must be an administrator, editor, or moderator of the \
                               page in order to impersonate it. If the page business requires Two \
                               Factor Authentication, the user also needs to enable Two Factor \
                               Authentication.";
                return Self::new(190, message);
            }
            _ => return Self::bad_token(),
        };
        Self::new(190, format!("Error validating access token: {why}"))
    }

    /// R23 and R24.
    fn restricted(subcode: Option<i64>) -> Self {
        let mut refusal = match subcode {
            Some(1_404_078) => Self::new(
                368,
                "You're restricted from acting as your Page until you complete Page Publishing \
                 Authorization. Switch back to your Primary Profile to complete authorization \
                 under - Settings - Account Settings - Identity Confirmation. Complete \
                 verification or you will be restricted indefinitely.",
            ),
            _ => Self::new(368, "A security check is required to proceed.").user_message(""),
        };
        let sentry_block_data = "Aei7SandboxBlockData";
        refusal.more.data =
            Some(ErrorData { sentry_block_data, help_center_id: 0, is_silent: false });
        refusal
    }
}
