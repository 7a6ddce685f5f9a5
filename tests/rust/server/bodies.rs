//! Bodies of all kinds, responses of all statuses, with header fields, in several media types, streams.

use crate::{RUNTIME, serve};
use client::bodies::client::{Client, Error, File};
use client::bodies::operations as sent;
use client::bodies::types as sent_types;
use futures_util::{StreamExt, stream};
use http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::bodies::operations::*;
use server::bodies::server::{Api, Body, Context, Credential, Event, EventStream, Lines, Refusal, Secret, Typed, router};
use server::bodies::types::*;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

/// Whom the service lets in.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Login {
    #[default]
    Everybody,
    /// Whose secrets begin with "good"; a bad token is forbidden.
    Checked,
    /// As the trait does by itself.
    Default,
}

#[derive(Clone, Default)]
pub struct Bodies {
    pub login: Login,
    pub status: u16,
    /// What came last.
    pub seen: Arc<Mutex<String>>,
    /// What is given next.
    pub headers: Arc<Mutex<Option<GetHeadersResponse>>>,
}

impl Bodies {
    fn note(&self, request: &impl Debug) {
        *self.seen.lock().unwrap() = format!("{request:?}");
    }
}

#[derive(Clone)]
struct Shown(String);

fn text(credential: &Credential) -> String {
    let secret = match &credential.secret {
        Secret::Basic { user, password } => format!("{user}:{password}"),
        Secret::Key(text) | Secret::Bearer(text) | Secret::Other(text) => text.clone(),
        Secret::Connection => String::new(),
    };
    let scopes = match credential.scopes {
        [] => String::new(),
        scopes => format!("[{}]", scopes.join(" ")),
    };
    format!("{}{scopes}={secret}", credential.scheme)
}

/// The credentials that `authorize` let in, as a header field.
fn shown(context: &Context) -> axum::response::Response {
    let mut response = axum::response::Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Some(Shown(text)) = context.extensions.get() {
        response.headers_mut().insert("x-shown", text.parse().unwrap());
    }
    response
}

macro_rules! secure {
    ($($name:ident: $response:ident;)*) => {
        $(async fn $name(&self, context: Context) -> $response {
            $response::Other(shown(&context))
        })*
    };
}

impl Api for Bodies {
    async fn authorize(&self, context: &mut Context, credentials: &[Credential]) -> Result<(), Refusal> {
        match self.login {
            Login::Everybody => return Ok(()),
            Login::Default => return Err(Refusal::unauthorized("nobody")),
            Login::Checked => {}
        }
        let is_good = |one: &Credential| match &one.secret {
            Secret::Basic { password, .. } => password.starts_with("good"),
            Secret::Key(text) | Secret::Bearer(text) | Secret::Other(text) => text.starts_with("good"),
            Secret::Connection => true,
        };
        assert!(!format!("{credentials:?}").contains("good"));
        if !credentials.iter().all(is_good) {
            return Err(Refusal::forbidden("not you"));
        }
        let texts: Vec<_> = credentials.iter().map(text).collect();
        context.extensions.insert(Shown(texts.join(" ")));
        Ok(())
    }

    async fn send_json(&self, _: Context, request: SendJsonRequest) -> SendJsonResponse {
        self.note(&request);
        let problem = Problem { title: Some("No".into()), code: Some(7) };
        let status = StatusCode::from_u16(self.status);
        match self.status {
            404 => SendJsonResponse::NotFound,
            400..500 => SendJsonResponse::ClientError(status.unwrap(), problem),
            500.. => SendJsonResponse::Default(status.unwrap(), problem),
            _ => SendJsonResponse::Ok(request.body),
        }
    }

    async fn send_optional(&self, context: Context, request: SendOptionalRequest) -> SendOptionalResponse {
        self.note(&request);
        match self.status {
            302 => SendOptionalResponse::Found { location: Some("/there".into()) },
            _ => SendOptionalResponse::Other(shown(&context)),
        }
    }

    async fn send_text(&self, _: Context, request: SendTextRequest) -> SendTextResponse {
        self.note(&request);
        SendTextResponse::Ok(-7)
    }

    async fn send_form(&self, _: Context, request: SendFormRequest) -> SendFormResponse {
        self.note(&request);
        SendFormResponse::NoContent
    }

