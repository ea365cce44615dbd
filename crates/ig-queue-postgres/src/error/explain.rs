//! What the commands of a queue say about an error of this store.

use ig_queue::{Explain, Fault};

use crate::error::Error;

impl Explain for Error {
    fn fault(&self) -> Fault {
        match self {
            Self::Config { .. }
            | Self::Refused { .. }
            | Self::Missing { .. }
            | Self::NoDelivery { .. }
            | Self::NotAQueue { .. }
            | Self::Encoding { .. }
            | Self::Newer { .. }
            | Self::Older { .. } => Fault::Setup,
            Self::ReadOnly { .. } | Self::NotAllowed { .. } | Self::Unwritable { .. } => {
                Fault::Unwritable
            }
            Self::DamagedPost { .. } => Fault::Post,
            _ => Fault::Other,
        }
    }

    fn advice(&self) -> String {
        Self::advice(self).to_owned()
    }
}
