use super::refusal::Refusal;
use super::reply::Reply;
use super::take::Incoming;
use super::xml::{self, Shape};
use ::axum::body::Body;
use ::axum::response::Response;
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;

pub async fn read<T: DeserializeOwned>(
    incoming: &mut Incoming,
    shape: &Shape,
) -> Result<T, Refusal> {
    let text = incoming.text().await?;
    xml::read(shape, &text).map_err(|reason| Refusal::bad("body", "", "", reason))
}

/// A body in XML, whose root is called so.
pub fn write<T: Serialize + ?Sized>(
    reply: Reply,
    media_type: &str,
    name: &str,
    namespace: &str,
    shape: &Shape,
    value: &T,
) -> Result<Response, Refusal> {
    let text = xml::write(name, namespace, shape, value).map_err(|_| Refusal::unwritable())?;
    reply.body(media_type, Body::from(text))
}