    async fn send_multipart(&self, _: Context, request: SendMultipartRequest) -> SendMultipartResponse {
        let body = request.body;
        let mut files = Vec::new();
        for file in [body.photo].into_iter().chain(body.more) {
            files.push((file.name, file.media_type, file.body.bytes().await.unwrap()));
        }
        self.note(&(body.title, body.count, body.tags, body.pet, files, body.note, body.photo_x_taken, body.photo_x_tags));
        SendMultipartResponse::NoContent
    }

    async fn upload(&self, _: Context, request: UploadRequest) -> UploadResponse {
        self.note(&request.body.bytes().await.unwrap());
        UploadResponse::NoContent
    }

    async fn send_either(&self, context: Context, request: SendEitherRequest) -> SendEitherResponse {
        let pet = Pet { name: "Rex".into(), age: None, tags: None };
        let text = match request.body {
            SendEitherBody::Json(pet) => format!("{pet:?}"),
            SendEitherBody::Plain(text) => format!("{text:?}"),
            SendEitherBody::XNdjson(lines) => format!("{:?}", lines.map(Result::unwrap).collect::<Vec<_>>().await),
        };
        *self.seen.lock().unwrap() = text.clone();
        SendEitherResponse::Ok(match context.accepts(&["text/html", "application/json", "application/vnd.pet+json"]) {
            Some(1) => SendEitherOkBody::Json(pet),
            Some(2) => SendEitherOkBody::ApplicationVndPetPlusJson(pet),
            _ => SendEitherOkBody::Text(Typed::new("text/html", text)),
        })
    }

    async fn get_headers(&self, _: Context) -> GetHeadersResponse {
        self.headers.lock().unwrap().take().unwrap()
    }

    async fn render(&self, context: Context, request: RenderRequest) -> RenderResponse {
        let deltas = || ["one\ntwo", "é"].map(|text| Delta { text: text.into() });
        let kinds = ["application/json", "application/pdf", "text/event-stream", "application/jsonl"];
        RenderResponse::Ok(match context.accepts(&kinds) {
            Some(0) => RenderOkBody::Json(request.body),
            Some(1) => RenderOkBody::Pdf(Body::stream(stream::iter(["%P", "DF"].map(|text| Ok::<_, std::io::Error>(text.into()))))),
            Some(2) => RenderOkBody::EventStream(EventStream::new(stream::iter(deltas().map(|delta| {
                Ok(Event { event: Some("delta".into()), id: Some("7".into()), ..Event::new(delta) })
            })))),
            Some(3) => RenderOkBody::Jsonl(Lines::from(deltas().to_vec())),
            _ => return RenderResponse::BadRequest(Problem { title: None, code: None }),
        })
    }

    async fn feed(&self, _: Context) -> FeedResponse {
        FeedResponse::Ok(vec![Event::new("a\r\nb\n".to_owned()), Event::new(String::new())].into())
    }

    async fn download(&self, _: Context) -> DownloadResponse {
        DownloadResponse::Ok(DownloadOkBody::Any(Typed::new("image/png", "PNG".into())))
    }

    secure! {
        secure_none: SecureNoneResponse;
        secure_optional: SecureOptionalResponse;
        secure_query: SecureQueryResponse;
        secure_digest: SecureDigestResponse;
        secure_tls: SecureTlsResponse;
        elsewhere: ElsewhereResponse;
    }
}

fn served(service: &Bodies) -> Client {
    let client = Client::with_base_url(&serve(router(service.clone()))).unwrap();
    client.with_key("k").with_basic("me", "word").with_query_key("q").with_cookie_key("c").with_bearer("b")
}

fn pets() -> impl Strategy<Value = sent_types::Pet> {
    let tags = proptest::collection::vec(any::<String>(), 0..3);
    (any::<String>(), proptest::option::of(any::<i64>()), proptest::option::of(tags))
        .prop_map(|(name, age, tags)| sent_types::Pet { name, age, tags })
}

fn pet() -> sent_types::Pet {
    sent_types::Pet { name: "Rex".into(), age: Some(3), tags: None }
}

/// Runs a test with many values.
fn with<S: Strategy>(values: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 100, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&values, test).unwrap();
}

#[test]
fn json() {
    let service = Bodies::default();
    let client = served(&service);
    with(pets(), |pet| {
        let request = sent::SendJsonRequest::new(pet.clone());
        let expected = format!("{request:?}");
        let given = RUNTIME.block_on(client.send_json(request)).unwrap();
        prop_assert_eq!(given, sent::SendJsonResponse::Ok(pet));
        prop_assert_eq!(&*service.seen.lock().unwrap(), &expected);
        Ok(())
    });
}

