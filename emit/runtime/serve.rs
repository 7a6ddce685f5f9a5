use super::guard::{self, Credential, Requirement};
use super::media;
use super::refusal::Refusal;
use super::take::Incoming;
use ::axum::Router;
use ::axum::body::Body;
use ::axum::handler::Handler;
use ::axum::response::Response;
use ::http::header::{ACCEPT, ALLOW, HeaderMap, HeaderValue};
use ::http::{Extensions, Method, Request, StatusCode, Uri};
use ::std::ops::Range;
use ::std::pin::Pin;
use ::std::sync::Arc;

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What is known of an operation before it is called.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operationId; empty where the document gives none.
    pub id: &'static str,
    pub method: &'static str,
    /// The path's template.
    pub path: &'static str,
    /// All schemes of one of these must be met.
    pub security: &'static [Requirement],
    /// The names of parameters that the query has, keys of security schemes among them.
    pub query: &'static [&'static str],
    /// The media types that its responses of success have.
    pub produces: &'static [&'static str],
}

impl Operation {
    #[doc(hidden)]
    pub const fn new(
        id: &'static str,
        method: &'static str,
        path: &'static str,
        security: &'static [Requirement],
        query: &'static [&'static str],
        produces: &'static [&'static str],
    ) -> Self {
        Operation {
            id,
            method,
            path,
            security,
            query,
            produces,
        }
    }
}

/// What a request is, beside what the document says of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Context {
    pub operation: &'static Operation,
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    /// What layers, and `authorize`, have left for the service.
    pub extensions: Extensions,
}

impl Context {
    /// Which of these media types the caller likes most; none where it takes none of them.
    pub fn accepts(&self, media_types: &[&str]) -> Option<usize> {
        accepted(&self.headers, media_types)
    }
}

/// The quality that an Accept header field gives a media type, by its most specific range (RFC 9110, section 12.5.1).
fn quality(accept: &str, media_type: &str) -> f32 {
    let given = media::essence(media_type);
    let (kind, _) = given.split_once('/').unwrap_or((&given, ""));
    let mut best = (0, 0.0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
            .and_then(|(_, value)| value.trim().parse().ok())
            .unwrap_or(1.0);
        let rank = match name.split_once('/') {
            Some(("*", "*")) => 1,
            Some((other, "*")) if other == kind || kind == "*" => 2,
            _ if name == given => 3,
            // A range that is declared holds what is asked for.
            _ if media::distance(&given, &name).is_some_and(|far| far > 2) => 3,
            _ => continue,
        };
        if rank > best.0 {
            best = (rank, weight);
        }
    }
    best.1
}

fn accepted(headers: &HeaderMap, media_types: &[&str]) -> Option<usize> {
    let all = headers.get_all(ACCEPT);
    let mut given = all.iter();
    let first = given.next();
    if first.is_none_or(|first| first == "*/*" && given.next().is_none()) {
        return (!media_types.is_empty()).then_some(0);
    }
    let lines: Vec<_> = all.iter().filter_map(|line| line.to_str().ok()).collect();
    let accept = lines.join(",");
    if accept.trim().is_empty() {
        return (!media_types.is_empty()).then_some(0);
    }
    let mut best: Option<(usize, f32)> = None;
    for (index, media_type) in media_types.iter().enumerate() {
        let quality = quality(&accept, media_type);
        if quality > best.map_or(0.0, |(_, most)| most) {
            best = Some((index, quality));
        }
    }
    best.map(|(index, _)| index)
}

/// How a router treats requests.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The most bytes that a body may have which is read whole: 2 MiB unless this says otherwise. Streams have no limit.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { limit: 2 << 20 }
    }
}

impl Options {
    pub fn with_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }
}

/// The service, as the router calls it.
pub trait Dispatch: Send + Sync + 'static {
    fn call(
        &self,
        operation: usize,
        incoming: Box<Incoming>,
    ) -> BoxFuture<'_, Result<Response, Refusal>>;

    fn authorize<'a>(
        &'a self,
        context: &'a mut Context,
        credentials: &'a [Credential],
    ) -> BoxFuture<'a, Result<(), Refusal>>;

    fn refuse(&self, refusal: Refusal) -> Response;
}

/// The names of a path's parameters, and where in the path stands what is for them.
pub type Captures = Vec<(&'static str, Range<usize>)>;

/// A path's template as it is matched: segments of texts and captures in turn.
#[derive(Debug)]
struct Pattern {
    operation: usize,
    segments: Vec<Vec<Piece>>,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Capture(&'static str),
}

/// What a path holds that stands for itself, as clients send it (WHATWG URL, section 1.3: the path percent-encode set).
fn encoded(text: &str) -> String {
    use ::std::fmt::Write;
    let mut to = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'^' | 0..=0x20 | 0x7F.. => {
                let _ = write!(to, "%{byte:02X}");
            }
            _ => to.push(char::from(byte)),
        }
    }
    to
}

