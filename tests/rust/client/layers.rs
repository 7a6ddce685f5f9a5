//! --retry and --tracing.

use crate::server::{Server, response};
use bytes::Bytes;
use client::layers::client::{Body, Client, Error};
use client::layers::operations::*;
use futures_util::stream;
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant, SystemTime};
use tracing_subscriber::fmt::format::FmtSpan;

/// A server that gives each status once, with a header field.
fn server(statuses: &[u16], field: &str) -> Server {
    Server::new(statuses.iter().map(|status| vec![response(*status, field, b"")]).collect())
}

fn client(server: &Server) -> Client {
    client_of(&server.url)
}

/// Each client is made where somebody listens already: what is asked first is kept for all threads.
fn client_of(url: &str) -> Client {
    LazyLock::force(&LOG);
    Client::with_base_url(url).unwrap()
}

#[tokio::test]
async fn what_may_pass_is_sent_again() {
    let server = server(&[503, 429, 204], "retry-after: 0");
    assert_eq!(client(&server).get_it().await.unwrap(), GetItResponse::NoContent);
    for _ in 0..3 {
        assert_eq!(server.request().line, "GET /it HTTP/1.1");
    }
}

#[tokio::test]
async fn after_the_time_that_is_asked_for() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
    for (field, least) in [("retry-after: 1".to_owned(), 1000), (format!("retry-after: {date}"), 900)] {
        let begin = Instant::now();
        let server = server(&[429, 204], &field);
        client(&server).get_it().await.unwrap();
        assert!(begin.elapsed() >= Duration::from_millis(least), "{field}: {:?}", begin.elapsed());
    }
}

#[tokio::test]
async fn not_for_ever() {
    let server = server(&[503, 503, 503, 503, 204], "retry-after: 0");
    let given = client(&server).get_it().await.unwrap();
    assert_eq!(given.status(), 503, "three times again and no more");
    let server = self::server(&[429, 204], "retry-after: 3600");
    assert_eq!(client(&server).get_it().await.unwrap().status(), 429);
}

#[tokio::test]
async fn only_what_is_safe_to_repeat() {
    let server = server(&[503, 204], "retry-after: 0");
    assert_eq!(client(&server).post_it().await.unwrap().status(), 503);
    let server = self::server(&[503, 204], "retry-after: 0");
    let body = Body::stream(stream::iter([Ok::<_, Error>(Bytes::from("a"))]));
    let given = client(&server).put_it(PutItRequest { body: Some(body) }).await.unwrap();
    assert_eq!(given.status(), 503, "a stream is gone once it was sent");
    let server = self::server(&[503, 204], "retry-after: 0");
    let given = client(&server).put_it(PutItRequest { body: Some("a".into()) }).await.unwrap();
    assert_eq!(given.status(), 204);
    assert_eq!(server.request().text(), "a");
    assert_eq!(server.request().text(), "a");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The spans of all tests.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log
});

#[tokio::test]
async fn a_span_for_each_request() {
    let server = server(&[503, 204], "retry-after: 0");
    client(&server).with_key("secret").get_it().await.unwrap();
    let text = String::from_utf8(LOG.0.lock().unwrap().clone()).unwrap();
    let port = format!("server.port={}", server.url.rsplit_once(':').unwrap().1);
    let spans = text.lines().filter(|line| line.contains(&port));
    assert_eq!(spans.filter(|line| line.contains("otel.name=\"getIt\"") || line.contains("otel.name=getIt")).count(), 2, "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn an_error_shows_no_key() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client_of(&format!("http://{port}")).with_key("secret");
    let begin = Instant::now();
    let error = client.get_it().await.unwrap_err();
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(reason) = source {
        text += &format!(" {reason} {reason:?}");
        source = reason.source();
    }
    assert!(!text.contains("secret"), "{text}");
    assert!(begin.elapsed() > Duration::from_millis(1), "it is tried again");
}
