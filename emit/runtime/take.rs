use super::body::Body;
use super::guard;
use super::media;
use super::read::{self, Shape};
use super::refusal::Refusal;
use super::serve::{Captures, Context};
use super::style::{How, Style};
use super::unstyle::{self, Pair, Reading};
use ::axum::body::HttpBody;
use ::bytes::{Bytes, BytesMut};
use ::futures_util::StreamExt;
use ::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use ::serde::de::DeserializeOwned;

/// A request whose parts are taken.
pub struct Incoming {
    pub context: Context,
    captures: Captures,
    query: Option<Vec<Pair>>,
    cookies: Option<Vec<Pair>>,
    body: ::axum::body::Body,
    pub limit: usize,
}

fn read<T: DeserializeOwned>(
    place: &'static str,
    name: &str,
    value: impl Fn(bool) -> ::serde_json::Value,
) -> Result<T, Refusal> {
    read::read(value).map_err(|reason| Refusal::bad(place, name, "", reason))
}

/// A value of its JSON.
pub fn json<T: DeserializeOwned>(
    place: &'static str,
    name: &str,
    text: &[u8],
) -> Result<T, Refusal> {
    ::serde_json::from_slice(text).map_err(|reason| {
        let pointer = super::pointer::at(text, reason.line(), reason.column());
        Refusal::bad(place, name, &pointer, reason)
    })
}

impl Incoming {
    pub fn new(
        context: Context,
        captures: Captures,
        body: ::axum::body::Body,
        limit: usize,
    ) -> Self {
        Incoming {
            context,
            captures,
            query: None,
            cookies: None,
            body,
            limit,
        }
    }

    /// What must be there.
    pub fn required<T>(place: &'static str, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| Refusal::missing(place, name))
    }

    fn capture(&self, name: &str) -> &str {
        let found = self.captures.iter().find(|(known, _)| *known == name);
        let path = self.context.uri.path();
        found.map_or("", |(_, at)| &path[at.start..at.end])
    }

    pub fn path<T: DeserializeOwned>(
        &mut self,
        name: &str,
        how: How,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let text = self.capture(name);
        let value = |texts| unstyle::path(text, name, how, shape, texts);
        read("path", name, value).map(Some)
    }

    /// The text of a parameter that is written in a media type.
    fn path_text(&mut self, name: &str) -> Option<String> {
        Some(unstyle::decode(self.capture(name), false).into_owned())
    }

    fn pairs(&mut self) -> &[Pair] {
        let text = self.context.uri.query().unwrap_or_default();
        self.query.get_or_insert_with(|| unstyle::pairs(text))
    }

    pub fn query<T: DeserializeOwned>(
        &mut self,
        name: &str,
        how: How,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let claimed = self.context.operation.query;
        let pairs = self.pairs();
        let value = |texts| {
            let reading = Reading {
                encoded: true,
                plus: !how.reserved,
                texts,
            };
            unstyle::find(pairs, name, how, shape, claimed, reading)
        };
        if value(false).is_none() {
            return Ok(None);
        }
        read("query", name, |texts| value(texts).unwrap_or_default()).map(Some)
    }

    fn query_text(&mut self, name: &str) -> Option<String> {
        let found = self.pairs().iter().find(|(key, _)| key == name)?;
        Some(unstyle::decode(&found.1, true).into_owned())
    }

    /// The whole query string, where it is a form (OAS 3.2).
    pub fn query_form<T: DeserializeOwned>(
        &mut self,
        name: &str,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        if self.context.uri.query().is_none() {
            return Ok(None);
        }
        let pairs = self.pairs();
        read("query", name, |texts| {
            unstyle::form(pairs, &[], shape, texts)
        })
        .map(Some)
    }

    fn querystring_text(&mut self, _: &str) -> Option<String> {
        let text = self.context.uri.query()?;
        Some(unstyle::decode(text, false).into_owned())
    }

    pub fn cookie<T: DeserializeOwned>(
        &mut self,
        name: &str,
        how: How,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let cookies = self
            .cookies
            .get_or_insert_with(|| guard::cookies(&self.context.headers));
        let value = |texts| {
            let reading = Reading {
                encoded: how.style != Style::Cookie,
                plus: false,
                texts,
            };
            unstyle::find(cookies, name, how, shape, &[], reading)
        };
        if value(false).is_none() {
            return Ok(None);
        }
        read("cookie", name, |texts| value(texts).unwrap_or_default()).map(Some)
    }

    fn cookie_text(&mut self, name: &str) -> Option<String> {
        let cookies = guard::cookies(&self.context.headers);
        let found = cookies.iter().find(|(key, _)| key == name)?;
        Some(unstyle::decode(&found.1, false).into_owned())
    }

    fn header_text(&mut self, name: &str) -> Option<String> {
        lines(&self.context.headers, name)
    }

    pub fn header<T: DeserializeOwned>(
        &mut self,
        name: &str,
        explode: bool,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.header_text(name) else {
            return Ok(None);
        };
        read("header", name, |texts| {
            unstyle::header(&text, explode, shape, texts)
        })
        .map(Some)
    }

