use super::error::Error;
use super::http::Reply;
use super::xml::{self, Shape};
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;

/// A body in XML, whose root is called so.
pub fn write<T: Serialize + ?Sized>(
    name: &str,
    namespace: &str,
    shape: &Shape,
    value: &T,
) -> Result<String, Error> {
    xml::write(name, namespace, shape, value).map_err(|reason| Error::Encode {
        what: "the body".to_owned(),
        reason,
    })
}

pub fn read<T: DeserializeOwned>(reply: &Reply, shape: &Shape) -> Result<T, Error> {
    let text = reply.text()?;
    xml::read(shape, &text).map_err(|reason| reply.misread(None, String::new(), reason))
}
