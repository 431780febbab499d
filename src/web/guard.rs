//! Who may ask what: the host's name, the token, the session of an editor, the headers of an answer.

use std::net::IpAddr;

/// The cookie that says that somebody knows the token.
const SESSION: &str = "earful_session";
/// The cookie with the name an editor gave.
const NAME: &str = "earful_name";
/// An editor's name is at most so many characters.
const LONGEST_NAME: usize = 80;

/// What may be in a page: nothing from elsewhere, no script and no style that stands in it.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The token, as far as it must be known: what is derived from it. Comparing hashes takes as long
/// whatever is compared.
#[derive(Clone)]
pub(super) struct Token {
    hash: blake3::Hash,
    session: blake3::Hash,
    form: blake3::Hash,
}

/// Somebody who showed the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor {
    /// What they call themselves; signs what they change.
    pub name: String,
    /// Stands in every form: only a page of ours knows it.
    pub form: String,
}

impl Token {
    /// What a token opens.
    pub(super) fn new(token: &str) -> Token {
        let hash = blake3::hash(token.as_bytes());
        let derived = |what: &[u8]| blake3::keyed_hash(hash.as_bytes(), what);
        Token { session: derived(b"earful session"), form: derived(b"earful form"), hash }
    }

    /// Whether it is the token.
    pub(super) fn is(&self, token: &str) -> bool {
        blake3::hash(token.trim().as_bytes()) == self.hash
    }

    /// The cookies that a browser is given, which only this page and no script gets back.
    pub(super) fn cookies(&self, name: &str) -> Vec<String> {
        const HOW: &str = "Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000";
        let name: String =
            name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let name = crate::report::html::links::segment(&name);
        vec![format!("{SESSION}={}; {HOW}", self.session.to_hex()), format!("{NAME}={name}; {HOW}")]
    }

    /// Whoever sends these headers, where they know the token: by `Authorization: Bearer`, or by
    /// the cookie.
    pub(super) fn editor(&self, authorization: Option<&str>, cookies: &[&str]) -> Option<Editor> {
        let bearer = authorization.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token)
        });
        let cookie = |wanted: &str| {
            cookies
                .iter()
                .flat_map(|header| header.split(';'))
                .filter_map(|pair| pair.trim().split_once('='))
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value.to_owned())
        };
        let session = cookie(SESSION).and_then(|value| blake3::Hash::from_hex(value).ok());
        let knows = bearer.is_some_and(|token| self.is(token)) || session == Some(self.session);
        knows.then(|| Editor {
            name: cookie(NAME)
                .map(|name| super::address::decoded(&name, false))
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| "somebody".to_owned()),
            form: self.form.to_hex().to_string(),
        })
    }

    /// Whether a form came from a page of ours.
    pub(super) fn is_our_form(&self, given: &str) -> bool {
        blake3::Hash::from_hex(given).is_ok_and(|given| given == self.form)
    }
}

/// The cookies that end a session.
pub(super) fn goodbye() -> Vec<String> {
    [SESSION, NAME]
        .map(|name| format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"))
        .to_vec()
}

/// Whether a `Host` is a name by which this server is meant: `localhost`, an address of digits, or
/// one of `hosts`. A page of somebody else whose name was made to lead here has another.
pub(super) fn is_our_name(host: &str, hosts: &[String]) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let bare = bare.trim_end_matches('.');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok()
        || hosts.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

/// Whether a browser says that a request comes from a page of another site. Programs say nothing,
/// and a page that hides where it comes from says `null`: for those the form's own word decides.
pub(super) fn is_foreign(site: Option<&str>, origin: Option<&str>, host: &str) -> bool {
    let other_site = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let other_origin = origin.is_some_and(|origin| {
        let place = origin.split_once("://").map(|(_, place)| place);
        origin != "null" && place.is_none_or(|place| !place.eq_ignore_ascii_case(host))
    });
    other_site || other_origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_server() {
        let hosts = ["feedback.example.com".to_owned()];
        for ours in [
            "localhost",
            "localhost:7878",
            "LOCALHOST:1",
            "127.0.0.1:7878",
            "192.168.1.5",
            "[::1]:7878",
            "[::1]",
            "feedback.example.com",
            "Feedback.example.com:443",
        ] {
            assert!(is_our_name(ours, &hosts), "{ours}");
        }
        for other in
            ["evil.example", "localhost.evil.example:7878", "127.0.0.1.evil.example", "", "[evil]"]
        {
            assert!(!is_our_name(other, &hosts), "{other}");
        }
    }

    #[test]
    fn requests_from_elsewhere() {
        assert!(!is_foreign(None, None, "localhost:1"));
        assert!(!is_foreign(Some("same-origin"), Some("null"), "localhost:1"));
        assert!(!is_foreign(Some("none"), None, "localhost:1"));
        assert!(!is_foreign(None, Some("http://localhost:1"), "localhost:1"));
        assert!(is_foreign(Some("cross-site"), None, "localhost:1"));
        assert!(is_foreign(Some("same-site"), None, "localhost:1"));
        assert!(is_foreign(None, Some("http://evil.example"), "localhost:1"));
        assert!(is_foreign(None, Some("http://localhost:2"), "localhost:1"));
    }

    #[test]
    fn who_knows_the_token() {
        let token = Token::new("a long word that nobody guesses");
        assert!(token.is(" a long word that nobody guesses\n") && !token.is("a long word"));
        let cookies = token.cookies("Jo; Path=/evil\r\nX: y");
        assert!(cookies.iter().all(|cookie| !cookie.contains('\n') && cookie.contains("HttpOnly")));
        let sent: Vec<&str> = cookies.iter().filter_map(|one| one.split(';').next()).collect();
        let editor = token.editor(None, &[&sent.join("; ")]).expect("the session");
        assert_eq!(editor.name, "Jo; Path=/evilX: y");
        assert!(token.is_our_form(&editor.form) && !token.is_our_form("00"));
        assert_eq!(token.editor(None, &["earful_session=00; earful_name=Jo"]), None);
        assert_eq!(Token::new("another one of these").editor(None, &[&sent.join("; ")]), None);
        assert!(token.editor(Some("Bearer a long word that nobody guesses"), &[]).is_some());
        assert!(token.editor(Some("Basic a long word that nobody guesses"), &[]).is_none());
        let shown = format!("{:?}", token.editor(Some("bearer wrong"), &[]));
        assert_eq!(shown, "None");
    }
}
