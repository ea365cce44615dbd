//! The optional parameters that are kept with a container.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::{
    config::{Account, Config},
    intake::Params,
    refusal::Refusal,
    world::{AudioConfiguration, Details, Kind, TrialParams},
};

use super::{add_on, file, partnership, products, tags};

const VOLUMES: RangeInclusive<u64> = 0..=100;
const STRATEGIES: &[&str] = &["MANUAL", "SS_PERFORMANCE"];

pub(super) fn read(
    params: &Params,
    kind: Kind,
    account: Option<&Account>,
    config: &Config,
) -> Result<Details, Refusal> {
    let (is_paid_partnership, branded_content_sponsor_ids) =
        partnership::read(params, account.map_or("", |account| &account.id), config)?;
    let (poll, is_comment_prompt_used) = add_on::read(params)?;
    let cover_url = match params.is_given("cover_url") {
        true => Some(file(params, "cover_url")?),
        false => None,
    };
    Ok(Details {
        product_tags: products::read(params.list("product_tags")?, kind, account, config)?,
        collaborators: tags::collaborators(params, config)?,
        cover_url,
        thumb_offset: thumb_offset(params)?,
        share_to_feed: params.flag_if_given("share_to_feed")?,
        audio_name: params.filled("audio_name").map(|name| name.into_owned()),
        audio_configuration: audio_configuration(params)?,
        trial_params: trial_params(params)?,
        is_ai_generated: params.flag_if_given("is_ai_generated")?,
        is_paid_partnership,
        branded_content_sponsor_ids,
        poll,
        is_comment_prompt_used,
    })
}

/// The offset in milliseconds, from 0. Whether it is within the video is checked with the video.
fn thumb_offset(params: &Params) -> Result<Option<u64>, Refusal> {
    let Some(text) = params.filled("thumb_offset") else {
        return Ok(None);
    };
    match text.trim().parse::<i64>() {
        Ok(offset) => {
            u64::try_from(offset).map(Some).map_err(|_| Refusal::thumb_offset_out_of_range())
        }
        Err(_) => Err(Refusal::wrong_type("thumb_offset", "an integer")),
    }
}

fn audio_configuration(params: &Params) -> Result<Option<AudioConfiguration>, Refusal> {
    const NAME: &str = "audio_configuration";
    let Some(fields) = params.object(NAME)? else {
        return Ok(None);
    };
    let audio_id = match fields.get("audio_id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(Refusal::missing(&format!("{NAME}[audio_id]"))),
    };
    let volume = |name: &str| volume(&fields, name);
    Ok(Some(AudioConfiguration {
        audio_id,
        audio_volume: volume("audio_volume")?,
        video_volume: volume("video_volume")?,
    }))
}

fn volume(fields: &Map<String, Value>, name: &str) -> Result<Option<u64>, Refusal> {
    let number = match fields.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(value) => value.as_u64(),
    };
    let number = number.filter(|number| VOLUMES.contains(number));
    let name = format!("audio_configuration[{name}]");
    number.map(Some).ok_or_else(|| Refusal::wrong_type(&name, "an integer from 0 to 100"))
}

fn trial_params(params: &Params) -> Result<Option<TrialParams>, Refusal> {
    const NAME: &str = "trial_params[graduation_strategy]";
    let Some(fields) = params.object("trial_params")? else {
        return Ok(None);
    };
    match fields.get("graduation_strategy") {
        None | Some(Value::Null) => Err(Refusal::missing(NAME)),
        Some(Value::String(strategy)) if STRATEGIES.contains(&strategy.as_str()) => {
            Ok(Some(TrialParams { graduation_strategy: strategy.clone() }))
        }
        Some(_) => {
            let must_be = format!("one of the following values: {}", STRATEGIES.join(", "));
            Err(Refusal::wrong_type(NAME, &must_be))
        }
    }
}
