//! The pages in a real browser: Chromium, driven over WebDriver. Skipped, with a line that says so,
//! where there is no `chromedriver`, unless `EARFUL_BROWSER` is set: then that is a failure.
//!
//! `EARFUL_AXE=…/axe.min.js cargo test --test it axe -- --ignored` tries the rules of axe-core
//! (which is not ours to ship);
//! `EARFUL_SHOTS=DIR` leaves pictures of every page, wide and narrow, light and dark.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::served::{Served, demo_site};
use crate::support::small;

/// The key W3C WebDriver names elements by.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const ENTER: &str = "\u{e007}";

/// How long the driver waits for a page; shorter than an answer of its own may take.
const PATIENCE: Duration = Duration::from_secs(20);

struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Profile of this browser alone.
    _profile: tempfile::TempDir,
}

struct Wanted {
    width: u32,
    script: bool,
    dark: bool,
}

const WIDE: Wanted = Wanted { width: 1280, script: true, dark: false };

/// A browser; nothing where there is none to drive.
fn browser(wanted: &Wanted) -> Option<Browser> {
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(driver) = driver else {
        let must = std::env::var_os("EARFUL_BROWSER").is_some();
        assert!(!must, "EARFUL_BROWSER is set, and there is no chromedriver");
        eprintln!("SKIPPED: no chromedriver here: the pages were not looked at in a browser");
        return None;
    };
    let profile = tempfile::tempdir().expect("a folder");
    let mut browser = Browser { driver, port, session: String::new(), _profile: profile };
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        // Pages glide to what is clicked, and a click does not wait for them; who asks for less motion
        // is taken there at once.
        "--force-prefers-reduced-motion",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", browser._profile.path().display()));
    arguments.push(format!("--window-size={},900", wanted.width.max(500)));
    if wanted.dark {
        arguments.push("--force-dark-mode".to_owned());
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let mut options = json!({ "args": arguments });
    if wanted.width < 500 {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": wanted.width, "height": 844, "pixelRatio": 2.0, "touch": true },
        });
    }
    if !wanted.script {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let wish = json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome", "goog:chromeOptions": options,
        "timeouts": { "pageLoad": PATIENCE.as_millis() as u64 },
    } } });
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(90) {
        std::thread::sleep(Duration::from_millis(100));
        if let Some(made) = browser.request("POST", "/session", &wish) {
            let id = made["sessionId"].as_str();
            browser.session = id.unwrap_or_else(|| panic!("no session: {made}")).to_owned();
            return Some(browser);
        }
    }
    panic!("chromedriver does not answer");
}

