//! The `is_paid_partnership` and `branded_content_sponsor_ids` parameters.

use crate::{
    config::{Config, Partnerships},
    endpoint::is_id,
    intake::Params,
    refusal::Refusal,
};

const MAX_SPONSORS: usize = 2;

/// The label and the sponsors. Sponsors imply the label, whatever the parameter says. Every id
/// except the account's own is that of a possible sponsor.
pub(super) fn read(
    params: &Params,
    owner: &str,
    config: &Config,
) -> Result<(Option<bool>, Vec<String>), Refusal> {
    let sponsors = params.texts("branded_content_sponsor_ids")?;
    let label = params.flag_if_given("is_paid_partnership")?;
    let label = if sponsors.is_empty() { label } else { Some(true) };
    if label == Some(true) && config.partnerships == Partnerships::NotEligible {
        return Err(Refusal::no_partnerships());
    }
    let is_wrong = |id: &String| !is_id(id) || id == owner;
    if sponsors.len() > MAX_SPONSORS || sponsors.iter().any(is_wrong) {
        return Err(Refusal::invalid_sponsor());
    }
    Ok((label, sponsors))
}
