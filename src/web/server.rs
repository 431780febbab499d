//! Connections: taken, guarded, timed, ended.
//!
//! Each connection is a task of its own, which costs a slow client nothing but its own time. An
//! answer is made on a thread that may block, of which no more work at once than there are cores;
//! whoever waits too long for one is told to come again.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::MethodFilter;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::address::pairs;
use super::answer::{Answer, Fault};
use super::desk::Desk;
use super::guard::{self, POLICY};
use super::kept::Kept;
use super::params::Given;
use super::routes::{Asked, Kind, ROUTES, Route};
use super::{Error, Options, api, pages};

/// Connections at once; more wait to be taken.
const CONNECTIONS: usize = 512;
/// How long a client may take to say what it wants.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A connection is ended after this, whatever it does: a client that reads a byte a minute is gone.
const CONNECTION_TIME: Duration = Duration::from_secs(120);
/// How long a request waits for a worker, and how long an answer may take.
const QUEUE_TIME: Duration = Duration::from_secs(10);
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// How long answers on their way are waited for when the server is told to end.
const PARTING_TIME: Duration = Duration::from_secs(5);
/// Bytes of a head: queries are short, cookies too.
const HEAD_BYTES: usize = 32 << 10;
/// Bytes of an address.
const ADDRESS_BYTES: usize = 24 << 10;
/// Bytes of a form.
const FORM_BYTES: usize = 64 << 10;
/// Bytes of an answer: the report of a million records is a tenth of it.
const ANSWER_BYTES: usize = 32 << 20;

/// What of the path is a parameter, where it is text.
type Places = Result<RawPathParams, RawPathParamsRejection>;

struct Site {
    desk: Desk,
    kept: Kept,
    workers: Arc<Semaphore>,
    /// Whether other machines can reach it: then nothing is shown without the token.
    is_open: bool,
}

/// Serves until the program is told to end (ctrl-c); `tell` is given the address it listens on.
///
/// # Errors
/// [`Error::Listening`] when the address is taken, [`Error::NoToken`] when other machines could read
/// without one, [`Error::Broken`] when the machine gives no threads or the workspace cannot be read.
pub fn serve(
    options: Options,
    address: SocketAddr,
    tell: &dyn Fn(SocketAddr),
) -> Result<(), Error> {
    let is_open = !is_here(address.ip());
    if is_open && options.token.is_none() {
        return Err(Error::NoToken { address });
    }
    let desk = Desk::new(options)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Broken(error.to_string()))?;
    let site = Arc::new(Site {
        desk,
        kept: Kept::default(),
        workers: Arc::new(Semaphore::new(cores)),
        is_open,
    });
    let ended = runtime.block_on(async {
        let listening = |source| Error::Listening { address, source };
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        tell(listener.local_addr().map_err(listening)?);
        take(listener, router(site)).await;
        Ok(())
    });
    // Answers that are still being made are nobody's any more.
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

fn is_here(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(one) => one.is_loopback(),
        IpAddr::V6(one) => {
            one.is_loopback() || one.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
    }
}

async fn take(listener: TcpListener, router: Router) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut ending = std::pin::pin!(told_to_end());
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, taken) = tokio::select! {
            taken = next => taken,
            () = &mut ending => break,
        };
        match (place, taken) {
            (Ok(place), Ok((stream, _))) => attend(stream, place, router.clone(), &graceful),
            // Out of file handles, or the client is gone already: others may go on.
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(PARTING_TIME, graceful.shutdown()).await;
}

/// Ends when the program is interrupted, or told to end.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut told) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = told.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn attend(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    router: Router,
    graceful: &GracefulShutdown,
) {
    // Answers are handed over whole: there is nothing to wait for before sending.
    let _ = stream.set_nodelay(true);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _ = tokio::time::timeout(CONNECTION_TIME, connection).await;
        drop(place);
    });
}

fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let method = if route.kind.is_form() { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |State(site): State<Arc<Site>>, places: Places, request: Request| {
            answer(site, route, places, request)
        };
        router = router.route(route.path, axum::routing::on(method, handler));
    }
    router
        .fallback(|State(site): State<Arc<Site>>, request: Request| async move {
            refuse(&site, request, Fault::missing("there is no such page")).await
        })
        .method_not_allowed_fallback(|State(site): State<Arc<Site>>, request: Request| async move {
            refuse(
                &site,
                request,
                Fault::new(405, "pages are read, and forms are sent, in one way each"),
            )
            .await
        })
        .with_state(site)
}

