use super::error::Problem;
use ::axum::body::Body;
use ::axum::response::{IntoResponse, Response};
use ::http::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use ::http::{Method, StatusCode};
use ::serde_json::{Map, Value};
use ::std::fmt;

/// Why a request is not answered by the service: problem details (RFC 9457), with header fields.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub headers: Box<HeaderMap>,
    pub detail: String,
    /// What is wrong, and where: objects of `in` (path, query, header, cookie or body), `name`, `pointer` (a JSON pointer,
    /// RFC 6901) and `detail`, as far as they are known.
    pub errors: Vec<Value>,
}

impl Refusal {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Refusal {
            status,
            headers: Box::default(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// 401: who calls is not known. The schemes that would tell are added.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403: who calls may not do that.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this path")
    }

    pub fn method(method: &Method, allowed: &str) -> Self {
        let refusal = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{method} is none of {allowed}"),
        );
        match HeaderValue::from_str(allowed) {
            Ok(value) => refusal.with_header(ALLOW, value),
            Err(_) => refusal,
        }
    }

    /// 400, for a parameter or the body.
    pub fn bad(place: &'static str, name: &str, pointer: &str, reason: impl fmt::Display) -> Self {
        let what = match place {
            "body" if name.is_empty() && pointer.is_empty() => "the body".to_owned(),
            "body" if name.is_empty() => format!("the body, at {pointer}"),
            "body" => format!("the body's part {name}"),
            _ => format!("the {place} parameter {name}"),
        };
        let refusal = Self::new(StatusCode::BAD_REQUEST, format!("{what}: {reason}"));
        refusal.with_error(place, name, pointer, &reason.to_string())
    }

    pub fn with_error(mut self, place: &str, name: &str, pointer: &str, detail: &str) -> Self {
        let mut error = Map::new();
        error.insert("in".to_owned(), Value::from(place));
        if !name.is_empty() {
            error.insert("name".to_owned(), Value::from(name));
        }
        if place == "body" && name.is_empty() || !pointer.is_empty() {
            error.insert("pointer".to_owned(), Value::from(pointer));
        }
        error.insert("detail".to_owned(), Value::from(detail));
        self.errors.push(Value::Object(error));
        self
    }

    pub fn missing(place: &'static str, name: &str) -> Self {
        Self::bad(place, name, "", "it is missing")
    }

    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body is larger than {limit} bytes"),
        )
    }

    pub fn media_type(declared: &[&str]) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("the body's type is none of {}", declared.join(", ")),
        )
    }

    pub fn not_acceptable(declared: &[&str]) -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            format!("the response is one of {}", declared.join(", ")),
        )
    }

    /// 500: what the service gave cannot be written. The reason is for the service alone: it is not sent.
    pub fn unwritable() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the response cannot be written",
        )
    }

    pub fn problem(&self) -> Problem {
        let mut extensions = Map::new();
        if !self.errors.is_empty() {
            extensions.insert("errors".to_owned(), Value::from(self.errors.clone()));
        }
        Problem {
            type_: None,
            title: self.status.canonical_reason().map(str::to_owned),
            status: Some(self.status.as_u16()),
            detail: Some(self.detail.clone()),
            instance: None,
            extensions,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let text = ::serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = self.status;
        *response.headers_mut() = *self.headers;
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
