use super::refusal::Refusal;
use super::style;
use super::written::{self, Written};
use ::axum::body::Body;
use ::axum::response::Response;
use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use ::serde::Serialize;

/// A response that is being made.
pub struct Reply(Response);

/// A body of a media type that the document leaves open.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed<T> {
    pub media_type: String,
    pub body: T,
}

impl<T> Typed<T> {
    pub fn new(media_type: impl Into<String>, body: T) -> Self {
        Typed {
            media_type: media_type.into(),
            body,
        }
    }
}

fn write<T: Serialize + ?Sized>(value: &T) -> Result<Written, Refusal> {
    written::write(value).map_err(|_| Refusal::unwritable())
}

impl Reply {
    pub fn new(status: StatusCode) -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        Reply(response)
    }

    fn add_header(&mut self, name: &'static str, text: &str) -> Result<(), Refusal> {
        let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| Refusal::unwritable())?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Refusal::unwritable())?;
        self.0.headers_mut().insert(name, value);
        Ok(())
    }

    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Result<(), Refusal> {
        match style::header(explode, write(value)?) {
            Some(text) => self.add_header(name, &text),
            None => Ok(()),
        }
    }

    /// A header field that holds JSON; none where there is no value.
    pub fn json_header<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        if write(value)? == Written::Nothing {
            return Ok(());
        }
        let text = ::serde_json::to_string(value).map_err(|_| Refusal::unwritable())?;
        self.add_header(name, &text)
    }

    pub fn body(mut self, media_type: &str, body: Body) -> Result<Response, Refusal> {
        let value = match media_type {
            "application/json" => HeaderValue::from_static("application/json"),
            other => HeaderValue::from_str(other).map_err(|_| Refusal::unwritable())?,
        };
        self.0.headers_mut().insert(CONTENT_TYPE, value);
        *self.0.body_mut() = body;
        Ok(self.0)
    }

    pub fn json<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        value: &T,
    ) -> Result<Response, Refusal> {
        let text = ::serde_json::to_vec(value).map_err(|_| Refusal::unwritable())?;
        self.body(media_type, Body::from(text))
    }

    /// A value as text.
    pub fn value<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        value: &T,
    ) -> Result<Response, Refusal> {
        let text = write(value)?.into_text();
        self.body(media_type, Body::from(text))
    }

    pub fn bytes(self, media_type: &str, body: super::body::Body) -> Result<Response, Refusal> {
        let body = match body.whole() {
            Ok(bytes) => Body::from(bytes),
            Err(stream) => Body::from_stream(stream),
        };
        self.body(media_type, body)
    }

    pub fn empty(self) -> Response {
        self.0
    }
}
