use super::body::{Body, BoxStream};
use super::error::Error;
use ::bytes::Bytes;
use ::futures_util::{Stream, StreamExt, stream};
use ::serde::Serialize;
use ::serde_json::Value;
use ::std::fmt;
use ::std::fmt::Write;
use ::std::time::Duration;

/// A server-sent event (WHATWG HTML, section 9.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Event<T> {
    /// Its type; none for a message.
    pub event: Option<String>,
    pub id: Option<String>,
    /// After what time to connect again.
    pub retry: Option<Duration>,
    pub data: T,
}

impl<T> Event<T> {
    /// A message.
    pub fn new(data: T) -> Self {
        Event {
            event: None,
            id: None,
            retry: None,
            data,
        }
    }
}

/// Events to send, as they come to be. An error ends the connection.
pub struct EventStream<T>(BoxStream<T>);

impl<T: Send + 'static> EventStream<T> {
    pub fn new(events: impl Stream<Item = Result<T, Error>> + Send + 'static) -> Self {
        EventStream(Box::pin(events))
    }
}

impl<T: Send + 'static> From<Vec<T>> for EventStream<T> {
    fn from(events: Vec<T>) -> Self {
        EventStream(Box::pin(stream::iter(events.into_iter().map(Ok))))
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EventStream")
    }
}

/// A field of an event; what would end it is left out.
fn put(to: &mut String, name: &str, value: &str) {
    let value = value.replace(['\r', '\n', '\0'], "");
    let _ = writeln!(to, "{name}: {value}");
}

fn text(event: Event<String>) -> Bytes {
    let mut to = String::new();
    if let Some(name) = &event.event {
        put(&mut to, "event", name);
    }
    if let Some(id) = &event.id {
        put(&mut to, "id", id);
    }
    if let Some(retry) = event.retry {
        let _ = writeln!(to, "retry: {}", retry.as_millis());
    }
    for line in event.data.replace("\r\n", "\n").split(['\n', '\r']) {
        let _ = writeln!(to, "data: {line}");
    }
    to.push('\n');
    to.into()
}

fn unwritable(error: ::serde_json::Error) -> Error {
    Error::Stream(error.into())
}

impl EventStream<Event<String>> {
    /// Events whose data is any text.
    pub fn write_text(self) -> Body {
        Body::from_stream(Box::pin(self.0.map(|event| Ok(text(event?)))))
    }
}

impl<T: Serialize + Send + 'static> EventStream<Event<T>> {
    /// Events whose data is JSON.
    pub fn write_json(self) -> Body {
        Body::from_stream(Box::pin(self.0.map(|event| {
            let event = event?;
            Ok(text(Event {
                data: ::serde_json::to_string(&event.data).map_err(unwritable)?,
                event: event.event,
                id: event.id,
                retry: event.retry,
            }))
        })))
    }
}

impl<T: Serialize + Send + 'static> EventStream<T> {
    /// Events that are a type of the document: an object of event, id, data and retry (OAS 3.2, section 4.14.4).
    pub fn write_objects(self) -> Body {
        Body::from_stream(Box::pin(self.0.map(|event| {
            let mut object = ::serde_json::to_value(event?).map_err(unwritable)?;
            let string = |value: Value| match value {
                Value::Null => None,
                Value::String(text) => Some(text),
                other => Some(other.to_string()),
            };
            Ok(text(Event {
                event: string(object["event"].take()),
                id: string(object["id"].take()),
                retry: object["retry"].as_u64().map(Duration::from_millis),
                data: string(object["data"].take()).unwrap_or_default(),
            }))
        })))
    }
}
