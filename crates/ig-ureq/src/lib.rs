//! The blocking transport of ig-core, on ureq
