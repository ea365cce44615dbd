//! What a changed tz database would move.

use ig_core::Timestamp;

use super::{Ambiguous, Typed, When, WhenError, meant};

/// What the words of a post mean by the tables of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retimed {
    /// The same instant as before.
    Same,
    /// Another instant: the rules of the zone have changed since.
    #[non_exhaustive]
    Moved {
        /// The post with the new instant, and the same words and zone.
        to: When,
    },
    /// Nothing that can be read today: the zone is gone, for example.
    #[non_exhaustive]
    Unclear {
        /// What is wrong.
        error: WhenError,
    },
}

impl When {
    /// What the same words mean today. Governments change their zones at short notice, and the
    /// program that added the post may have been older than this one. Nothing is moved by itself:
    /// a person decides.
    ///
    /// A wait such as `+2h` and a time with an offset are instants and never move. Where the time
    /// of day has become ambiguous, the reading that is nearest to the instant so far is meant.
    pub fn retime(&self) -> Retimed {
        let meant_with = |ambiguous| {
            let typed = Typed::read(&self.typed)?;
            match typed {
                Typed::In(_) => Ok(self.at),
                Typed::Civil { offset: Some(_), .. } => Ok(self.at),
                Typed::Civil { .. } => {
                    meant(&typed, self.zone.as_deref(), ambiguous, Timestamp::EPOCH)
                        .map(|(at, _)| at)
                }
            }
        };
        match (meant_with(Ambiguous::Earlier), meant_with(Ambiguous::Later)) {
            (Ok(earlier), Ok(later)) => {
                let distance = |at: Timestamp| at.since(self.at).max(self.at.since(at));
                let at = if distance(later) < distance(earlier) { later } else { earlier };
                match at == self.at {
                    true => Retimed::Same,
                    false => Retimed::Moved { to: Self { at, ..self.clone() } },
                }
            }
            (Err(error), _) | (_, Err(error)) => Retimed::Unclear { error },
        }
    }
}