fn segment(template: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while !rest.is_empty() {
        let open = rest.find('{');
        let close = rest.find('}');
        match (open, close) {
            (Some(0), Some(close)) => {
                pieces.push(Piece::Capture(&rest[1..close]));
                rest = &rest[close + 1..];
            }
            (Some(open), Some(close)) if open > 0 && open < close => {
                pieces.push(Piece::Text(encoded(&rest[..open])));
                rest = &rest[open..];
            }
            _ => {
                pieces.push(Piece::Text(encoded(rest)));
                rest = "";
            }
        }
    }
    pieces
}

/// The values of a segment's captures, which begins at `from`; none where its texts are other ones.
fn matched(pieces: &[Piece], mut text: &str, mut from: usize, values: &mut Captures) -> Option<()> {
    for (index, piece) in pieces.iter().enumerate() {
        let name = match piece {
            Piece::Text(literal) => {
                text = text.strip_prefix(literal.as_str())?;
                from += literal.len();
                continue;
            }
            Piece::Capture(name) => name,
        };
        let end = match &pieces[index + 1..] {
            [] => text.len(),
            [Piece::Text(literal)] => text
                .strip_suffix(literal.as_str())
                .map(str::len)
                .filter(|end| *end > 0)?,
            [Piece::Text(literal), ..] => text
                .char_indices()
                .skip(1)
                .map(|(at, _)| at)
                .find(|at| text[*at..].starts_with(literal.as_str()))?,
            // Nothing between two captures: the first has one character, unless the second begins as its style says.
            _ => text
                .find(['.', ';'])
                .filter(|at| *at > 0)
                .unwrap_or_else(|| text.chars().next().map_or(0, char::len_utf8)),
        };
        values.push((name, from..from + end));
        text = &text[end..];
        from += end;
    }
    text.is_empty().then_some(())
}

impl Pattern {
    fn new(operation: usize, template: &'static str) -> Self {
        let end = template.find(['?', '#']).unwrap_or(template.len());
        let path = template[..end].trim_start_matches('/');
        Pattern {
            operation,
            segments: path.split('/').map(segment).collect(),
        }
    }

    /// The path as axum has it: a segment that is not all text, or begins as captures once did in axum, is one capture, which
    /// has the same name at the same place in every path.
    fn route(&self) -> String {
        let mut route = String::new();
        for (index, pieces) in self.segments.iter().enumerate() {
            route.push('/');
            match &pieces[..] {
                [] => {}
                [Piece::Text(text)] if !text.starts_with([':', '*']) => route.push_str(text),
                _ => route.push_str(&format!("{{p{index}}}")),
            }
        }
        route
    }

    /// How much of it is text: what has more is tried first.
    fn weight(&self) -> usize {
        let texts = self.segments.iter().flatten();
        texts
            .map(|piece| match piece {
                Piece::Text(text) => text.len(),
                Piece::Capture(_) => 0,
            })
            .sum()
    }

    fn captures(&self, path: &str) -> Option<Captures> {
        let mut values = Vec::new();
        let trimmed = path.trim_start_matches('/');
        let mut from = path.len() - trimmed.len();
        let mut given = trimmed.split('/');
        for pieces in &self.segments {
            let text = given.next()?;
            matched(pieces, text, from, &mut values)?;
            from += text.len() + 1;
        }
        given.next().is_none().then_some(values)
    }
}

struct Shared {
    service: Arc<dyn Dispatch>,
    operations: &'static [Operation],
    options: Options,
}

/// The operations of one route of axum's.
struct Entry {
    shared: Arc<Shared>,
    patterns: Vec<Pattern>,
}

/// A router of all operations.
pub fn router(
    service: Arc<dyn Dispatch>,
    operations: &'static [Operation],
    options: Options,
) -> Router {
    let shared = Arc::new(Shared {
        service,
        operations,
        options,
    });
    let mut routes: Vec<(String, Vec<Pattern>)> = Vec::new();
    let mut known = ::std::collections::HashMap::new();
    for (index, operation) in operations.iter().enumerate() {
        let pattern = Pattern::new(index, operation.path);
        let route = pattern.route();
        let at = *known.entry(route.clone()).or_insert(routes.len());
        if at == routes.len() {
            routes.push((route, Vec::new()));
        }
        routes[at].1.push(pattern);
    }
    let mut router = Router::new();
    for (route, mut patterns) in routes {
        patterns.sort_by_key(|pattern| ::std::cmp::Reverse(pattern.weight()));
        let entry = Arc::new(Entry {
            shared: shared.clone(),
            patterns,
        });
        router = router.route(&route, ::axum::routing::any(Served(entry)));
    }
    let fallback = move || {
        let shared = shared.clone();
        async move { shared.service.refuse(Refusal::not_found()) }
    };
    router.fallback(fallback)
}

