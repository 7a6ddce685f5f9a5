use super::body::Body;

/// A part of bytes: a file.
#[derive(Debug)]
pub struct File {
    pub body: Body,
    /// The file's name; else the property's.
    pub name: Option<String>,
    /// Its media type; else the document's, or application/octet-stream.
    pub media_type: Option<String>,
}

impl File {
    pub fn new(body: impl Into<Body>) -> Self {
        File {
            body: body.into(),
            name: None,
            media_type: None,
        }
    }

    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub fn of_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl<T: Into<Body>> From<T> for File {
    fn from(body: T) -> Self {
        File::new(body)
    }
}
