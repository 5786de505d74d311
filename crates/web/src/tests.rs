//! What the site promises.
