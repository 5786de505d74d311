//! The project's own chores: `cargo xtask setup|test|bench|tidy`.

fn main() {}
