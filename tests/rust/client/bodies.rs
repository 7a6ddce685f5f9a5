//! Bodies of all kinds, responses by status and media type, header fields, streams.

use crate::server::{Server, response};
use bytes::Bytes;
use client::bodies::client::{Body, Client, Error, Event, File, Lines, Problem as Details};
use client::bodies::operations::*;
use client::bodies::types::*;
use futures_util::{StreamExt, stream};
use std::time::Duration;

const JSON: &str = "content-type: application/json";

fn pet() -> Pet {
    Pet { name: "Rex".into(), age: Some(3), tags: None }
}

const PET: &str = r#"{"name":"Rex","age":3}"#;

fn client(server: &Server) -> Client {
    Client::with_base_url(&server.url).unwrap()
}

async fn send_json(status: u16, headers: &str, body: &str) -> Result<SendJsonResponse, Error> {
    let server = Server::once(status, headers, body.as_bytes());
    client(&server).send_json(SendJsonRequest::new(pet())).await
}

#[tokio::test]
async fn json() {
    let server = Server::once(200, JSON, PET.as_bytes());
    let given = client(&server).send_json(SendJsonRequest::new(pet())).await.unwrap();
    assert_eq!(given, SendJsonResponse::Ok(pet()));
    assert_eq!(given.status(), 200);
    assert_eq!(given.into_ok().unwrap(), pet());
    let sent = server.request();
    assert_eq!(sent.line, "POST /json HTTP/1.1");
    assert_eq!(sent.header("content-type"), "application/json");
    assert_eq!(sent.header("accept"), "application/json, application/problem+json");
    assert_eq!(sent.text(), PET);
}

#[tokio::test]
async fn an_exact_status_comes_before_its_range_and_the_default() {
    let problem = r#"{"title":"No","code":7}"#;
    let read = || Problem { title: Some("No".into()), code: Some(7) };
    assert_eq!(send_json(404, "", "").await.unwrap(), SendJsonResponse::NotFound);
    let SendJsonResponse::ClientError(status, body) = send_json(418, JSON, problem).await.unwrap() else {
        panic!()
    };
    assert_eq!((status.as_u16(), body), (418, read()));
    let SendJsonResponse::Default(status, body) = send_json(503, JSON, problem).await.unwrap() else {
        panic!()
    };
    assert_eq!((status.as_u16(), body), (503, read()));
    assert!(send_json(404, "", "").await.unwrap().into_ok().is_err());
}

