use super::body::{Body, BoxStream};
use super::credential::{BoxFuture, MaybeSend};
use super::error::Error;
use ::futures_util::{Stream, StreamExt, stream};
use ::serde::de::DeserializeOwned;
use ::serde_json::{Map, Value};
use ::std::collections::VecDeque;
use ::std::fmt;
use ::std::pin::Pin;
use ::std::sync::Arc;
use ::std::task::{Context, Poll};
use ::std::time::Duration;

/// A server-sent event (WHATWG HTML, section 9.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Event<T> {
    /// Its type; none for a message.
    pub event: Option<String>,
    /// The last id that the server gave, with this event or before it.
    pub id: Option<String>,
    pub data: T,
}

/// The text that some servers end a stream with.
const DONE: &str = "[DONE]";

type Source = BoxFuture<Result<Body, Error>>;
#[cfg(not(target_family = "wasm"))]
pub type Open = Arc<dyn Fn(String) -> Source + Send + Sync>;
#[cfg(target_family = "wasm")]
pub type Open = Arc<dyn Fn(String) -> Source>;

/// Events, as the server sends them. A lost connection is an error, after which the stream ends, unless it reconnects.
pub struct EventStream<T> {
    events: Option<Events>,
    decode: fn(Event<String>, Option<Duration>) -> Result<T, Error>,
    values: Option<BoxStream<T>>,
}

impl<T: MaybeSend + 'static> EventStream<T> {
    fn new(
        body: Body,
        open: Open,
        decode: fn(Event<String>, Option<Duration>) -> Result<T, Error>,
    ) -> Self {
        let events = Events {
            body: Some(body),
            parser: Parser::default(),
            open,
            reconnects: None,
            ended: false,
        };
        EventStream {
            events: Some(events),
            decode,
            values: None,
        }
    }

    /// Connects again where the connection is lost or the server ends the stream, with the Last-Event-ID, after the time
    /// that the server asks for or else `delay`, until it gives a status that is no success.
    pub fn reconnecting(mut self, delay: Duration) -> Self {
        if let Some(events) = &mut self.events {
            events.reconnects = Some(delay);
        }
        self
    }
}

impl<T: DeserializeOwned + MaybeSend + 'static> EventStream<Event<T>> {
    /// Events whose data is JSON.
    pub fn of_json(body: Body, open: Open) -> Self {
        Self::new(body, open, |event, _| {
            let data =
                ::serde_json::from_str(&event.data).map_err(|error| Error::Stream(error.into()))?;
            Ok(Event {
                event: event.event,
                id: event.id,
                data,
            })
        })
    }
}

impl EventStream<Event<String>> {
    /// Events whose data is any text.
    pub fn of_text(body: Body, open: Open) -> Self {
        Self::new(body, open, |event, _| Ok(event))
    }
}

impl<T: DeserializeOwned + MaybeSend + 'static> EventStream<T> {
    /// Events that are a type of the document: an object of event, id, data and retry (OAS 3.2, section 4.14.4).
    pub fn of_objects(body: Body, open: Open) -> Self {
        Self::new(body, open, |event, retry| {
            let mut object = Map::new();
            object.extend(
                event
                    .event
                    .map(|name| ("event".to_owned(), Value::from(name))),
            );
            object.extend(event.id.map(|id| ("id".to_owned(), Value::from(id))));
            object.insert("data".to_owned(), Value::from(event.data));
            object.extend(
                retry.map(|time| ("retry".to_owned(), Value::from(time.as_millis() as u64))),
            );
            ::serde_json::from_value(Value::Object(object))
                .map_err(|error| Error::Stream(error.into()))
        })
    }
}

impl<T: MaybeSend + 'static> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(events) = self.events.take() {
            let decode = self.decode;
            self.values = Some(Box::pin(stream::unfold(
                events,
                move |mut events| async move {
                    let value = events
                        .next()
                        .await?
                        .and_then(|(event, retry)| decode(event, retry));
                    Some((value, events))
                },
            )));
        }
        match &mut self.values {
            Some(values) => values.poll_next_unpin(context),
            None => Poll::Ready(None),
        }
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EventStream")
    }
}

struct Events {
    body: Option<Body>,
    parser: Parser,
    open: Open,
    reconnects: Option<Duration>,
    ended: bool,
}

impl Events {
    async fn next(&mut self) -> Option<Result<(Event<String>, Option<Duration>), Error>> {
        while !self.ended {
            if let Some((event, retry)) = self.parser.events.pop_front() {
                if event.data == DONE {
                    self.ended = true;
                    break;
                }
                return Some(Ok((event, retry)));
            }
            let Some(body) = &mut self.body else {
                match self.connect().await {
                    Ok(body) => self.body = Some(body),
                    Err(error) => {
                        self.ended = !matches!(error, Error::Transport(_));
                        if self.ended {
                            return Some(Err(error));
                        }
                    }
                }
                continue;
            };
            match body.next().await {
                Some(Ok(chunk)) => self.parser.push(&chunk),
                _ if self.reconnects.is_some() => {
                    self.body = None;
                    self.parser.restart();
                }
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                None => self.ended = true,
            }
        }
        None
    }

    async fn connect(&mut self) -> Result<Body, Error> {
        let delay = self.parser.retry.or(self.reconnects).unwrap_or_default();
        ::futures_timer::Delay::new(delay).await;
        (self.open)(self.parser.id.clone()).await
    }
}

/// Section 9.2.6, fed with any pieces of the stream.
#[derive(Default)]
pub struct Parser {
    line: Vec<u8>,
    /// Whether the line before ended with a carriage return, to which a line feed belongs.
    after_return: bool,
    begun: bool,
    event: String,
    data: String,
    id: String,
    retry: Option<Duration>,
    pub events: VecDeque<(Event<String>, Option<Duration>)>,
}

impl Parser {
    pub fn push(&mut self, chunk: &[u8]) {
        for &byte in chunk {
            let after_return = ::std::mem::take(&mut self.after_return);
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    let line = ::std::mem::take(&mut self.line);
                    self.end_line(&line);
                }
                _ => self.line.push(byte),
            }
        }
    }

    /// Forgets what a lost connection left unfinished.
    fn restart(&mut self) {
        let events = ::std::mem::take(&mut self.events);
        let id = ::std::mem::take(&mut self.id);
        *self = Parser {
            id,
            events,
            retry: self.retry,
            ..Parser::default()
        };
    }

    fn end_line(&mut self, line: &[u8]) {
        let line = match line.strip_prefix(b"\xEF\xBB\xBF") {
            Some(line) if !self.begun => line,
            _ => line,
        };
        self.begun = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let event = ::std::mem::take(&mut self.event);
        let mut data = ::std::mem::take(&mut self.data);
        if data.pop().is_none() {
            return;
        }
        let event = Event {
            event: Some(event).filter(|name| !name.is_empty()),
            id: Some(self.id.clone()).filter(|id| !id.is_empty()),
            data,
        };
        self.events.push_back((event, self.retry));
    }
}