/// What axum calls for a route.
#[derive(Clone)]
struct Served(Arc<Entry>);

impl<S> Handler<(), S> for Served {
    type Future = BoxFuture<'static, Response>;

    /// All that needs no waiting is done before there is a future, which is moved often and so is small.
    fn call(self, request: Request<Body>, _: S) -> Self::Future {
        let begun = self.0.begin(request);
        Box::pin(async move {
            let shared = &self.0.shared;
            let answer = match begun {
                Ok((index, incoming)) => shared.enter(index, incoming).await,
                Err(answer) => *answer,
            };
            answer.unwrap_or_else(|refusal| shared.service.refuse(refusal))
        })
    }
}

/// An answer without a call.
type Answered = Box<Result<Response, Refusal>>;

impl Entry {
    /// The operation that a request is for, and what it comes with.
    fn begin(&self, request: Request<Body>) -> Result<(usize, Box<Incoming>), Answered> {
        let path = request.uri().path();
        let found = match self.find(request.method().as_str(), path) {
            None if request.method() == Method::HEAD => self.find("GET", path),
            found => found,
        };
        let Some((index, captures)) = found else {
            return Err(Box::new(self.otherwise(request.method(), path)));
        };
        let (parts, body) = request.into_parts();
        let context = Context {
            operation: &self.shared.operations[index],
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            extensions: parts.extensions,
        };
        let incoming = Incoming::new(context, captures, body, self.shared.options.limit);
        Ok((index, Box::new(incoming)))
    }

    /// The first operation with a method that fits the path.
    fn find(&self, method: &str, path: &str) -> Option<(usize, Captures)> {
        self.patterns
            .iter()
            .filter(|pattern| self.shared.operations[pattern.operation].method == method)
            .find_map(|pattern| Some((pattern.operation, pattern.captures(path)?)))
    }

    /// What is answered where no operation has the method.
    fn otherwise(&self, method: &Method, path: &str) -> Result<Response, Refusal> {
        let fits = |pattern: &&Pattern| pattern.captures(path).is_some();
        let mut fitting = self.patterns.iter().filter(fits).peekable();
        if fitting.peek().is_none() {
            return Err(Refusal::not_found());
        }
        let methods = fitting.map(|pattern| self.shared.operations[pattern.operation].method);
        let allowed = allowed(methods);
        if method == Method::OPTIONS {
            return Ok(options(&allowed));
        }
        Err(Refusal::method(method, &allowed))
    }
}

/// The value of an Allow header field.
fn allowed<'a>(methods: impl Iterator<Item = &'a str>) -> String {
    let mut list: Vec<&str> = Vec::new();
    let mut add = |method: &'a str| {
        if !list.contains(&method) {
            list.push(method);
        }
    };
    for method in methods {
        add(method);
        if method == "GET" {
            add("HEAD");
        }
    }
    add("OPTIONS");
    list.join(", ")
}

fn options(allowed: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(value) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

impl Shared {
    /// A call of an operation.
    async fn enter(&self, index: usize, mut incoming: Box<Incoming>) -> Result<Response, Refusal> {
        self.authorize(&mut incoming.context).await?;
        let produces = incoming.context.operation.produces;
        if !produces.is_empty() && incoming.context.accepts(produces).is_none() {
            return Err(Refusal::not_acceptable(produces));
        }
        self.service.call(index, incoming).await
    }

    /// Lets a request pass whose credentials the service takes, for one of the operation's requirements.
    async fn authorize(&self, context: &mut Context) -> Result<(), Refusal> {
        let operation = context.operation;
        if operation.security.is_empty() {
            return Ok(());
        }
        let mut refused = None;
        for requirement in operation.security.iter().filter(|one| !one.is_empty()) {
            let Some(credentials) = guard::presented(requirement, context) else {
                continue;
            };
            match self.service.authorize(context, &credentials).await {
                Ok(()) => return Ok(()),
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        if operation.security.iter().any(|one| one.is_empty()) {
            return Ok(());
        }
        let refusal =
            refused.unwrap_or_else(|| Refusal::unauthorized("the request has no credentials"));
        Err(guard::challenge(refusal, operation))
    }
}
