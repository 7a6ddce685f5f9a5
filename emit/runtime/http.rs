use super::credential::{BoxFuture, Credential};
use super::error::{BoxError, Error, Misread};
use super::media::{choose, is_latin_1, no_choice};
use super::read::{self, Shape};
use super::style::{self, How};
use super::written;
use ::bytes::{Bytes, BytesMut};
use ::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use ::http::{Method, StatusCode};
use ::reqwest::{Request, RequestBuilder, Response, Url};
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::std::collections::BTreeMap;
use ::std::sync::Arc;
use ::std::time::Duration;

/// What is known of an operation before it is called.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operationId; empty where the document gives none.
    pub id: &'static str,
    pub method: &'static str,
    /// The path's template; empty where the base URL is called itself, as webhooks and callbacks do.
    pub path: &'static str,
    /// The names of security schemes with the scopes asked of each: all schemes of one of these lists.
    pub security: &'static [&'static [(&'static str, &'static [&'static str])]],
    /// Its own server, where the document gives it one and the client has no base URL of the user's.
    pub server: Option<&'static str>,
    /// The statuses of redirects that the document declares as responses: these are not followed.
    pub redirects: &'static [u16],
}

/// What looks at each call, and may change its request.
pub trait Hook: Send + Sync {
    /// Is called before a request is sent; for one that is redirected, again.
    fn before(&self, operation: &'static Operation, request: &mut Request) {
        let _ = (operation, request);
    }

    /// Is called once it is known what came of the call, before the body is read.
    fn after(
        &self,
        operation: &'static Operation,
        outcome: Result<(StatusCode, &HeaderMap), &Error>,
    ) {
        let _ = (operation, outcome);
    }
}

/// A request that is ready to be sent.
pub struct Prepared {
    operation: &'static Operation,
    request: Request,
    /// The header fields that only the origin that it goes to may see.
    secret: Vec<HeaderName>,
    /// Whether its URL holds a credential.
    hidden: bool,
}

impl Prepared {
    /// The same once more, where its body allows that.
    pub fn again(&self) -> Option<Self> {
        Some(Prepared {
            operation: self.operation,
            request: self.request.try_clone()?,
            secret: self.secret.clone(),
            hidden: self.hidden,
        })
    }

    pub fn set_header(&mut self, name: &'static str, value: HeaderValue) {
        self.request.headers_mut().insert(name, value);
    }
}

/// What sends a request of the operation with an id; and whether the URL holds a credential.
#[cfg(not(target_family = "wasm"))]
pub type Sender = Arc<dyn Fn(Request, &'static str, bool) -> Sent + Send + Sync>;
#[cfg(target_family = "wasm")]
pub type Sender = Arc<dyn Fn(Request, &'static str, bool) -> Sent>;
type Sent = BoxFuture<Result<Response, Error>>;

/// What all calls of a client share.
#[derive(Clone)]
pub struct Core {
    /// Or why there is none.
    http: Result<::reqwest::Client, Arc<str>>,
    /// What sends by way of that client, if it is not the client itself.
    layers: Option<fn(::reqwest::Client) -> Sender>,
    sender: Option<Sender>,
    base: String,
    /// Whether the base URL is the document's.
    documented: bool,
    headers: HeaderMap,
    timeout: Option<Duration>,
    limit: usize,
    hooks: Vec<Arc<dyn Hook>>,
    credentials: BTreeMap<&'static str, Credential>,
}

impl ::std::fmt::Debug for Core {
    fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.base)
            .field("timeout", &self.timeout)
            .field("limit", &self.limit)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

const REDIRECTS: usize = 10;

fn transport(error: ::reqwest::Error) -> Error {
    Error::Transport(error.into())
}

impl Core {
    pub fn new(base: &str, layers: Option<fn(::reqwest::Client) -> Sender>) -> Self {
        let builder = ::reqwest::Client::builder();
        // Redirects are followed here, where it is known what may go along.
        #[cfg(not(target_family = "wasm"))]
        let builder = builder.redirect(::reqwest::redirect::Policy::none());
        let http = builder.build();
        Core {
            layers,
            sender: layers.and_then(|layers| http.as_ref().ok().cloned().map(layers)),
            http: http.map_err(|error| error.to_string().into()),
            base: base.to_owned(),
            documented: true,
            headers: HeaderMap::new(),
            timeout: None,
            limit: 8 << 20,
            hooks: Vec::new(),
            credentials: BTreeMap::new(),
        }
    }

    pub fn set_base(&mut self, url: &str) -> Result<(), Error> {
        Url::parse(url).map_err(|reason| Error::Encode {
            what: "the base URL".to_owned(),
            reason: reason.into(),
        })?;
        self.base = url.to_owned();
        self.documented = false;
        Ok(())
    }

    pub fn set_http(&mut self, http: ::reqwest::Client) {
        self.sender = self.layers.map(|layers| layers(http.clone()));
        self.http = Ok(http);
    }

    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    pub fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes;
    }

    pub fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    pub fn add_hook(&mut self, hook: Arc<dyn Hook>) {
        self.hooks.push(hook);
    }

    pub fn set_credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.insert(scheme, credential);
    }

    /// A call of an operation, to which its path and all else is added.
    pub fn call(&self, operation: &'static Operation) -> Call {
        let base = match operation.server {
            Some(server) if self.documented => server,
            _ => &self.base,
        };
        // Paths begin with a slash; a webhook has none.
        let base = match operation.path {
            "" => base,
            _ => base.trim_end_matches('/'),
        };
        Call {
            operation,
            accept: "",
            url: base.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: String::new(),
            content: None,
            endless: false,
        }
    }

    /// The credentials of the first of the operation's alternatives that there are all of, if it needs one.
    async fn authorize(&self, call: &mut Call) -> Result<(Vec<HeaderName>, bool), Error> {
        let (mut secret, mut hidden) = (Vec::new(), false);
        let met = call.operation.security.iter().find(|schemes| {
            !schemes.is_empty()
                && schemes
                    .iter()
                    .all(|(scheme, _)| self.credentials.contains_key(scheme))
        });
        for (scheme, scopes) in met.copied().unwrap_or_default() {
            match &self.credentials[scheme] {
                Credential::None => {}
                Credential::Query { name, value } => {
                    call.add_pair(&style::encode(name), &style::encode(value));
                    hidden = true;
                }
                Credential::Cookie { name, value } => call.add_cookie(name, value),
                Credential::Header { name, value } => {
                    call.add_header(name, value)?;
                    secret.extend(HeaderName::try_from(*name));
                }
                Credential::Token { kind, token } => {
                    let token = token.get(scopes).await?;
                    call.add_header("authorization", &[kind, " ", &token].concat())?;
                }
            }
        }
        for name in [
            header::AUTHORIZATION,
            header::COOKIE,
            header::PROXY_AUTHORIZATION,
        ] {
            secret.push(name);
        }
        for name in &secret {
            if let Some(value) = call.headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
        Ok((secret, hidden))
    }

    /// A call as a request, with its credentials.
    pub async fn prepare(&self, mut call: Call) -> Result<Prepared, Error> {
        let (secret, hidden) = self.authorize(&mut call).await?;
        let operation = call.operation;
        Ok(Prepared {
            operation,
            request: self.request(call).await?,
            secret,
            hidden,
        })
    }

    /// Sends a call, and gives its response before its body is read.
    pub async fn open(&self, call: Call) -> Result<Response, Error> {
        self.exchange(self.prepare(call).await?).await
    }

    pub async fn exchange(&self, prepared: Prepared) -> Result<Response, Error> {
        let operation = prepared.operation;
        let outcome = self.follow(prepared).await;
        for hook in &self.hooks {
            match &outcome {
                Ok(response) => hook.after(operation, Ok((response.status(), response.headers()))),
                Err(error) => hook.after(operation, Err(error)),
            }
        }
        outcome
    }

    /// Sends a request, and again where it is redirected.
    async fn follow(&self, prepared: Prepared) -> Result<Response, Error> {
        let Prepared {
            operation,
            mut request,
            secret,
            hidden,
        } = prepared;
        let http = self
            .http
            .as_ref()
            .map_err(|reason| Error::Transport((&**reason).into()))?;
        for _ in 0..REDIRECTS {
            for hook in &self.hooks {
                hook.before(operation, &mut request);
            }
            let again = request.try_clone();
            let url = request.url().clone();
            let response = match &self.sender {
                Some(sender) => sender(request, operation.id, hidden).await?,
                None => http
                    .execute(request)
                    .await
                    .map_err(|error| transport(if hidden { error.without_url() } else { error }))?,
            };
            let Some(next) = redirected(operation, &url, &response) else {
                return Ok(response);
            };
            let Some(again) = redirect(again, next, response.status(), &secret) else {
                return Ok(response);
            };
            request = again;
        }
        Err(Error::Transport("too many redirects".into()))
    }

    async fn request(&self, call: Call) -> Result<Request, Error> {
        let mut url = call.url;
        // A URL with such a segment is another one (RFC 3986, section 6.2.2.3).
        let path = url.split(['?', '#']).next().unwrap_or_default();
        if path
            .split('/')
            .any(|segment| segment == "." || segment == "..")
        {
            return Err(Error::Encode {
                what: "the path".to_owned(),
                reason: format!("{path} has a segment of dots alone").into(),
            });
        }
        if !call.query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&call.query);
        }
        let url = Url::parse(&url).map_err(|reason| Error::Encode {
            what: "the URL".to_owned(),
            reason: reason.into(),
        })?;
        let method = Method::from_bytes(call.operation.method.as_bytes()).map_err(|reason| {
            Error::Encode {
                what: "the method".to_owned(),
                reason: reason.into(),
            }
        })?;
        let mut headers = self.headers.clone();
        if !call.accept.is_empty() {
            let accept = header_value("accept", call.accept)?;
            headers.entry(header::ACCEPT).or_insert(accept);
        }
        headers.extend(call.headers);
        if !call.cookies.is_empty() {
            let mut value = header_value("cookie", &call.cookies)?;
            value.set_sensitive(true);
            headers.insert(header::COOKIE, value);
        }
        let http = self
            .http
            .as_ref()
            .map_err(|reason| Error::Transport((&**reason).into()))?;
        let mut builder = http.request(method, url).headers(headers);
        if let Some(timeout) = self.timeout.filter(|_| !call.endless) {
            builder = builder.timeout(timeout);
        }
        if let Some(attach) = call.content {
            builder = attach(builder).await?;
        }
        builder.build().map_err(transport)
    }

    /// Sends a call, and reads its response.
    pub async fn send(&self, call: Call) -> Result<Reply, Error> {
        self.read(self.open(call).await?).await
    }

    /// Reads a response's body, up to the client's limit.
    pub async fn read(&self, response: Response) -> Result<Reply, Error> {
        let status = response.status();
        let headers = response.headers().clone();
        let too_large = || Error::TooLarge {
            status,
            limit: self.limit,
        };
        if response
            .content_length()
            .is_some_and(|length| length > self.limit as u64)
        {
            return Err(too_large());
        }
        let body = collect(response, self.limit).await?.ok_or_else(too_large)?;
        Ok(Reply {
            status,
            headers,
            body,
        })
    }
}

/// A body, unless it is larger than the limit.
#[cfg(not(target_family = "wasm"))]
async fn collect(mut response: Response, limit: usize) -> Result<Option<Bytes>, Error> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(transport)? {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body.freeze()))
}