#[test]
fn each_status() {
    for (status, expected) in [
        (404, "NotFound"),
        (418, "ClientError(418, Problem { title: Some(\"No\"), code: Some(7) })"),
        (503, "Default(503, Problem { title: Some(\"No\"), code: Some(7) })"),
    ] {
        let client = served(&Bodies { status, ..Bodies::default() });
        let given = RUNTIME.block_on(client.send_json(sent::SendJsonRequest::new(pet()))).unwrap();
        assert_eq!(format!("{given:?}"), expected);
    }
    let service = Bodies { status: 302, ..Bodies::default() };
    let given = RUNTIME.block_on(served(&service).send_optional(Default::default())).unwrap();
    assert_eq!(given, sent::SendOptionalResponse::Found { location: Some("/there".into()) });
    assert_eq!(*service.seen.lock().unwrap(), "SendOptionalRequest { body: None }");
}

#[test]
fn texts_and_bytes() {
    let service = Bodies::default();
    let client = served(&service);
    with(any::<String>(), |text| {
        let request = sent::SendTextRequest::new(text.clone());
        let expected = format!("{request:?}");
        let given = RUNTIME.block_on(client.send_text(request)).unwrap();
        prop_assert_eq!(given, sent::SendTextResponse::Ok(-7));
        prop_assert_eq!(&*service.seen.lock().unwrap(), &expected);
        let bytes = bytes::Bytes::from(text);
        let body = client::bodies::client::Body::stream(stream::iter([Ok::<_, Error>(bytes.clone())]));
        RUNTIME.block_on(client.upload(sent::UploadRequest::new(body))).unwrap();
        prop_assert_eq!(&*service.seen.lock().unwrap(), &format!("{bytes:?}"));
        Ok(())
    });
}

#[test]
fn forms() {
    let service = Bodies::default();
    let client = served(&service);
    let strings = proptest::collection::vec(any::<String>(), 1..4);
    let ids = proptest::collection::vec(any::<i64>(), 1..4);
    let deep = pets().prop_filter("an empty list is not sent", |pet| pet.tags.as_ref().is_none_or(|tags| !tags.is_empty()));
    let option = proptest::option::of::<proptest::strategy::BoxedStrategy<_>>;
    let values = (any::<String>(), option(strings.boxed()), proptest::option::of(ids), proptest::option::of(pets()), proptest::option::of(deep));
    with(values, |(name, tags, ids, pet, deep)| {
        let body = sent_types::SendFormBody { name, tags, ids, pet, deep };
        let request = sent::SendFormRequest::new(body);
        let expected = format!("{request:?}");
        let given = RUNTIME.block_on(client.send_form(request)).unwrap();
        prop_assert_eq!(given, sent::SendFormResponse::NoContent);
        prop_assert_eq!(&*service.seen.lock().unwrap(), &expected);
        Ok(())
    });
}

#[test]
fn multipart() {
    let service = Bodies::default();
    let client = served(&service);
    let tags = proptest::collection::vec(any::<String>(), 1..4);
    let values = (any::<String>(), proptest::option::of(any::<i64>()), proptest::option::of(tags), pets(), any::<Vec<u8>>());
    with(values, |(title, count, tags, pet, photo)| {
        let bytes = bytes::Bytes::from(photo.clone());
        let more = bytes::Bytes::from("one");
        let expected = format!(
            "{:?}",
            (
                &title,
                count,
                &tags,
                &pet,
                [
                    (Some("photo"), Some("image/png"), &bytes),
                    (Some("1.txt"), Some("text/plain"), &more),
                ],
                Some("*hi*"),
                chrono::NaiveDate::from_ymd_opt(2024, 5, 6).unwrap(),
                Some(["x"])
            )
        );
        let mut body = sent::SendMultipartMultipart::new(title, pet, File::new(photo), "2024-05-06".parse().unwrap());
        body.count = count;
        body.tags = tags;
        body.more = vec![File::new("one").named("1.txt").of_type("text/plain")];
        body.note = Some("*hi*".into());
        body.photo_x_tags = Some(vec!["x".into()]);
        let given = RUNTIME.block_on(client.send_multipart(sent::SendMultipartRequest::new(body))).unwrap();
        prop_assert_eq!(given, sent::SendMultipartResponse::NoContent);
        prop_assert_eq!(&*service.seen.lock().unwrap(), &expected);
        Ok(())
    });
}