#[tokio::test]
async fn an_undeclared_status_keeps_its_headers_and_body() {
    let server = Server::once(409, "content-type: application/problem+json\nx-a: 1", br#"{"title":"No","balance":3}"#);
    let given = client(&server).send_optional(SendOptionalRequest::default()).await.unwrap();
    let SendOptionalResponse::Unexpected { status, headers, body } = given else { panic!() };
    assert_eq!(status, 409);
    assert_eq!(headers["x-a"], "1");
    let details = Details::read(&headers, &body).unwrap();
    assert_eq!(details.title.as_deref(), Some("No"));
    assert_eq!(details.extensions["balance"], 3);
    let sent = server.request();
    assert_eq!((sent.header("content-type"), sent.body.len()), ("", 0));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place_and_the_body() {
    for (body, pointer, start) in [
        (r#"{"name":"Rex","tags":["a",7]}"#, "/tags/1", r#"{\"name\":\"Rex\""#),
        (r#"{"age":3}"#, "", r#"{\"age\":3}"#),
        ("<html>", "", "<html>"),
        ("{\"name\":\n\"a\", \"a~/b\": {\"x\": tru", "/a~0~1b/x", ""),
    ] {
        let error = send_json(200, JSON, body).await.unwrap_err();
        let text = error.to_string();
        let Error::Decode(misread) = error else { panic!("{text}") };
        assert_eq!(misread.pointer, pointer, "{text}");
        assert_eq!(misread.body, body.as_bytes());
        assert_eq!(misread.status, 200);
        assert!(text.contains(start), "{text}");
        assert!(text.starts_with("the response with status 200 OK"), "{text}");
    }
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let body = format!(r#"{{"name":"{}"}}"#, "x".repeat(2000));
    for headers in [JSON, "content-type: application/json\ntransfer-encoding: chunked"] {
        let chunked = headers.contains("chunked");
        let bytes = if chunked {
            let head = format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", headers.replace('\n', "\r\n"));
            format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes()
        } else {
            response(200, headers, body.as_bytes())
        };
        let server = Server::new(vec![vec![bytes]]);
        let client = client(&server).with_limit(1000);
        let error = client.send_json(SendJsonRequest::new(pet())).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 1000, .. }), "{error}");
    }
}

#[tokio::test]
async fn no_server_and_a_slow_one() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::with_base_url(&format!("http://{port}")).unwrap();
    let error = client.secure_none().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::with_base_url(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let error = client.with_timeout(Duration::from_millis(50)).secure_none().await.unwrap_err();
    let Error::Transport(reason) = &error else { panic!("{error}") };
    assert!(reason.downcast_ref::<reqwest::Error>().unwrap().is_timeout());
    assert!(Client::with_base_url("no url").is_err());
}

#[tokio::test]
async fn text() {
    let server = Server::once(200, "content-type: text/plain; charset=utf-8", b"42");
    let given = client(&server).send_text(SendTextRequest::new("a b é".into())).await.unwrap();
    assert_eq!(given, SendTextResponse::Ok(42));
    let sent = server.request();
    assert_eq!(sent.header("content-type"), "text/plain");
    assert_eq!(sent.text(), "a b é");
}

#[tokio::test]
async fn form() {
    let server = Server::once(204, "", b"");
    let body = SendFormBody {
        name: "a b&c=é".into(),
        tags: Some(vec!["x".into(), "y z".into()]),
        ids: Some(vec![1, 2]),
        pet: Some(pet()),
        deep: Some(pet()),
    };
    client(&server).send_form(SendFormRequest::new(body)).await.unwrap();
    let sent = server.request();
    assert_eq!(sent.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        sent.text(),
        "name=a+b%26c%3D%C3%A9&tags=x&tags=y+z&ids=1,2\
         &pet=%7B%22name%22%3A%22Rex%22%2C%22age%22%3A3%7D&deep%5Bname%5D=Rex&deep%5Bage%5D=3"
    );
}

#[tokio::test]
async fn multipart() {
    let server = Server::once(204, "", b"");
    let body = SendMultipartMultipart {
        count: Some(2),
        tags: Some(vec!["x".into(), "y".into()]),
        more: vec![File::new("one").named("1.txt").of_type("text/plain"), File::new(vec![0xFF])],
        note: Some("*hi*".into()),
        photo_x_tags: Some(vec!["a".into(), "b".into()]),
        ..SendMultipartMultipart::new(
            "A title".into(),
            pet(),
            File::new(&b"\x89PNG"[..]),
            "2024-05-06".parse().unwrap(),
        )
    };
    client(&server).send_multipart(SendMultipartRequest::new(body)).await.unwrap();
    let sent = server.request();
    let kind = sent.header("content-type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(&sent.body);
    let parts: Vec<_> = body
        .split(&format!("--{boundary}"))
        .map(|part| part.trim_matches(['\r', '\n']).replace("\r\n", "|"))
        .collect();
    let disposition = "Content-Disposition: form-data; name=";
    assert_eq!(
        parts,
        [
            "",
            &format!("{disposition}\"title\"||A title"),
            &format!("{disposition}\"count\"||2"),
            &format!("{disposition}\"tags\"||x"),
            &format!("{disposition}\"tags\"||y"),
            &format!("{disposition}\"pet\"|Content-Type: application/json||{PET}"),
            &format!(
                "{disposition}\"photo\"; filename=\"photo\"|Content-Type: image/png|\
                 x-taken: 2024-05-06|x-tags: a,b||\u{FFFD}PNG"
            ),
            &format!("{disposition}\"more\"; filename=\"1.txt\"|Content-Type: text/plain||one"),
            &format!("{disposition}\"more\"; filename=\"more\"|Content-Type: application/octet-stream||\u{FFFD}"),
            &format!("{disposition}\"note\"|Content-Type: text/markdown||*hi*"),
            "--",
        ]
    );
}

#[tokio::test]
async fn bytes_whole_and_as_they_come() {
    let pieces = || stream::iter(["one ", "two"].map(|piece| Ok::<_, Error>(Bytes::from(piece))));
    for (body, length) in [(Body::from("one two"), "7"), (Body::stream(pieces()), "")] {
        let server = Server::once(204, "", b"");
        client(&server).upload(UploadRequest::new(body)).await.unwrap();
        let sent = server.request();
        assert_eq!(sent.line, "PUT /upload HTTP/1.1");
        assert_eq!(sent.header("content-type"), "application/octet-stream");
        assert_eq!(sent.header("content-length"), length);
        assert_eq!(sent.text(), "one two");
    }
}

#[tokio::test]
async fn one_of_several_bodies() {
    for (body, media_type, text) in [
        (SendEitherBody::Json(pet()), "application/json", PET.to_owned()),
        (SendEitherBody::Plain("hi".into()), "text/plain", "hi".to_owned()),
        (
            SendEitherBody::XNdjson(Lines::from(vec![pet(), pet()])),
            "application/x-ndjson",
            format!("{PET}\n{PET}\n"),
        ),
    ] {
        let server = Server::once(200, "content-type: Text/HTML", b"<p>");
        let given = client(&server).send_either(SendEitherRequest::new(body)).await.unwrap();
        assert_eq!(given, SendEitherResponse::Ok(SendEitherOkBody::Text("<p>".into())));
        let sent = server.request();
        assert_eq!(sent.header("content-type"), media_type);
        assert_eq!(sent.text(), text);
    }
}

#[tokio::test]
async fn the_content_type_decides() {
    for (headers, json) in [
        ("content-type: application/json; charset=utf-8", true),
        ("content-type: application/vnd.pet+json", true),
        ("content-type: application/vnd.other+json", true),
        ("", true),
        ("content-type: text/plain", false),
    ] {
        let server = Server::once(200, headers, PET.as_bytes());
        let request = SendEitherRequest::new(SendEitherBody::Plain(String::new()));
        let given = client(&server).send_either(request).await.unwrap();
        let expected = if json { SendEitherOkBody::Json(pet()) } else { SendEitherOkBody::Text(PET.into()) };
        assert_eq!(given, SendEitherResponse::Ok(expected), "{headers}");
    }
    let server = Server::once(200, "content-type: image/png", b"");
    let request = SendEitherRequest::new(SendEitherBody::Plain(String::new()));
    let error = client(&server).send_either(request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the response with status 200 OK, header field content-type: \
         it is none of application/json, application/vnd.pet+json, text/*"
    );
}

#[tokio::test]
async fn headers() {
    let fields = "content-type: application/json\nx-left: 3\nx-until: 2024-05-06T07:08:09Z\n\
                  x-tags: 1, 2\nx-tags: 3\nx-color: R=100,name=7\nx-pet: {\"name\":\"Rex\",\"age\":3}";
    let server = Server::once(200, fields, b"[]");
    let given = client(&server).get_headers().await.unwrap();
    let GetHeadersResponse::Ok { x_left, x_until, x_tags, x_color, x_pet, body } = given else { panic!() };
    assert_eq!(x_left, 3);
    assert_eq!(x_until, Some("2024-05-06T07:08:09Z".parse().unwrap()));
    assert_eq!(x_tags, Some(vec![1, 2, 3]));
    let color = x_color.unwrap();
    assert_eq!((color.r, color.name.as_deref()), (Some(100), Some("7")));
    assert_eq!(x_pet, Some(pet()));
    assert!(body.is_empty());

    let server = Server::once(200, "content-type: application/json\nx-left: many", b"[]");
    let error = client(&server).get_headers().await.unwrap_err();
    let Error::Decode(misread) = &error else { panic!("{error}") };
    assert_eq!(misread.header, Some("X-Left"));
    let server = Server::once(200, JSON, b"[]");
    let error = client(&server).get_headers().await.unwrap_err();
    assert!(error.to_string().ends_with("header field X-Left: it is missing"), "{error}");
    let server = Server::once(503, "retry-after: 120", b"");
    let given = client(&server).get_headers().await.unwrap();
    assert!(matches!(
        given,
        GetHeadersResponse::ServerError { status, retry_after: Some(120) } if status == 503
    ));
}

/// Each way of reading asks for its own media type.
#[tokio::test]
async fn representations() {
    let request = || RenderRequest::new(pet());
    let server = Server::once(200, JSON, PET.as_bytes());
    assert_eq!(client(&server).render(request()).await.unwrap(), RenderResponse::Ok(pet()));
    assert_eq!(server.request().header("accept"), "application/json, application/problem+json");
    let server = Server::once(200, "content-type: application/pdf", b"%PDF");
    let given = client(&server).render_bytes(request()).await.unwrap();
    assert_eq!(given, RenderBytesResponse::Ok(Bytes::from("%PDF")));
    assert_eq!(server.request().header("accept"), "application/pdf, application/problem+json");
    let server = Server::once(200, "content-type: application/pdf", b"%PDF");
    let RenderStreamResponse::Ok(body) = client(&server).render_stream(request()).await.unwrap() else {
        panic!()
    };
    assert_eq!(body.bytes().await.unwrap(), "%PDF");
    for status in [400, 500] {
        let server = Server::once(status, JSON, br#"{"title":"No"}"#);
        match client(&server).render_stream(request()).await.unwrap() {
            RenderStreamResponse::BadRequest(problem) => assert_eq!(problem.title.as_deref(), Some("No")),
            RenderStreamResponse::Unexpected { status, body, .. } => {
                assert_eq!((status.as_u16(), &body[..]), (500, &br#"{"title":"No"}"#[..]));
            }
            RenderStreamResponse::Ok(_) => panic!(),
        }
    }
}

/// A response without a length, in pieces.
fn pieces(media_type: &str, pieces: &[&str]) -> Vec<Vec<u8>> {
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {media_type}\r\n\r\n");
    let mut all = vec![head.into_bytes()];
    all.extend(pieces.iter().map(|piece| piece.as_bytes().to_vec()));
    all
}

fn delta(text: &str) -> Delta {
    Delta { text: text.into() }
}

#[tokio::test]
async fn events_survive_split_chunks() {
    let sent = [
        "\u{feff}: hello\r", "\nevent: a\r\nid: 1\r\nda", "ta: {\"text\":", "\"é\"}\r\n\r\ndata: {\"te",
        "xt\":\ndata: \"two\"}\n\nid\nretry: 10\ndata:{\"text\":\"three\"}\r\rdata: {}\n\ndata: [DONE]\n\ndata: no\n\n",
    ];
    let server = Server::new(vec![pieces("text/event-stream", &sent)]);
    let given = client(&server).render_events(RenderRequest::new(pet())).await.unwrap();
    let RenderEventsResponse::Ok(events) = given else { panic!() };
    assert_eq!(server.request().header("accept"), "text/event-stream, application/problem+json");
    let events: Vec<_> = events.collect().await;
    assert_eq!(events.len(), 4);
    let event = |event: Option<&str>, id: Option<&str>, text| Event {
        event: event.map(String::from),
        id: id.map(String::from),
        data: delta(text),
    };
    let mut events = events.into_iter();
    assert_eq!(events.next().unwrap().unwrap(), event(Some("a"), Some("1"), "é"));
    assert_eq!(events.next().unwrap().unwrap(), event(None, Some("1"), "two"));
    assert_eq!(events.next().unwrap().unwrap(), event(None, None, "three"));
    assert!(matches!(events.next().unwrap().unwrap_err(), Error::Stream(_)));
}

#[tokio::test]
async fn events_reconnect_with_the_last_id_after_the_servers_time() {
    let server = Server::new(vec![
        pieces("text/event-stream", &["retry: 5\nid: 7\ndata: one\n\ndata: lost"]),
        pieces("text/event-stream", &["data: two\n\n"]),
        vec![response(204, "", b"")],
    ]);
    let FeedResponse::Ok(feed) = client(&server).feed().await.unwrap() else { panic!() };
    let events: Vec<_> = feed.reconnecting(Duration::from_secs(3600)).collect().await;
    let texts: Vec<_> = events.iter().map(|event| event.as_ref().map(|event| event.data.as_str())).collect();
    assert!(matches!(texts[..], [Ok("one"), Ok("two"), Err(_)]), "{texts:?}");
    assert_eq!(server.request().header("last-event-id"), "");
    assert_eq!(server.request().header("last-event-id"), "7");
    assert_eq!(server.request().header("last-event-id"), "7");
}

#[tokio::test]
async fn a_lost_connection_is_an_error() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\ndata: one\n\n";
    let server = Server::new(vec![vec![head.to_vec()]]);
    let FeedResponse::Ok(feed) = client(&server).feed().await.unwrap() else { panic!() };
    let events: Vec<_> = feed.collect().await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].as_ref().unwrap().data, "one");
    assert!(matches!(events[1], Err(Error::Transport(_))));
}

#[tokio::test]
async fn lines() {
    let sent = ["{\"text\":\"o", "ne\"}\n\n \r\n{\"text\":\"two\"}\r\n\u{1e}{\"text\":\"three\"}", "\n{\"text\":\"four\"}"];
    let server = Server::new(vec![pieces("application/jsonl", &sent)]);
    let given = client(&server).render_lines(RenderRequest::new(pet())).await.unwrap();
    let RenderLinesResponse::Ok(lines) = given else { panic!() };
    let lines: Vec<_> = lines.map(Result::unwrap).collect().await;
    assert_eq!(lines, ["one", "two", "three", "four"].map(delta));
    let server = Server::new(vec![pieces("application/jsonl", &["{\"text\":\"one\"}\n{]\n{\"text\":\"three\"}\n"])]);
    let given = client(&server).render_lines(RenderRequest::new(pet())).await.unwrap();
    let RenderLinesResponse::Ok(lines) = given else { panic!() };
    let lines: Vec<_> = lines.collect().await;
    assert!(matches!(lines[1], Err(Error::Stream(_))));
    assert_eq!(lines[2].as_ref().unwrap(), &delta("three"), "what follows is read");
}

#[tokio::test]
async fn bytes_of_any_type() {
    let server = Server::once(200, "content-type: image/png", b"\xFF\x00");
    let given = client(&server).download().await.unwrap();
    assert_eq!(given, DownloadResponse::Ok(Bytes::from(&b"\xFF\x00"[..])));
    assert_eq!(server.request().header("accept"), "*/*, application/zip");
    let server = Server::once(200, "", b"12345");
    let DownloadStreamResponse::Ok(body) = client(&server).with_limit(2).download_stream().await.unwrap() else {
        panic!()
    };
    assert_eq!(body.bytes().await.unwrap(), "12345");
}

fn is_send<T: Send>(_: &T) {}

#[test]
fn futures_are_send() {
    let client = Client::new();
    is_send(&client.send_json(SendJsonRequest::new(pet())));
    is_send(&client.upload(UploadRequest::new("x".into())));
    is_send(&client.render_events(RenderRequest::new(pet())));
    is_send(&client.render_lines(RenderRequest::new(pet())));
}

/// What a webhook sends can be read.
#[test]
fn webhooks() {
    let sold: PetSoldBody = serde_json::from_str(r#"{"price":3}"#).unwrap();
    assert_eq!(sold.price, 3);
}
