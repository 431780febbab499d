//! The settings: `earful.toml` to checked values, every fault at once with file, line, key and fix.