    fn text_of(&mut self, place: &'static str, name: &str) -> Option<String> {
        match place {
            "path" => self.path_text(name),
            "query" => self.query_text(name),
            "querystring" => self.querystring_text(name),
            "cookie" => self.cookie_text(name),
            _ => self.header_text(name),
        }
    }

    /// A parameter that is written as JSON.
    pub fn parameter_json<T: DeserializeOwned>(
        &mut self,
        place: &'static str,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        self.text_of(place, name)
            .map(|text| json(place, name, text.as_bytes()))
            .transpose()
    }

    /// A parameter that is text of another media type.
    pub fn parameter_text<T: DeserializeOwned>(
        &mut self,
        place: &'static str,
        name: &str,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        self.text_of(place, name)
            .map(|text| read(place, name, |texts| unstyle::scalar(shape, &text, texts)))
            .transpose()
    }

    /// A parameter that is a form of its own.
    pub fn parameter_form<T: DeserializeOwned>(
        &mut self,
        place: &'static str,
        name: &str,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text_of(place, name) else {
            return Ok(None);
        };
        let pairs = unstyle::pairs(&text);
        read(place, name, |texts| {
            unstyle::form(&pairs, &[], shape, texts)
        })
        .map(Some)
    }

    /// Which of the media types that are declared the body is of; none where there is no body. For each it is said whether
    /// an empty body is one, too.
    pub fn content(
        &self,
        declared: &[&str],
        empty: &[bool],
        required: bool,
    ) -> Result<Option<usize>, Refusal> {
        let headers = &self.context.headers;
        let given = headers.contains_key(CONTENT_TYPE);
        let nothing = self.body.is_end_stream();
        let chosen = media::choose(headers, declared).filter(|_| given || declared.len() == 1);
        if nothing && !chosen.is_some_and(|index| empty[index] && (given || required)) {
            return match required {
                true if chosen.is_none() && given => Err(Refusal::media_type(declared)),
                true => Err(Refusal::missing("body", "")),
                false => Ok(None),
            };
        }
        chosen
            .map(Some)
            .ok_or_else(|| Refusal::media_type(declared))
    }

    /// As `content`, where there must be a body.
    pub fn required_content(&self, declared: &[&str], empty: &[bool]) -> Result<usize, Refusal> {
        Self::required("body", "", self.content(declared, empty, true)?)
    }

    /// The body, as it comes.
    pub fn stream(&mut self) -> Body {
        let body = ::std::mem::take(&mut self.body);
        Body::stream(body.into_data_stream())
    }

    /// The whole body, up to the limit.
    pub async fn bytes(&mut self) -> Result<Bytes, Refusal> {
        let length = self.context.headers.get(CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > self.limit) {
            return Err(Refusal::too_large(self.limit));
        }
        let mut stream = ::std::mem::take(&mut self.body).into_data_stream();
        let mut first: Option<Bytes> = None;
        let mut all = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|reason| Refusal::bad("body", "", "", reason))?;
            let so_far = first.as_ref().map_or(0, Bytes::len) + all.len();
            if so_far + chunk.len() > self.limit {
                return Err(Refusal::too_large(self.limit));
            }
            // Most bodies are one piece.
            match first.take() {
                None if all.is_empty() => first = Some(chunk),
                Some(before) => {
                    all.extend_from_slice(&before);
                    all.extend_from_slice(&chunk);
                }
                None => all.extend_from_slice(&chunk),
            }
        }
        Ok(first.unwrap_or_else(|| all.freeze()))
    }

    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Refusal> {
        json("body", "", &self.bytes().await?)
    }

    /// The body as text: UTF-8, or ISO 8859-1 where the request says so.
    pub async fn text(&mut self) -> Result<String, Refusal> {
        let bytes = self.bytes().await?;
        match ::std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) if media::is_latin_1(&self.context.headers) => {
                Ok(bytes.iter().copied().map(char::from).collect())
            }
            Err(reason) => Err(Refusal::bad("body", "", "", reason)),
        }
    }

    /// A text that stands for a value.
    pub async fn text_as<T: DeserializeOwned>(&mut self, shape: &Shape) -> Result<T, Refusal> {
        let text = self.text().await?;
        read("body", "", |texts| {
            unstyle::header(&text, false, shape, texts)
        })
    }

    pub async fn form<T: DeserializeOwned>(
        &mut self,
        encodings: &[(&str, How)],
        shape: &Shape,
    ) -> Result<T, Refusal> {
        let text = self.text().await?;
        let pairs = unstyle::pairs(&text);
        read("body", "", |texts| {
            unstyle::form(&pairs, encodings, shape, texts)
        })
    }
}

/// All lines of a header field as one (RFC 9110, section 5.3).
pub fn lines(headers: &::http::HeaderMap, name: &str) -> Option<String> {
    let mut lines = headers.get_all(name).iter().peekable();
    lines.peek()?;
    let texts: Vec<_> = lines
        .map(|line| String::from_utf8_lossy(line.as_bytes()))
        .collect();
    Some(texts.join(", "))
}
