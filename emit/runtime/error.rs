use ::bytes::Bytes;
use ::http::{HeaderMap, StatusCode};
use ::std::error::Error as StdError;
use ::std::fmt;

pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call gave no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be sent, or its response not be received: the connection, TLS, a timeout, a redirect.
    Transport(BoxError),
    /// A value of the request cannot be written where it belongs.
    Encode {
        /// The parameter, or `body`.
        what: String,
        reason: BoxError,
    },
    /// A value of the request does not fit its schema.
    Invalid {
        /// The parameter, or `body`.
        what: String,
        reason: BoxError,
    },
    /// A credential could not be had.
    Credential(BoxError),
    /// The response is not what the document says.
    Decode(Box<Misread>),
    /// The response's body is larger than the client's limit.
    TooLarge { status: StatusCode, limit: usize },
    /// The event stream, or the sequence of JSON texts, is not what the document says.
    Stream(BoxError),
}

/// What could not be read of a response.
#[derive(Debug)]
pub struct Misread {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The header field that is meant; none for the body.
    pub header: Option<&'static str>,
    /// Where in the body: a JSON pointer (RFC 6901), empty for the whole of it.
    pub pointer: String,
    pub reason: BoxError,
}

/// How much of a body a message shows, in bytes.
const SHOWN: usize = 200;

impl fmt::Display for Misread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the response with status {}", self.status)?;
        match self.header {
            Some(name) => write!(formatter, ", header field {name}")?,
            None if !self.pointer.is_empty() => write!(formatter, ", at {}", self.pointer)?,
            None => {}
        }
        write!(formatter, ": {}", self.reason)?;
        if self.header.is_some() {
            return Ok(());
        }
        let start = String::from_utf8_lossy(&self.body[..self.body.len().min(SHOWN)]);
        let more = if self.body.len() > SHOWN { "…" } else { "" };
        write!(
            formatter,
            "; the body begins: {}{more}",
            start.escape_debug()
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Transport(reason) => reason.fmt(formatter),
            Error::Encode { what, reason } => {
                write!(formatter, "{what} cannot be written: {reason}")
            }
            Error::Invalid { what, reason } => write!(formatter, "{what} is not valid: {reason}"),
            Error::Credential(reason) => write!(formatter, "no credential: {reason}"),
            Error::Decode(misread) => misread.fmt(formatter),
            Error::TooLarge { status, limit } => {
                write!(
                    formatter,
                    "the response with status {status} is larger than {limit} bytes"
                )
            }
            Error::Stream(reason) => write!(formatter, "the stream: {reason}"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Transport(reason) => reason.source(),
            Error::Encode { reason, .. }
            | Error::Invalid { reason, .. }
            | Error::Credential(reason)
            | Error::Stream(reason) => Some(&**reason),
            Error::Decode(misread) => Some(&*misread.reason),
            Error::TooLarge { .. } => None,
        }
    }
}

/// Problem details (RFC 9457, section 3.1).
#[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
pub struct Problem {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    #[serde(flatten)]
    pub extensions: ::serde_json::Map<String, ::serde_json::Value>,
}

impl Problem {
    /// The problem details that a response says its body is.
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let written = headers.get(::http::header::CONTENT_TYPE)?.to_str().ok()?;
        let media_type = written.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/problem+json") {
            return None;
        }
        ::serde_json::from_slice(body).ok()
    }
}

/// A status that the document declares.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or_default()
}