impl Browser {
    fn request(&self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let body =
            if method == "GET" || method == "DELETE" { String::new() } else { body.to_string() };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        // The driver keeps the connection open, so the answer ends where its head says.
        let (mut all, mut part) = (Vec::new(), [0u8; 1 << 16]);
        let body = loop {
            let head = all.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(head) = head {
                let text = String::from_utf8_lossy(&all[..head]).to_lowercase();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
                let length: usize = length?.trim().parse().ok()?;
                if all.len() >= head + 4 + length {
                    break all[head + 4..head + 4 + length].to_vec();
                }
            }
            match stream.read(&mut part).ok()? {
                0 => return None,
                read => all.extend_from_slice(&part[..read]),
            }
        };
        Some(serde_json::from_slice::<Value>(&body).ok()?["value"].clone())
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Value {
        let path = format!("/session/{}{path}", self.session);
        let value = self.request(method, &path, &body);
        let value = value.unwrap_or_else(|| panic!("{method} {path} is not answered"));
        assert!(value["error"].is_null(), "{method} {path} {body}: {value}");
        value
    }

    fn open(&self, site: &Served, path: &str) {
        self.ask("POST", "/url", json!({ "url": format!("http://{}{path}", site.address) }));
    }

    /// The first element, waited for: the page that holds it may still be on its way.
    fn find(&self, css: &str) -> String {
        let path = format!("/session/{}/element", self.session);
        let wish = json!({ "using": "css selector", "value": css });
        let begun = Instant::now();
        loop {
            let found = self.request("POST", &path, &wish).unwrap_or_default();
            if let Some(element) = found[ELEMENT].as_str() {
                return element.to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "{css} at {}: {found}", self.address());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn count(&self, css: &str) -> usize {
        let found = self.ask("POST", "/elements", json!({ "using": "css selector", "value": css }));
        found.as_array().map_or(0, Vec::len)
    }

    /// A click. Where a page that it leads to is not seen to load in time (the driver loses sight of
    /// it now and then on a busy machine, most of all without script), what comes after tells whether it
    /// arrived.
    fn click(&self, css: &str) {
        let path = format!("/session/{}/element/{}/click", self.session, self.find(css));
        let value = self.request("POST", &path, &json!({}));
        let value = value.unwrap_or_else(|| panic!("a click on {css} is not answered"));
        let is_late = value["error"] == "timeout";
        assert!(value.is_null() || is_late, "a click on {css}: {value}");
    }

    fn typed(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.ask("POST", &format!("/element/{element}/value"), json!({ "text": text }));
    }

    fn text(&self, css: &str) -> String {
        let element = self.find(css);
        let text = self.ask("GET", &format!("/element/{element}/text"), json!({}));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an element holds this text; the page may still be on its way.
    fn says(&self, css: &str, part: &str) {
        let mut last = Value::Null;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let path = format!("/session/{}/element", self.session);
            let wish = json!({ "using": "css selector", "value": css });
            let found = self.request("POST", &path, &wish).unwrap_or_default();
            if let Some(element) = found[ELEMENT].as_str() {
                let path = format!("{path}/{element}/text");
                last = self.request("GET", &path, &Value::Null).unwrap_or_default();
                if last.as_str().is_some_and(|text| text.contains(part)) {
                    return;
                }
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{css} does not say {part}: {last}");
    }

    fn address(&self) -> String {
        self.ask("GET", "/url", json!({})).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the address holds this.
    fn arrives(&self, part: &str) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.address().contains(part) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} does not become …{part}…", self.address());
    }

    /// Waits until the address holds this no more.
    fn leaves(&self, part: &str) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if !self.address().contains(part) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} stays", self.address());
    }

    /// Keys typed at whatever has the focus.
    fn keys(&self, text: &str) {
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        self.ask(
            "POST",
            "/actions",
            json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys }] }),
        );
    }

    fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", json!({ "script": script, "args": [] }))
    }

    fn shot(&self, to: &Path) {
        let picture = self.ask("GET", "/screenshot", json!({}));
        let bytes = base64(picture.as_str().unwrap_or_default());
        std::fs::write(to, bytes).expect("a picture");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.request("DELETE", &format!("/session/{}", self.session), &json!({}));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The bytes behind base64 (RFC 4648).
fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

/// Pages of each kind, with an address of each.
fn pages(site: &Served) -> Vec<(&'static str, String)> {
    let report = site.data("/api/v1/report");
    let theme = report["opportunities"][0]["theme"].as_str().expect("a theme").to_owned();
    let quote = &report["opportunities"][0]["quotes"][0];
    let record = quote["record"].as_str().expect("a record").to_owned();
    let run = report["run"]["id"].as_str().expect("a run").to_owned();
    vec![
        ("morning", "/".to_owned()),
        ("themes", "/themes".to_owned()),
        ("theme", format!("/themes/{theme}")),
        ("search", "/search?q=refund+not+received&by=country".to_owned()),
        ("all", "/search".to_owned()),
        ("nothing", "/search?q=zyxwvu&source=tickets".to_owned()),
        ("fault", "/search?q=%28crash".to_owned()),
        ("record", format!("/records/{record}")),
        ("compare", "/compare?first=kind%3Dreview&second=kind%3Dticket".to_owned()),
        ("runs", "/runs".to_owned()),
        ("run", format!("/runs/{run}")),
        ("data", "/data".to_owned()),
        ("method", "/method".to_owned()),
        ("corrections", "/corrections".to_owned()),
        ("login", "/login".to_owned()),
    ]
}

#[test]
fn a_question_is_followed_to_its_records() {
    let site = demo_site();
    let Some(browser) = browser(&WIDE) else { return };
    browser.open(site, "/");
    // Search, narrow, open a record.
    browser.typed(".ask input", "refund");
    browser.typed(".ask input", ENTER);
    browser.arrives("/search?q=refund");
    let all = browser.count(".hit");
    assert!(all > 5, "{all} hits");
    browser.click("aside .facet li a");
    browser.arrives("&source=");
    assert_eq!(browser.count(".chosen li"), 1);
    browser.click(".hit .meta a");
    browser.arrives("/records/");
    assert!(browser.count(".text .said") > 0, "no statement is marked");
    // From a number of the first theme to the records behind it.
    browser.open(site, "/");
    browser.click(".top li a[href^='/themes/']");
    browser.arrives("/themes/");
    let customers = browser.text(".figures b a");
    browser.click(".figures b a");
    browser.arrives("stance=complaint&stance=request");
    let found = browser.text(".amount");
    assert!(found.contains("records") && !customers.is_empty(), "{customers}: {found}");
    // A choice shows what it chooses.
    browser.open(site, "/themes");
    browser.click("select[name=sort] option[value=customers]");
    browser.arrives("sort=customers");
    assert!(!browser.address().contains("find="), "empty fields stay out of addresses");
}

#[test]
fn by_keys_alone() {
    let site = demo_site();
    let Some(browser) = browser(&WIDE) else { return };
    browser.open(site, "/");
    browser.keys("/");
    browser.keys("login");
    browser.keys(ENTER);
    browser.arrives("/search?q=login");
    browser.keys("j");
    browser.keys("j");
    assert_eq!(browser.count(".here"), 1, "one hit is marked");
    browser.keys(ENTER);
    browser.leaves("/search");
    browser.keys("gt");
    browser.arrives("/themes");
    // The first thing a reader with a keyboard comes to leads past the head.
    browser.keys("\u{e004}");
    let first = browser.run("return document.activeElement.className");
    assert_eq!(first, "skip");
}

#[test]
fn without_script_everything_works() {
    let site = demo_site();
    let Some(browser) = browser(&Wanted { script: false, ..WIDE }) else { return };
    browser.open(site, "/themes");
    browser.typed("main input[name=find]", "refund");
    browser.click("main form button");
    browser.arrives("find=refund");
    assert!(browser.count("#ranked tbody tr") > 0);
    browser.click("#ranked td.title a");
    browser.arrives("/themes/T-");
    browser.typed(".ask input", "refund");
    browser.typed(".ask input", ENTER);
    browser.arrives("/search?q=refund");
    browser.click(".turn a[rel=next]");
    browser.arrives("offset=20");
    assert!(browser.count(".hit") > 0);
    browser.click("aside .facet li a");
    browser.arrives("source=");
}

#[test]
fn two_themes_are_merged_from_the_page() {
    let workspace = small().copied();
    let site = Served::of(&workspace, &["--token-file", "token"]);
    let Some(browser) = browser(&WIDE) else { return };
    let themes = site.data("/api/v1/themes");
    let id = |at: usize| themes["themes"][at]["id"].as_str().expect("an id").to_owned();
    let (first, second) = (id(0), id(1));
    browser.open(&site, "/login");
    browser.typed("input[name=token]", workspace.text("token").trim());
    browser.typed("input[name=name]", "Jo");
    browser.click("form.tall button");
    // A page asked for before the answer to the form would come without its cookie.
    browser.leaves("/login");
    browser.open(&site, &format!("/themes/{second}"));
    browser.typed("form:has([value=merge]) input[name=to]", &first);
    browser.typed("form:has([value=merge]) input[name=why]", "the same, said twice");
    browser.click("form:has([value=merge]) button[name=look]");
    browser.says("main", "Nothing was written");
    browser.open(&site, &format!("/themes/{second}"));
    browser.typed("form:has([value=merge]) input[name=to]", &first);
    browser.click("form:has([value=merge]) button");
    browser.says("main", "E-1, by Jo");
    assert!(workspace.text("curation.toml").contains("action = \"merge\""));
}

#[test]
fn narrow_pages_do_not_overflow() {
    let site = demo_site();
    let Some(browser) = browser(&Wanted { width: 390, ..WIDE }) else { return };
    for (name, path) in pages(site) {
        browser.open(site, &path);
        let wide = browser.run("return document.documentElement.scrollWidth");
        assert!(wide.as_u64().is_some_and(|wide| wide <= 390), "{name} is {wide} wide");
    }
}

#[test]
#[ignore = "reads the rules from the axe.min.js that EARFUL_AXE names"]
fn the_rules_of_axe_hold() {
    let site = demo_site();
    let path = std::env::var_os("EARFUL_AXE").expect("EARFUL_AXE names axe.min.js");
    let axe = std::fs::read_to_string(path).expect("axe.min.js");
    for dark in [false, true] {
        let Some(browser) = browser(&Wanted { dark, ..WIDE }) else { return };
        for (name, path) in pages(site) {
            browser.open(site, &path);
            browser.run(&axe);
            let script = "var done = arguments[arguments.length - 1]; axe.run().then(function (r) { done(r.violations.map(function (v) { return v.id + ': ' + v.help + ' at ' + v.nodes.slice(0, 3).map(function (n) { return n.target.join(' ') + ' ' + (n.any[0] ? n.any[0].message : ''); }).join(' | '); })); });";
            let found =
                browser.ask("POST", "/execute/async", json!({ "script": script, "args": [] }));
            assert_eq!(found, json!([]), "{name} (dark: {dark}): {found:#}");
        }
    }
}

#[test]
fn pictures_of_every_page() {
    let Some(folder) = std::env::var_os("EARFUL_SHOTS") else { return };
    let site = demo_site();
    for (shape, wanted) in [
        ("wide", WIDE),
        ("narrow", Wanted { width: 390, ..WIDE }),
        ("dark", Wanted { dark: true, ..WIDE }),
    ] {
        let Some(browser) = browser(&wanted) else { return };
        for (name, path) in pages(site) {
            browser.open(site, &path);
            if wanted.width > 500 {
                // The whole page, not what fits a window.
                let high =
                    browser.run("return Math.min(document.documentElement.scrollHeight, 4000)");
                let rect =
                    json!({ "width": wanted.width, "height": high.as_u64().unwrap_or(900) + 90 });
                browser.ask("POST", "/window/rect", rect);
            }
            browser.shot(&Path::new(&folder).join(format!("{name}-{shape}.png")));
        }
    }
}
