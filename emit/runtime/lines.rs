use super::body::{Body, BoxStream};
use super::credential::MaybeSend;
use super::error::{BoxError, Error};
use ::bytes::Bytes;
use ::futures_util::{Stream, StreamExt, stream};
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::std::collections::VecDeque;
use ::std::fmt;
use ::std::pin::Pin;
use ::std::task::{Context, Poll};

/// Values that follow each other: a JSON text a line, or after each record separator (RFC 7464).
pub struct Lines<T>(BoxStream<T>);

impl<T> Lines<T> {
    /// Values to send, as they are made.
    pub fn new(values: impl Stream<Item = Result<T, Error>> + MaybeSend + 'static) -> Self {
        Lines(Box::pin(values))
    }
}

impl<T: MaybeSend + 'static> From<Vec<T>> for Lines<T> {
    fn from(values: Vec<T>) -> Self {
        Lines(Box::pin(stream::iter(values.into_iter().map(Ok))))
    }
}

impl<T: DeserializeOwned + MaybeSend + 'static> Lines<T> {
    pub fn read(body: Body) -> Self {
        Self::parse(body, |line| Ok(::serde_json::from_slice(line)?))
    }

    /// Values that `value` makes, each of its text.
    pub fn parse(
        body: Body,
        value: impl Fn(&[u8]) -> Result<T, BoxError> + MaybeSend + 'static,
    ) -> Self {
        let lines = Split {
            body,
            rest: Vec::new(),
            lines: VecDeque::new(),
            ended: false,
        };
        let texts = stream::unfold(lines, |mut lines| async move {
            Some((lines.next().await?, lines))
        });
        Lines(Box::pin(texts.map(move |text| {
            text.and_then(|text| value(&text).map_err(Error::Stream))
        })))
    }
}

impl<T: Serialize + MaybeSend + 'static> Lines<T> {
    /// The values that `check` lets pass; an error in place of another one.
    pub fn checked(self, check: impl Fn(&T) -> Result<(), Error> + MaybeSend + 'static) -> Self {
        Lines(Box::pin(self.0.map(move |value| {
            let value = value?;
            check(&value)?;
            Ok(value)
        })))
    }

    pub fn write(self, before: &'static str) -> Body {
        Body::from_stream(Box::pin(self.0.map(move |value| {
            let mut line = before.as_bytes().to_vec();
            ::serde_json::to_writer(&mut line, &value?).map_err(|error| Error::Encode {
                what: "the body".to_owned(),
                reason: error.into(),
            })?;
            line.push(b'\n');
            Ok(Bytes::from(line))
        })))
    }
}

/// A body's lines, without those that are blank.
struct Split {
    body: Body,
    rest: Vec<u8>,
    lines: VecDeque<Vec<u8>>,
    ended: bool,
}

impl Split {
    fn push(&mut self, chunk: &[u8]) {
        let mut parts = chunk.split(|byte| matches!(byte, b'\n' | 0x1E)).peekable();
        while let Some(part) = parts.next() {
            self.rest.extend_from_slice(part);
            if parts.peek().is_some() {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = ::std::mem::take(&mut self.rest);
        if !line.trim_ascii().is_empty() {
            self.lines.push_back(line);
        }
    }

    async fn next(&mut self) -> Option<Result<Vec<u8>, Error>> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Some(Ok(line));
            }
            if self.ended {
                return None;
            }
            match self.body.next().await {
                Some(Ok(chunk)) => self.push(&chunk),
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                None => {
                    self.ended = true;
                    self.end_line();
                }
            }
        }
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Lines")
    }
}
