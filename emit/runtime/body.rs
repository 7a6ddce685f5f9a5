use super::credential::MaybeSend;
use super::error::{BoxError, Error};
use ::bytes::{Bytes, BytesMut};
use ::futures_util::{Stream, StreamExt, TryStreamExt};
use ::std::fmt;
use ::std::pin::Pin;
use ::std::task::{Context, Poll};

#[cfg(not(target_family = "wasm"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;
#[cfg(target_family = "wasm")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = Result<T, Error>>>>;

/// Bytes: whole, or as they come. It is made of what bytes are made of, or by `Body::stream`, and is a stream itself.
pub struct Body(Kind);

enum Kind {
    Whole(Bytes),
    Stream(BoxStream<Bytes>),
}

impl Body {
    /// A body that is sent while it is made.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        Body(Kind::Stream(Box::pin(
            stream.map_err(|error| Error::Stream(error.into())),
        )))
    }

    /// All of it.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let mut stream = match self.0 {
            Kind::Whole(bytes) => return Ok(bytes),
            Kind::Stream(stream) => stream,
        };
        let mut all = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.freeze())
    }

    /// All of it where it is whole already.
    pub fn as_whole(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// All of it where it is whole already, else itself.
    pub fn whole(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Whole(bytes) => Ok(bytes),
            kind => Err(Body(kind)),
        }
    }

    pub fn from_stream(stream: BoxStream<Bytes>) -> Self {
        Body(Kind::Stream(stream))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(::std::mem::take(bytes)))),
            Kind::Stream(stream) => stream.poll_next_unpin(context),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Body(Kind::Whole(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Whole(bytes) => write!(formatter, "Body({} bytes)", bytes.len()),
            Kind::Stream(_) => formatter.write_str("Body(stream)"),
        }
    }
}