/// What of a request an answer to it depends on, whatever it asks for.
struct Head {
    is_data: bool,
    host: String,
    if_none_match: Option<String>,
}

impl Head {
    fn of(request: &Request) -> Head {
        let text = |name: HeaderName| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        Head {
            is_data: request.uri().path().starts_with("/api/"),
            host: text(header::HOST).unwrap_or_default(),
            if_none_match: text(header::IF_NONE_MATCH),
        }
    }
}

async fn refuse(site: &Site, request: Request, fault: Fault) -> Response {
    let head = Head::of(&request);
    let fault = host_fault(site, &head).unwrap_or(fault);
    refused(&fault, &head)
}

fn host_fault(site: &Site, head: &Head) -> Option<Fault> {
    let known = guard::is_our_name(&head.host, &site.desk.hosts);
    (!known).then(|| {
        Fault::new(
            421,
            "this server is not called by that name: call it localhost or by its number, or start it \
             with --host NAME",
        )
    })
}

async fn answer(
    site: Arc<Site>,
    route: &'static Route,
    places: Places,
    request: Request,
) -> Response {
    let head = Head::of(&request);
    match answered(&site, route, places, request, &head).await {
        Ok(answer) => finished(answer, &head),
        Err(fault) => refused(&fault, &head),
    }
}

async fn answered(
    site: &Arc<Site>,
    route: &'static Route,
    places: Places,
    request: Request,
    head: &Head,
) -> Result<Answer, Fault> {
    if let Some(fault) = host_fault(site, head) {
        return Err(fault);
    }
    let (parts, body) = request.into_parts();
    if parts.uri.to_string().len() > ADDRESS_BYTES {
        return Err(Fault::new(414, "that address is too long: ask for less at once"));
    }
    let editor = editor(&site.desk, &parts.headers);
    let is_free = matches!(route.kind, Kind::Open | Kind::OpenForm);
    if editor.is_none() && (route.kind == Kind::Form || site.is_open && !is_free) {
        return match (route.kind, &site.desk.token) {
            (_, None) => Err(Fault::new(
                403,
                "nothing can be changed here: start it with --token-file to correct from the page",
            )),
            (Kind::Page, Some(_)) => {
                let next = parts.uri.path_and_query().map_or("/", |one| one.as_str());
                let next = [("next", next)].into_iter();
                Ok(Answer::Elsewhere(crate::report::html::links::address("/login", next)))
            }
            _ => Err(Fault::new(
                401,
                "the token is needed: sign in, or send it as Authorization: Bearer",
            )),
        };
    }
    let places = places.map_err(|_| Fault::unclear("that address is no text"))?;
    let mut all: Vec<(String, String)> =
        places.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let query = parts.uri.query().unwrap_or("");
    let many = || Fault::unclear("that are too many parameters");
    if route.kind.is_form() {
        all.extend(form(&parts.headers, body, head).await?);
    } else {
        all.extend(pairs(query).ok_or_else(many)?);
    }
    let params = [route.places, route.params].concat();
    let given = match route.kind {
        Kind::Data => Given::new(all, &params)?,
        _ => Given::of_form(all, &params)?,
    };
    if route.kind == Kind::Form {
        let is_ours =
            |token: &guard::Token| given.text("form").is_some_and(|word| token.is_our_form(word));
        if !site.desk.token.as_ref().is_some_and(is_ours) {
            return Err(Fault::new(403, "that form is not from this page: open the page again"));
        }
    }
    let permit = tokio::time::timeout(QUEUE_TIME, site.workers.clone().acquire_owned()).await;
    let Ok(Ok(permit)) = permit else {
        return Err(Fault::new(503, "too much is asked at once: try again in a moment"));
    };
    let (work, path) = (site.clone(), parts.uri.path().to_owned());
    let address = parts.uri.to_string();
    let made = tokio::task::spawn_blocking(move || -> Result<Answer, Fault> {
        // Held until the work is done, also where nobody waits for it any more.
        let _permit = permit;
        let reader = work.desk.reader();
        // An editor's pages are an editor's; a page that tells of trouble is of that moment.
        let is_same = matches!(route.kind, Kind::Page | Kind::Data) && editor.is_none();
        let state = reader.as_ref().map(|reader| reader.stamp().clone());
        let state = state.filter(|_| is_same && work.desk.trouble().is_none());
        // Ages such as 7d count from the day it is.
        let address = format!("{} {address}", work.desk.today());
        if let Some(made) = state.as_ref().and_then(|state| work.kept.get(state, &address)) {
            return Ok(made);
        }
        let asked = Asked { desk: &work.desk, reader, path: &path, given, editor };
        let made = (route.run)(&asked)?;
        if let Some(state) = &state {
            work.kept.put(state, address, &made);
        }
        Ok(made)
    });
    match tokio::time::timeout(ANSWER_TIME, made).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Fault::new(500, "that went wrong in a way nobody expected")),
        Err(_) => Err(Fault::new(503, "that takes too long: ask for less")),
    }
}

