//! Credentials, servers, redirects, hooks.

use crate::server::{Server, response};
use client::bodies::client::{Client, Error, Hook, Operation, Token, servers};
use client::bodies::operations::*;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::sync::{Arc, Mutex};

fn client(server: &Server) -> Client {
    Client::with_base_url(&server.url).unwrap()
}

fn done() -> Server {
    Server::once(204, "", b"")
}

fn optional() -> SendOptionalRequest {
    SendOptionalRequest::default()
}

#[tokio::test]
async fn all_schemes_of_the_first_alternative_that_can_be_met() {
    let server = done();
    let both = client(&server).with_key("k").with_basic("me", "pass:word").with_oauth("unused");
    both.send_optional(optional()).await.unwrap();
    let sent = server.request();
    assert_eq!(sent.header("x-key"), "k");
    assert_eq!(sent.header("authorization"), "Basic bWU6cGFzczp3b3Jk");
    let server = done();
    client(&server).with_key("k").with_oauth("token").send_optional(optional()).await.unwrap();
    let sent = server.request();
    assert_eq!(sent.header("x-key"), "");
    assert_eq!(sent.header("authorization"), "Bearer token");
    let server = done();
    client(&server).with_key("k").send_optional(optional()).await.unwrap();
    assert_eq!(server.request().header("x-key"), "");
}

#[tokio::test]
async fn no_security_and_an_optional_one() {
    let server = done();
    client(&server).with_bearer("b").secure_none().await.unwrap();
    assert_eq!(server.request().header("authorization"), "");
    let server = done();
    client(&server).secure_optional().await.unwrap();
    assert_eq!(server.request().header("authorization"), "");
    let server = done();
    client(&server).with_bearer("b").secure_optional().await.unwrap();
    assert_eq!(server.request().header("authorization"), "Bearer b");
}

