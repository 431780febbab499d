//! The invented company: a seeded generator of feedback files, for the demo, the fixtures and the benches.