#[cfg(target_family = "wasm")]
async fn collect(response: Response, limit: usize) -> Result<Option<Bytes>, Error> {
    let body = response.bytes().await.map_err(transport)?;
    Ok(Some(body).filter(|body| body.len() <= limit))
}

/// Where a redirect leads, if a response is one that the operation does not declare.
fn redirected(operation: &Operation, url: &Url, response: &Response) -> Option<Url> {
    let status = response.status().as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) || operation.redirects.contains(&status) {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let next = url.join(location).ok()?;
    matches!(next.scheme(), "http" | "https").then_some(next)
}

/// The request after a redirect (RFC 9110, section 15.4), without what another origin must not see.
fn redirect(
    request: Option<Request>,
    next: Url,
    status: StatusCode,
    secret: &[HeaderName],
) -> Option<Request> {
    let keeps = matches!(status.as_u16(), 307 | 308);
    let mut request = request?;
    let method = request.method().clone();
    if !keeps
        && (status == StatusCode::SEE_OTHER || method == Method::POST)
        && method != Method::HEAD
    {
        *request.method_mut() = Method::GET;
        *request.body_mut() = None;
        for name in [
            header::CONTENT_TYPE,
            header::CONTENT_LENGTH,
            header::CONTENT_ENCODING,
        ] {
            request.headers_mut().remove(name);
        }
    }
    if next.origin() != request.url().origin() {
        for name in secret {
            request.headers_mut().remove(name);
        }
    }
    *request.url_mut() = next;
    Some(request)
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|reason| Error::Encode {
        what: format!("header field {name}"),
        reason: reason.into(),
    })
}

