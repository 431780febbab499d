//! All tests that run the real binary on real files, one module a subject, one program to link.

mod architecture;
mod labels;
mod quality;
