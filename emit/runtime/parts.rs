use super::file::File;
use super::read::{self, Shape};
use super::refusal::Refusal;
use super::take::{Incoming, lines};
use super::unstyle;
use ::bytes::Bytes;
use ::http::HeaderMap;
use ::http::header::CONTENT_TYPE;
use ::serde::de::DeserializeOwned;
use ::serde_json::{Map, Value};

struct Part {
    name: String,
    file_name: Option<String>,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Part {
    fn into_file(self) -> File {
        let media_type = self.headers.get(CONTENT_TYPE);
        File {
            media_type: media_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            name: self.file_name,
            body: self.bytes.into(),
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A character an octet, as the length of a file counts (OAS 3.1.1, section 4.4.2).
    fn octets(&self) -> String {
        self.bytes.iter().copied().map(char::from).collect()
    }
}

/// The parts of a body, each of which is taken once.
pub struct Parts {
    left: Vec<Part>,
    taken: Option<Map<String, Value>>,
}

/// The boundary that a body's media type names (RFC 2046, section 5.1.1).
fn boundary(incoming: &Incoming) -> Option<String> {
    let text = incoming.context.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let at = text.to_ascii_lowercase().find("boundary=")?;
    let rest = &text[at + "boundary=".len()..];
    let boundary = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(';').next()?.trim(),
    };
    (!boundary.is_empty()).then(|| boundary.to_owned())
}

fn broken(reason: ::multer::Error) -> Refusal {
    Refusal::bad("body", "", "", reason)
}

impl Parts {
    /// All parts, up to the limit of bodies that are read whole.
    pub async fn read(incoming: &mut Incoming) -> Result<Self, Refusal> {
        let boundary = boundary(incoming)
            .ok_or_else(|| Refusal::bad("body", "", "", "its type names no boundary"))?;
        let bytes = incoming.bytes().await?;
        let stream = ::futures_util::stream::iter([Ok::<_, ::std::io::Error>(bytes)]);
        let mut multipart = ::multer::Multipart::new(stream, boundary);
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            parts.push(Part {
                name: field.name().unwrap_or_default().to_owned(),
                file_name: field.file_name().map(str::to_owned),
                headers: field.headers().clone(),
                bytes: field.bytes().await.map_err(broken)?,
            });
        }
        Ok(Parts {
            left: parts,
            taken: None,
        })
    }

    /// Keeps what is taken as JSON, too.
    pub fn keep(&mut self) {
        self.taken = Some(Map::new());
    }

    /// The object of all that was kept, and of the texts of what was not taken.
    pub fn kept(&mut self) -> Value {
        let mut all = self.taken.take().unwrap_or_default();
        for part in &self.left {
            let text = part.text();
            all.entry(part.name.clone()).or_insert(Value::from(text));
        }
        Value::Object(all)
    }

    fn add(&mut self, name: &str, value: impl FnOnce() -> Value) {
        if let Some(taken) = &mut self.taken {
            taken.insert(name.to_owned(), value());
        }
    }

    fn take(&mut self, name: &str) -> Vec<Part> {
        let all = ::std::mem::take(&mut self.left);
        let (own, rest) = all.into_iter().partition(|part| part.name == name);
        self.left = rest;
        own
    }

    pub fn files(&mut self, name: &str) -> Vec<File> {
        let own = self.take(name);
        if !own.is_empty() {
            self.add(name, || own.iter().map(Part::octets).collect());
        }
        own.into_iter().map(Part::into_file).collect()
    }

    pub fn file(&mut self, name: &str) -> Option<File> {
        let own = self.take(name).into_iter().next()?;
        self.add(name, || own.octets().into());
        Some(own.into_file())
    }

    pub fn json<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        let Some(part) = self.take(name).into_iter().next() else {
            return Ok(None);
        };
        if let Ok(value) = ::serde_json::from_slice(&part.bytes) {
            self.add(name, || value);
        }
        ::serde_json::from_slice(&part.bytes)
            .map(Some)
            .map_err(|reason| {
                let pointer = super::pointer::at(&part.bytes, reason.line(), reason.column());
                Refusal::bad("body", name, &pointer, reason)
            })
    }

    /// A value as text; each part of the name an item where it is an array.
    pub fn value<T: DeserializeOwned>(
        &mut self,
        name: &str,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let texts: Vec<_> = self.take(name).iter().map(Part::text).collect();
        let Some(first) = texts.first() else {
            return Ok(None);
        };
        let value = |as_texts| match shape {
            Shape::List(item) => texts
                .iter()
                .map(|text| unstyle::scalar(item, text, as_texts))
                .collect::<Value>(),
            _ => unstyle::scalar(shape, first, as_texts),
        };
        let read = read::read(value).map_err(|reason| Refusal::bad("body", name, "", reason))?;
        self.add(name, || value(::serde_json::from_value::<T>(value(false)).is_err()));
        Ok(Some(read))
    }

    /// A header field of a part, which is yet to be taken.
    pub fn header<T: DeserializeOwned>(
        &self,
        part: &str,
        name: &str,
        explode: bool,
        shape: &Shape,
    ) -> Result<Option<T>, Refusal> {
        let part = self.left.iter().find(|other| other.name == part);
        let Some(text) = part.and_then(|part| lines(&part.headers, name)) else {
            return Ok(None);
        };
        read::read(|texts| unstyle::header(&text, explode, shape, texts))
            .map(Some)
            .map_err(|reason| Refusal::bad("header", name, "", reason))
    }

    /// All that were not taken.
    pub fn rest(&mut self) -> Vec<(String, File)> {
        let named = |part: Part| (part.name.clone(), part.into_file());
        ::std::mem::take(&mut self.left)
            .into_iter()
            .map(named)
            .collect()
    }
}