/// What puts the body into a request.
#[cfg(not(target_family = "wasm"))]
type Content = Box<dyn FnOnce(RequestBuilder) -> Attached + Send>;
#[cfg(target_family = "wasm")]
type Content = Box<dyn FnOnce(RequestBuilder) -> Attached>;
type Attached = BoxFuture<Result<RequestBuilder, Error>>;

/// A call that is being made.
pub struct Call {
    operation: &'static Operation,
    /// The media types that it asks for.
    accept: &'static str,
    url: String,
    query: String,
    headers: HeaderMap,
    cookies: String,
    content: Option<Content>,
    /// Whether its response has no end that a timeout may wait for.
    endless: bool,
}

fn write<T: Serialize + ?Sized>(what: &str, value: &T) -> Result<written::Written, Error> {
    written::write(value).map_err(|reason| Error::Encode {
        what: format!("parameter {what}"),
        reason: reason.into(),
    })
}

impl Call {
    /// Text of the path's template.
    pub fn literal(&mut self, text: &str) {
        self.url.push_str(text);
    }

    pub fn path<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        how: How,
        value: &T,
    ) -> Result<(), Error> {
        self.url
            .push_str(&style::path(name, how, write(name, value)?));
        Ok(())
    }

    /// A parameter of the path that is written in a media type.
    pub fn path_text(&mut self, text: &str) {
        self.url.push_str(&style::encode(text));
    }

    fn add_pair(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(name);
        self.query.push('=');
        self.query.push_str(value);
    }

    pub fn query<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        how: How,
        value: &T,
    ) -> Result<(), Error> {
        for (name, value) in style::pairs(name, how, write(name, value)?) {
            self.add_pair(&name, &value);
        }
        Ok(())
    }

    pub fn query_text(&mut self, name: &str, text: &str) {
        self.add_pair(&style::encode(name), &style::encode(text));
    }

    /// The whole query string (OAS 3.2).
    pub fn querystring(&mut self, text: &str) {
        self.query.push_str(text);
    }

    fn add_cookie(&mut self, name: &str, value: &str) {
        if !self.cookies.is_empty() {
            self.cookies.push_str("; ");
        }
        self.cookies.push_str(name);
        self.cookies.push('=');
        self.cookies.push_str(value);
    }

    pub fn cookie<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        how: How,
        value: &T,
    ) -> Result<(), Error> {
        for (name, value) in style::pairs(name, how, write(name, value)?) {
            self.add_cookie(&name, &value);
        }
        Ok(())
    }

    pub fn cookie_text(&mut self, name: &str, text: &str) {
        self.add_cookie(name, &style::encode(text));
    }

    fn add_header(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let value = header_value(name, value)?;
        let name = HeaderName::try_from(name).map_err(|reason| Error::Encode {
            what: format!("header field {name}"),
            reason: reason.into(),
        })?;
        self.headers.insert(name, value);
        Ok(())
    }

    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        explode: bool,
        value: &T,
    ) -> Result<(), Error> {
        match style::header(explode, write(name, value)?) {
            Some(text) => self.add_header(name, &text),
            None => Ok(()),
        }
    }

    pub fn header_text(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.add_header(name, text)
    }

    /// The media types that are asked for.
    pub fn accept(&mut self, media_types: &'static str) {
        self.accept = media_types;
    }

    /// A body, and its media type.
    pub fn body(&mut self, media_type: &str, body: String) -> Result<(), Error> {
        self.attach(Box::new(|builder| {
            Box::pin(async move { Ok(builder.body(body)) })
        }));
        self.add_header("content-type", media_type)
    }

    pub fn attach(&mut self, content: Content) {
        self.content = Some(content);
    }

    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        media_type: &str,
        value: &T,
    ) -> Result<(), Error> {
        let text = json("the body", value)?;
        self.body(media_type, text)
    }

    /// The response may go on for ever: no timeout of the client's ends it.
    pub fn is_endless(&mut self) {
        self.endless = true;
    }
}

