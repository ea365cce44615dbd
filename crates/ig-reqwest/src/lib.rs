//! The async transport of ig-core, on reqwest