/// Whoever sends a request, where they know the token.
fn editor(desk: &Desk, headers: &HeaderMap) -> Option<guard::Editor> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let cookies: Vec<&str> =
        headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    desk.token.as_ref()?.editor(authorization, &cookies)
}

/// The fields of a form that a page of ours sent.
async fn form(
    headers: &HeaderMap,
    body: Body,
    head: &Head,
) -> Result<Vec<(String, String)>, Fault> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if guard::is_foreign(text("sec-fetch-site"), text("origin"), &head.host) {
        return Err(Fault::new(403, "that form comes from another page: forms are sent from here"));
    }
    let kind = text("content-type").unwrap_or("");
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Fault::unclear("a form is sent as application/x-www-form-urlencoded"));
    }
    let read = tokio::time::timeout(HEAD_TIME, to_bytes(body, FORM_BYTES)).await;
    let Ok(Ok(bytes)) = read else {
        return Err(Fault::new(413, "that form is too large, or comes too slowly"));
    };
    pairs(&String::from_utf8_lossy(&bytes))
        .ok_or_else(|| Fault::unclear("that are too many fields"))
}

/// An answer without any header of its own.
fn response(status: u16, kind: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-type", kind),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        // Customers' words stay out of caches that others share.
        ("cache-control", "private, no-cache"),
        ("vary", "Cookie, Authorization"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
    response
}

const HTML: &str = "text/html; charset=utf-8";

fn finished(answer: Answer, head: &Head) -> Response {
    let (kind, bytes) = match answer {
        Answer::Page(text) => (HTML, text.into_bytes()),
        Answer::Json(text) => ("application/json", text.into_bytes()),
        Answer::Asset(kind, text) => {
            let mut response = response(200, kind, text);
            let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
            response.headers_mut().insert(header::CACHE_CONTROL, forever);
            return response;
        }
        Answer::File(kind, name, bytes) => {
            let place = format!("attachment; filename=\"{name}\"");
            return with(response(200, kind, bytes), header::CONTENT_DISPOSITION, &place);
        }
        Answer::Elsewhere(address) => {
            return with(response(303, HTML, ""), header::LOCATION, &address);
        }
        Answer::Session(address, cookies) => {
            let moved = with(response(303, HTML, ""), header::LOCATION, &address);
            return cookies
                .iter()
                .fold(moved, |response, cookie| with(response, header::SET_COOKIE, cookie));
        }
    };
    if bytes.len() > ANSWER_BYTES {
        return refused(&Fault::new(413, "that answer is too large: ask for less at once"), head);
    }
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    let is_known = head.if_none_match.as_deref().is_some_and(|known| {
        known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
    });
    let response = if is_known { response(304, kind, "") } else { response(200, kind, bytes) };
    with(response, header::ETAG, &tag)
}

fn refused(fault: &Fault, head: &Head) -> Response {
    let mut refusal = if head.is_data {
        response(fault.status, "application/problem+json", api::problem(fault))
    } else {
        response(fault.status, HTML, pages::fault(fault))
    };
    match fault.status {
        503 => refusal = with(refusal, header::RETRY_AFTER, "5"),
        401 => refusal = with(refusal, header::WWW_AUTHENTICATE, "Bearer"),
        405 => {
            let allow = if head.is_data { "GET, HEAD" } else { "GET, HEAD, POST" };
            refusal = with(refusal, header::ALLOW, allow);
        }
        _ => {}
    }
    refusal
}
