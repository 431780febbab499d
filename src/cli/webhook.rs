//! One request to an address that the person at the terminal gave: the only time anything leaves.
//!
//! Takes an address and JSON, gives nothing back but whether it arrived. Redirects are not followed:
//! what is sent is for the one address that was typed.

use std::time::Duration;

/// Tries before it is given up, and the pause before the second; it doubles.
const TRIES: u32 = 3;
/// Pause before the second try.
const PAUSE: Duration = Duration::from_secs(1);
/// Longest that one try may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether it is an address that can be posted to, without saying what is in it: such an address is
/// a secret.
pub fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Posts JSON. What may pass (no connection, 429, 5xx) is tried three times.
///
/// # Errors
/// In words, without the address.
pub fn post(url: &str, body: &str) -> Result<(), String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("earful/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut pause = PAUSE;
    let mut wrong = String::new();
    for attempt in 1..=TRIES {
        let sent =
            agent.post(url).header("Content-Type", "application/json; charset=utf-8").send(body);
        match sent {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => {
                let code = answer.status().as_u16();
                wrong = format!("the receiver answered {code}");
                if code != 429 && code < 500 {
                    return Err(wrong);
                }
            }
            Err(ureq::Error::BadUri(_)) => return Err("that is no web address".to_owned()),
            Err(ureq::Error::HostNotFound) => wrong = "the host is not found".to_owned(),
            Err(ureq::Error::Timeout(_)) => wrong = "there was no answer in time".to_owned(),
            Err(ureq::Error::Io(error)) => wrong = format!("no connection: {}", error.kind()),
            Err(_) => wrong = "the connection was not understood".to_owned(),
        }
        if attempt < TRIES {
            std::thread::sleep(pause);
            pause *= 2;
        }
    }
    Err(format!("{wrong}, tried {TRIES} times"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert!(is_address("https://hooks.example.com/a?b=c"));
        assert!(is_address("http://127.0.0.1:9000/"));
        for wrong in ["", "hooks.example.com", "https://", "https:///x", "ftp://a", "https://a b"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
