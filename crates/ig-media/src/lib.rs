//! What a file is, by its bytes, and whether Instagram takes it
