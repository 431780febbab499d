//! All tests that run the real binary on real files, one module a subject.

mod architecture;