#[tokio::test]
async fn keys_in_the_query_and_in_a_cookie() {
    let server = done();
    client(&server).with_query_key("a&b").with_cookie_key("c").secure_query().await.unwrap();
    let sent = server.request();
    assert_eq!(sent.target(), "/secure/query?api_key=a%26b");
    assert_eq!(sent.header("cookie"), "session=c");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Client::with_base_url(&format!("http://{port}")).unwrap();
    let error = nobody.with_query_key("secret").with_cookie_key("c").secure_query().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[tokio::test]
async fn other_schemes() {
    let server = done();
    client(&server).with_digest("username=\"me\"").secure_digest().await.unwrap();
    assert_eq!(server.request().header("authorization"), "digest username=\"me\"");
    let server = done();
    client(&server).with_open("id").secure_digest().await.unwrap();
    assert_eq!(server.request().header("authorization"), "Bearer id");
    let server = done();
    client(&server).with_tls().with_key("k").secure_tls().await.unwrap();
    assert_eq!(server.request().header("x-key"), "k");
}

#[tokio::test]
async fn a_token_is_asked_for_with_its_scopes() {
    let server = done();
    let token = Token::provided(|scopes| async move { Ok::<_, Error>(scopes.join("+")) });
    client(&server).with_oauth(token).send_optional(optional()).await.unwrap();
    assert_eq!(server.request().header("authorization"), "Bearer read+write");
    let broken = Token::provided(|_| async { Err::<String, _>("expired") });
    let server = done();
    let error = client(&server).with_oauth(broken).send_optional(optional()).await.unwrap_err();
    assert_eq!(error.to_string(), "no credential: expired");
}

#[test]
fn debug_redacts() {
    let client = Client::new().with_key("hush").with_bearer("hush").with_basic("me", "hush");
    let text = format!("{client:?}");
    assert!(text.contains("https://eu.example.com:8443/v2") && !text.contains("hush"), "{text}");
}

#[tokio::test]
async fn what_is_secret_does_not_follow_to_another_origin() {
    let other = done();
    let location = format!("location: {}/there", other.url);
    let server = Server::once(307, &location, b"");
    let both = client(&server).with_key("k").with_basic("me", "word");
    let request = SendJsonRequest::new(serde_json::from_str(r#"{"name":"a"}"#).unwrap_or_else(|_| unreachable!()));
    let _ = both.send_json(request).await;
    assert_eq!(server.request().header("x-key"), "k");
    let sent = other.request();
    assert_eq!(sent.line, "POST /there HTTP/1.1");
    assert_eq!((sent.header("x-key"), sent.header("authorization")), ("", ""));
    assert_eq!(sent.text(), r#"{"name":"a"}"#);
}

#[tokio::test]
async fn redirects() {
    let server = Server::new(vec![
        vec![response(303, "location: /next", b"")],
        vec![response(204, "", b"")],
    ]);
    let given = client(&server).with_key("k").with_basic("me", "word").send_optional(optional()).await.unwrap();
    assert_eq!(given, SendOptionalResponse::NoContent);
    assert_eq!(server.request().line, "POST /optional HTTP/1.1");
    let sent = server.request();
    assert_eq!((sent.line.as_str(), sent.header("x-key")), ("GET /next HTTP/1.1", "k"));
    let server = Server::once(302, "location: /next", b"");
    let given = client(&server).send_optional(optional()).await.unwrap();
    assert_eq!(given, SendOptionalResponse::Found { location: Some("/next".into()) }, "it is declared");
}

#[test]
fn servers_and_their_variables() {
    let region = servers::TheMainOneRegion::default();
    assert_eq!(servers::the_main_one(region, "8443", "v2"), "https://eu.example.com:8443/v2");
    let region = servers::TheMainOneRegion::Ap1;
    assert_eq!(servers::the_main_one(region, "1", "x"), "https://ap-1.example.com:1/x");
    assert_eq!(servers::local(), "http://localhost:8080");
    assert_eq!(servers::server(), "/relative");
}

struct Recorder(Mutex<Vec<String>>);

impl Hook for &'static Recorder {
    fn before(&self, operation: &'static Operation, request: &mut reqwest::Request) {
        request.headers_mut().insert("x-trace", HeaderValue::from_static(operation.id));
        self.0.lock().unwrap().push(format!("{} {}", operation.method, operation.path));
    }

    fn after(&self, operation: &'static Operation, outcome: Result<(StatusCode, &HeaderMap), &Error>) {
        let outcome = match outcome {
            Ok((status, _)) => status.to_string(),
            Err(_) => "failed".to_owned(),
        };
        self.0.lock().unwrap().push(format!("{} {outcome}", operation.id));
    }
}

#[tokio::test]
async fn hooks_and_headers_of_every_call() {
    static RECORDER: Recorder = Recorder(Mutex::new(Vec::new()));
    let server = done();
    let client = client(&server).with_hook(&RECORDER).with_header(header::USER_AGENT, HeaderValue::from_static("me"));
    client.secure_none().await.unwrap();
    let sent = server.request();
    assert_eq!((sent.header("x-trace"), sent.header("user-agent")), ("secureNone", "me"));
    assert_eq!(*RECORDER.0.lock().unwrap(), ["GET /secure/none", "secureNone 204 No Content"]);
}

#[tokio::test]
async fn an_operation_has_its_own_server_until_the_user_gives_one() {
    let error = Client::new().elsewhere().await.unwrap_err();
    let Error::Transport(reason) = &error else { panic!("{error}") };
    let reason = reason.downcast_ref::<reqwest::Error>().unwrap();
    assert_eq!(reason.url().unwrap().as_str(), "http://127.0.0.1:1/other/elsewhere");
    let server = done();
    Client::new().with_server(&server.url).unwrap().elsewhere().await.unwrap();
    assert_eq!(server.request().target(), "/elsewhere");
}

#[tokio::test]
async fn a_client_of_the_users() {
    let server = done();
    let http = reqwest::Client::builder().user_agent("mine").build().unwrap();
    client(&server).with_http(http).secure_none().await.unwrap();
    assert_eq!(server.request().header("user-agent"), "mine");
    let shared = Arc::new(client(&server));
    assert!(format!("{shared:?}").contains(&server.url));
}
