//! Webhooks and callbacks: what the service calls, and what is called.

use crate::{ask, serve};
use server::webhooks::server::{Api, Context, router};
use server::webhooks::types::{Event, Taken};
use server::webhooks::{operations, webhooks_client as calls, webhooks_server as called};
use std::sync::{Arc, Mutex};

/// Delivers an event to whoever subscribes.
struct Service;

impl Api for Service {
    async fn subscribe(&self, _: Context, request: operations::SubscribeRequest) -> operations::SubscribeResponse {
        let url = format!("{}?from=oapi", request.body.url);
        let client = calls::Client::with_base_url(&url).unwrap().with_key("secret");
        let event = Event { id: 7, at: None };
        let mut delivery = calls::operations::DeliverRequest::new(2, event);
        delivery.mode = Some("a b".into());
        match client.deliver(delivery).await.unwrap() {
            calls::operations::DeliverResponse::Ok { x_seen: 7, body } if !body.again => operations::SubscribeResponse::Created,
            _ => operations::SubscribeResponse::UnprocessableContent,
        }
    }
}

#[derive(Clone, Default)]
struct Subscriber(Arc<Mutex<Vec<String>>>);

impl Subscriber {
    fn note(&self, context: &called::Context, request: &impl std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{} {} {request:?}", context.method, context.uri));
    }
}

impl called::Api for Subscriber {
    async fn authorize(&self, _: &mut called::Context, credentials: &[called::Credential]) -> Result<(), called::Refusal> {
        match credentials {
            [called::Credential { scheme: "key", secret: called::Secret::Key(key), .. }] if key == "secret" => Ok(()),
            _ => Err(called::Refusal::unauthorized("who are you?")),
        }
    }

    async fn deliver(&self, context: called::Context, request: called::operations::DeliverRequest) -> called::operations::DeliverResponse {
        self.note(&context, &request);
        let body = Taken { again: request.body.id != 7 };
        called::operations::DeliverResponse::Ok { x_seen: request.body.id, body }
    }

    async fn pet_made(&self, context: called::Context, request: called::operations::PetMadeRequest) -> called::operations::PetMadeResponse {
        self.note(&context, &request);
        called::operations::PetMadeResponse::NoContent
    }

    async fn post_pets_by_made(&self, context: called::Context) -> called::operations::PostPetsByMadeResponse {
        self.note(&context, &());
        called::operations::PostPetsByMadeResponse::Ok("asked".into())
    }
}

#[test]
fn a_callback_is_called_at_the_url_that_it_was_given() {
    let subscriber = Subscriber::default();
    let url = serve(axum::Router::new().nest("/hooks", called::router(subscriber.clone())));
    let service = router(Service);
    let answer = ask(&service, "POST /subscriptions", "content-type: application/json", &format!("{{\"url\":\"{url}/hooks/deliver\"}}"));
    assert_eq!(answer.status, 201);
    let seen = subscriber.0.lock().unwrap().clone();
    let [seen] = &seen[..] else { panic!("{seen:?}") };
    assert!(seen.starts_with("POST /deliver?from=oapi&mode=a%20b "), "{seen}");
    assert!(seen.contains("x_attempt: 2"), "{seen}");
}

#[test]
fn a_webhook_is_called_at_any_url() {
    let subscriber = Subscriber::default();
    let url = serve(called::router(subscriber.clone()));
    let client = calls::Client::with_base_url("http://nowhere.invalid").unwrap().with_key("secret");
    let event = Event { id: 1, at: None };
    let made = client.clone().with_server(&format!("{url}/pet_made")).unwrap();
    let answer = crate::RUNTIME.block_on(made.pet_made(calls::operations::PetMadeRequest { body: Some(event) })).unwrap();
    assert_eq!(answer, calls::operations::PetMadeResponse::NoContent);
    let asked = client.with_server(&format!("{url}/post_pets_by_made")).unwrap();
    let answer = crate::RUNTIME.block_on(asked.post_pets_by_made()).unwrap();
    assert_eq!(answer.into_ok().unwrap(), "asked");
    assert_eq!(subscriber.0.lock().unwrap().len(), 2);
}

#[test]
fn a_base_url_that_is_called_itself_keeps_its_slash() {
    let router = axum::Router::new().route("/here/", axum::routing::post(|| async { "slash" })).fallback(|| async { "none" });
    let client = calls::Client::with_base_url(&format!("{}/here/", serve(router))).unwrap();
    let answer = crate::RUNTIME.block_on(client.post_pets_by_made()).unwrap();
    assert_eq!(answer.into_ok().unwrap(), "slash");
}

#[test]
fn what_calls_is_let_in_by_its_credentials() {
    let router = called::router(Subscriber::default());
    assert_eq!(ask(&router, "PUT /pet_made", "", "").status, 401);
    assert_eq!(ask(&router, "PUT /pet_made", "x-key: other", "").status, 401);
    assert_eq!(ask(&router, "PUT /pet_made", "x-key: secret", "").status, 204);
    assert_eq!(ask(&router, "POST /deliver", "x-key: secret\ncontent-type: application/json", "{\"id\":1}").status, 400);
}
