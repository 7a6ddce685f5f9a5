use super::body::Body;
use super::error::Error;
use super::file::File;
use super::http::{Call, json};
use super::style;
use super::upload;
use super::written::{Written, write};
use ::http::{HeaderMap, HeaderName, HeaderValue};
use ::reqwest::multipart::{Form, Part};
use ::serde::Serialize;
use ::serde_json::{Map, Value};

/// Parts of a body that is being made.
#[derive(Default)]
pub struct Parts {
    made: Vec<Made>,
    /// Header fields of the parts of the property that comes next.
    headers: HeaderMap,
    kept: Option<Map<String, Value>>,
}

struct Made {
    name: String,
    body: Body,
    file_name: Option<String>,
    media_type: String,
    headers: HeaderMap,
}

impl Made {
    async fn into_part(self) -> Result<(String, Part), Error> {
        let mut part = match self.file_name {
            None => Part::bytes(self.body.bytes().await?.to_vec()),
            Some(name) => Part::stream(upload::into_reqwest(self.body).await?).file_name(name),
        };
        if !self.media_type.is_empty() {
            part = part
                .mime_str(&self.media_type)
                .map_err(|error| wrong(&self.name, error))?;
        }
        if !self.headers.is_empty() {
            part = part.headers(self.headers);
        }
        Ok((self.name, part))
    }
}

fn wrong(what: &str, reason: impl Into<super::error::BoxError>) -> Error {
    Error::Encode {
        what: format!("the part {what}"),
        reason: reason.into(),
    }
}

/// A character an octet, as the length of a file counts (OAS 3.1.1, section 4.4.2); nothing of what is yet to come.
fn octets(body: &Body) -> Value {
    let bytes = body.as_whole().unwrap_or_default();
    bytes.iter().copied().map(char::from).collect::<String>().into()
}

impl Parts {
    fn add(&mut self, name: &str, body: Body, file_name: Option<String>, media_type: &str) {
        self.made.push(Made {
            name: name.to_owned(),
            body,
            file_name,
            media_type: media_type.to_owned(),
            headers: self.headers.clone(),
        });
    }

    /// Keeps what is added as JSON, too.
    pub fn keep(&mut self) {
        self.kept = Some(Map::new());
    }

    /// The object of what was kept.
    pub fn kept(&mut self) -> Value {
        Value::Object(self.kept.take().unwrap_or_default())
    }

    fn note<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        if let Some(kept) = &mut self.kept {
            let value = ::serde_json::to_value(value).map_err(|error| wrong(name, error))?;
            kept.insert(name.to_owned(), value);
        }
        Ok(())
    }

    async fn into_form(self) -> Result<Form, Error> {
        let mut form = Form::new();
        for made in self.made {
            let (name, part) = made.into_part().await?;
            form = form.part(name, part);
        }
        Ok(form)
    }

    /// A header field of the parts that follow, up to the next `end`.
    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Result<(), Error> {
        let written = write(value).map_err(|error| wrong(name, error))?;
        let Some(text) = style::header(explode, written) else {
            return Ok(());
        };
        let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|error| wrong(name, error))?;
        let name = HeaderName::try_from(name).map_err(|error| wrong(name, error))?;
        self.headers.insert(name, value);
        Ok(())
    }

    pub fn end(&mut self) {
        self.headers.clear();
    }

    /// A value as text, where it has no parts; each item of an array as a part of its own; an object as JSON.
    pub fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        media_type: &str,
        value: &T,
    ) -> Result<(), Error> {
        let written = write(value).map_err(|error| wrong(name, error))?;
        if written != Written::Nothing {
            self.note(name, value)?;
        }
        match written {
            Written::Nothing => {}
            Written::List(items) => {
                for item in items {
                    self.written(name, media_type, item);
                }
            }
            value => self.written(name, media_type, value),
        }
        Ok(())
    }

    fn written(&mut self, name: &str, media_type: &str, value: Written) {
        let is_json = matches!(value, Written::List(_) | Written::Object(_));
        let media_type = if is_json && media_type.is_empty() {
            "application/json"
        } else {
            media_type
        };
        self.add(name, value.into_text().into(), None, media_type);
    }

    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        media_type: &str,
        value: &T,
    ) -> Result<(), Error> {
        self.note(name, value)?;
        let text = json(&format!("the part {name}"), value)?;
        self.add(name, text.into(), None, media_type);
        Ok(())
    }

    /// One of several files.
    pub fn item(&mut self, name: &str, media_type: &str, file: File) {
        let mut kept = self.kept.take();
        if let Some(kept) = &mut kept
            && let Value::Array(items) = kept
                .entry(name.to_owned())
                .or_insert_with(|| Value::Array(Vec::new()))
        {
            items.push(octets(&file.body));
        }
        self.file(name, media_type, file);
        self.kept = kept;
    }

    pub fn file(&mut self, name: &str, media_type: &str, file: File) {
        if let Some(kept) = &mut self.kept {
            kept.insert(name.to_owned(), octets(&file.body));
        }
        let media_type = file.media_type.as_deref().unwrap_or(media_type);
        let file_name = file.name.unwrap_or_else(|| name.to_owned());
        self.add(name, file.body, Some(file_name), media_type);
    }
}

impl Call {
    /// A body of parts; one that is no form has its own media type, and the boundary that is chosen when it is sent.
    pub fn multipart(&mut self, media_type: &'static str, parts: Parts) {
        self.attach(Box::new(move |builder| {
            Box::pin(async move {
                let form = parts.into_form().await?;
                if media_type == "multipart/form-data" {
                    return Ok(builder.multipart(form));
                }
                let media_type = format!("{media_type}; boundary={}", form.boundary());
                Ok(builder.header("content-type", media_type).multipart(form))
            })
        }));
    }
}
