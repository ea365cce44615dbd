//! The state of a login: a secret that only the dialog that was opened can send back.

use rustls::crypto::ring;

use crate::failure::Failure;

/// 32 random bytes as text.
pub(super) fn new() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| {
        Failure::failed("the login cannot be started")
            .because("the system has no random numbers")
            .fix("try again")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
