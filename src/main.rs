//! The command `earful`: one call into the library.

fn main() -> std::process::ExitCode {
    earful::cli::main()
}