#[test]
fn one_of_several_bodies() {
    let service = Bodies::default();
    let client = served(&service);
    let pet = "Pet { name: \"Rex\", age: Some(3), tags: None }";
    for (body, expected) in [
        (sent::SendEitherBody::Json(self::pet()), pet.to_owned()),
        (sent::SendEitherBody::Plain("hi".into()), "\"hi\"".to_owned()),
        (sent::SendEitherBody::XNdjson(vec![self::pet(), self::pet()].into()), format!("[{pet}, {pet}]")),
    ] {
        let given = RUNTIME.block_on(client.send_either(sent::SendEitherRequest::new(body))).unwrap();
        assert_eq!(*service.seen.lock().unwrap(), expected);
        assert_eq!(given, sent::SendEitherResponse::Ok(sent::SendEitherOkBody::Text(expected)));
    }
}

fn header_values() -> impl Strategy<Value = GetHeadersResponse> {
    let tags = proptest::collection::vec(any::<i64>(), 1..4);
    let color = (proptest::option::of(any::<i64>()), "[a-z]{1,8}").prop_map(|(r, name)| GetHeaders200XColor { r, name: Some(name) });
    let pet = ("\\PC{0,9}", proptest::option::of(any::<i64>())).prop_map(|(name, age)| Pet { name, age, tags: None });
    let values = (any::<i64>(), proptest::option::of(any::<u32>()), proptest::option::of(tags), proptest::option::of(color), proptest::option::of(pet));
    let ok = values.prop_map(|(x_left, until, x_tags, x_color, x_pet)| GetHeadersResponse::Ok {
        x_left,
        x_until: until.and_then(|seconds| chrono::DateTime::from_timestamp(seconds.into(), 0)),
        x_tags,
        x_color,
        body: x_pet.iter().cloned().collect(),
        x_pet,
    });
    let broken = (500..600u16, proptest::option::of(any::<i64>())).prop_map(|(status, retry_after)| {
        let status = StatusCode::from_u16(status).unwrap();
        GetHeadersResponse::ServerError { status, retry_after }
    });
    prop_oneof![ok, broken]
}

#[test]
fn header_fields_of_responses() {
    let service = Bodies::default();
    let client = served(&service);
    with(header_values(), |response| {
        let expected = format!("{response:?}");
        *service.headers.lock().unwrap() = Some(response);
        let given = RUNTIME.block_on(client.get_headers()).unwrap();
        prop_assert_eq!(format!("{:?}", given), expected);
        Ok(())
    });
}

#[test]
fn representations_and_streams() {
    let client = served(&Bodies::default());
    let request = || sent::RenderRequest::new(pet());
    RUNTIME.block_on(async {
        assert_eq!(client.render(request()).await.unwrap(), sent::RenderResponse::Ok(pet()));
        assert_eq!(client.render_bytes(request()).await.unwrap(), sent::RenderBytesResponse::Ok("%PDF".into()));
        let sent::RenderEventsResponse::Ok(events) = client.render_events(request()).await.unwrap() else { panic!() };
        let events: Vec<_> = events.map(Result::unwrap).collect().await;
        assert_eq!(
            format!("{events:?}"),
            "[Event { event: Some(\"delta\"), id: Some(\"7\"), data: Delta { text: \"one\\ntwo\" } }, \
             Event { event: Some(\"delta\"), id: Some(\"7\"), data: Delta { text: \"é\" } }]"
        );
        let sent::RenderLinesResponse::Ok(lines) = client.render_lines(request()).await.unwrap() else { panic!() };
        let lines: Vec<_> = lines.map(Result::unwrap).collect().await;
        assert_eq!(format!("{lines:?}"), "[Delta { text: \"one\\ntwo\" }, Delta { text: \"é\" }]");
        let sent::FeedResponse::Ok(events) = client.feed().await.unwrap() else { panic!() };
        let texts: Vec<_> = events.map(|event| event.unwrap().data).collect().await;
        assert_eq!(texts, ["a\nb\n", ""]);
        let sent::DownloadResponse::Ok(bytes) = client.download().await.unwrap() else { panic!() };
        assert_eq!(bytes, "PNG");
    });
}