/// A value as text.
pub fn text<T: Serialize + ?Sized>(what: &str, value: &T) -> Result<String, Error> {
    let written = written::write(value).map_err(|reason| Error::Encode {
        what: what.to_owned(),
        reason: reason.into(),
    })?;
    Ok(written.into_text())
}

/// A value as JSON.
pub fn json<T: Serialize + ?Sized>(what: &str, value: &T) -> Result<String, Error> {
    ::serde_json::to_string(value).map_err(|reason| Error::Encode {
        what: what.to_owned(),
        reason: reason.into(),
    })
}

/// A response that was read whole.
#[derive(Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// A response whose body is yet to be read.
    pub fn head(response: &Response) -> Self {
        Reply {
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
        }
    }

    pub fn misread(
        &self,
        header: Option<&'static str>,
        pointer: String,
        reason: impl Into<BoxError>,
    ) -> Error {
        Error::Decode(Box::new(Misread {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone(),
            header,
            pointer,
            reason: reason.into(),
        }))
    }

    /// Which of the media types that are declared the body is of: itself, or the range that holds it.
    pub fn media_type(&self, declared: &[&str]) -> Result<usize, Error> {
        choose(&self.headers, declared)
            .ok_or_else(|| self.misread(Some("content-type"), String::new(), no_choice(declared)))
    }

    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        ::serde_json::from_slice(&self.body).map_err(|reason| {
            let pointer = super::pointer::at(&self.body, reason.line(), reason.column());
            self.misread(None, pointer, reason)
        })
    }

    /// The body as text: UTF-8, or ISO 8859-1 where the response says so.
    pub fn text(&self) -> Result<String, Error> {
        match ::std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) if is_latin_1(&self.headers) => {
                Ok(self.body.iter().copied().map(char::from).collect())
            }
            Err(reason) => Err(self.misread(None, String::new(), reason)),
        }
    }

    /// A text that stands for a value.
    pub fn text_as<T: DeserializeOwned>(&self, shape: &Shape) -> Result<T, Error> {
        let text = self.text()?;
        read::read(|texts| shape.simple(&text, false, texts))
            .map_err(|reason| self.misread(None, String::new(), reason))
    }

    pub fn header<T: DeserializeOwned>(
        &self,
        name: &'static str,
        shape: &Shape,
        explode: bool,
    ) -> Result<Option<T>, Error> {
        let Some(text) = self.header_text(name) else {
            return Ok(None);
        };
        read::read(|texts| shape.simple(&text, explode, texts))
            .map(Some)
            .map_err(|reason| self.misread(Some(name), String::new(), reason))
    }

    /// A header field that holds JSON.
    pub fn json_header<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, Error> {
        self.header_text(name)
            .map(|text| {
                ::serde_json::from_str(&text)
                    .map_err(|reason| self.misread(Some(name), String::new(), reason))
            })
            .transpose()
    }

    /// What a response must have.
    pub fn required<T>(&self, name: &'static str, value: Option<T>) -> Result<T, Error> {
        value.ok_or_else(|| self.misread(Some(name), String::new(), "it is missing"))
    }

    /// All lines of a header field as one (RFC 9110, section 5.3).
    fn header_text(&self, name: &str) -> Option<String> {
        let mut lines = self.headers.get_all(name).iter().peekable();
        lines.peek()?;
        let texts: Vec<_> = lines
            .map(|line| String::from_utf8_lossy(line.as_bytes()))
            .collect();
        Some(texts.join(", "))
    }
}
