//! The word that opens the pages of `earful serve` to those who may correct, or read from afar.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::model::hex;

use super::disk;
use super::error::{Error, Result};

/// A token is at least so long: what a person makes up in a hurry is guessed in a night.
const LEAST: usize = 16;

/// The token in a file; where there is no such file, it is made with 32 random bytes that only its
/// owner may read. Gives the token, without blanks around it, and whether it is new.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read or made; [`Error::Damaged`] when what it holds is
/// shorter than 16 characters or more than one word.
pub fn token(path: &Path) -> Result<(String, bool)> {
    if let Some(bytes) = disk::read_if_there(path)? {
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.len() < LEAST || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::Damaged {
                path: path.to_owned(),
                why: format!("a token is one word of at least {LEAST} characters"),
                remedy: "remove the file: it is made anew with a random one",
            });
        }
        return Ok((text, false));
    }
    let mut random = [0u8; 32];
    getrandom::fill(&mut random).map_err(|error| {
        Error::io("draw random bytes for", path, std::io::Error::other(error.to_string()))
    })?;
    let text = hex(&random);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| Error::io("create", path, error))?;
    file.write_all(format!("{text}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| Error::io("write", path, error))?;
    Ok((text, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token");
        let (made, is_new) = token(&path).expect("made");
        assert!(is_new && made.len() == 64);
        assert_eq!(token(&path).expect("read"), (made, false));
        std::fs::write(&path, "secret\n").expect("a file");
        assert!(token(&path).is_err(), "too short");
        std::fs::write(&path, "one two three four five").expect("a file");
        assert!(token(&path).is_err(), "several words");
    }
}
