//! How strictly the table of limits is kept to.

use ig_rules::{Evidence, Finding, Rule, post};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Config;

/// Which server is played where Meta's documents refuse something that was seen to work: photos of
/// 3:4, PNG, videos wider than 1920 columns, carousels of 11 to 20, 4 or 5 collaborators and others.
///
/// What is known to be refused is refused by both, and what is only a risk or advice by neither.
/// Each row of the table is in the documentation of [`ig_rules`], with its evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rules {
    /// It takes what was seen to work. The default, since this is what the server is known to do.
    #[default]
    Lenient,
    /// It keeps to the documents: whoever passes here is on the safe side.
    Strict,
}

impl Rules {
    /// The finding that the server refuses a file for: its format comes first, then its size, and
    /// its ratio last.
    pub(crate) fn broken_by(self, findings: &[Finding]) -> Option<&Finding> {
        let refused = findings.iter().filter(|finding| self.refuses(finding.evidence));
        refused.min_by_key(|finding| match finding.rule {
            Rule::Format => 0,
            Rule::FileSize => 1,
            Rule::AspectRatio => 3,
            _ => 2,
        })
    }

    fn refuses(self, evidence: Evidence) -> bool {
        match evidence {
            Evidence::Refused => true,
            Evidence::Contradicted => self == Self::Strict,
            _ => false,
        }
    }
}

impl Config {
    /// Which server is played where documents and sightings differ; [`Rules::Lenient`] unless told
    /// otherwise.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// How many photos and videos a carousel takes, whatever the rules; by default it is
    /// 20 with [`Rules::Lenient`] and 10 with [`Rules::Strict`] (reference §17.6).
    #[must_use]
    pub fn with_max_carousel_items(mut self, most: usize) -> Self {
        self.max_carousel_items = Some(most);
        self
    }

    /// How many hashtags a caption takes; 30 by default, as in Meta's reference.
    /// Instagram's app takes 5 (reference §17.5).
    #[must_use]
    pub fn with_max_hashtags(mut self, most: usize) -> Self {
        self.max_hashtags = most;
        self
    }

    /// The most items of a carousel.
    pub(crate) fn most_items(&self) -> usize {
        self.max_carousel_items.unwrap_or(match self.rules {
            Rules::Lenient => post::CAROUSEL_ITEMS.bound.max(),
            Rules::Strict => post::CAROUSEL_ITEMS_DOCUMENTED.bound.max(),
        })
    }

    /// The most collaborators of a post.
    pub(crate) fn most_collaborators(&self) -> usize {
        match self.rules {
            Rules::Lenient => post::COLLABORATORS.bound.max(),
            Rules::Strict => post::COLLABORATORS_DOCUMENTED.bound.max(),
        }
    }
}
