//! What stands around a service: layers, and callers that go away.

use crate::{RUNTIME, ask};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use server::webhooks::operations::*;
use server::webhooks::server::{Api, Context, router};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use tower::ServiceExt;

#[derive(Clone)]
struct Tenant(&'static str);

struct Tenants;

impl Api for Tenants {
    async fn subscribe(&self, context: Context, _: SubscribeRequest) -> SubscribeResponse {
        match context.extensions.get::<Tenant>() {
            Some(Tenant("a")) => SubscribeResponse::Created,
            _ => SubscribeResponse::UnprocessableContent,
        }
    }
}

const BODY: &str = "{\"url\":\"http://example.com\"}";
const JSON: &str = "content-type: application/json";

#[test]
fn a_layer_leaves_extensions_and_changes_responses() {
    let tenant = from_fn(|mut request: Request, next: Next| async {
        request.extensions_mut().insert(Tenant("a"));
        let mut response = next.run(request).await;
        response.headers_mut().insert("x-layer", http::HeaderValue::from_static("seen"));
        response
    });
    let layered = router(Tenants).layer(tenant);
    let answer = ask(&layered, "POST /subscriptions", JSON, BODY);
    assert_eq!((answer.status, answer.header("x-layer")), (201, "seen"));
    let answer = ask(&layered, "GET /none", "", "");
    assert_eq!((answer.status, answer.header("x-layer")), (404, "seen"));
    assert_eq!(ask(&router(Tenants), "POST /subscriptions", JSON, BODY).status, 422);
}

#[derive(Clone)]
struct Slow(Arc<AtomicBool>);

struct Ended(Arc<AtomicBool>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Api for Slow {
    async fn subscribe(&self, _: Context, _: SubscribeRequest) -> SubscribeResponse {
        let _ended = Ended(self.0.clone());
        std::future::pending().await
    }
}

#[test]
fn a_call_ends_with_its_caller() {
    let ended = Arc::new(AtomicBool::new(false));
    let request = http::Request::post("/subscriptions").header("content-type", "application/json").body(axum::body::Body::from(BODY)).unwrap();
    let answer = router(Slow(ended.clone())).oneshot(request);
    let outcome = RUNTIME.block_on(async { tokio::time::timeout(std::time::Duration::from_millis(50), answer).await });
    assert!(outcome.is_err());
    assert!(ended.load(Ordering::Relaxed));
}
