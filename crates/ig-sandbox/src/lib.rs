//! A local Instagram to develop and test publishing against
