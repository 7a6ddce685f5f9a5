//! Generated servers, against generated clients and by themselves.

mod bodies;
mod layers;
mod paths;
mod problems;
mod security;
mod styles;
mod webhooks;
mod xml;

use axum::Router;
use std::sync::LazyLock;
use tokio::runtime::Runtime;

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Serves on a port of its own; gives the base URL.
pub fn serve(router: Router) -> String {
    RUNTIME.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        url
    })
}

/// A response, its body read.
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem that it is, checked for what all of them have.
    pub fn problem(&self) -> serde_json::Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["status"], self.status);
        problem
    }
}

/// What a router answers: `ask(router, "GET /path", "name: value", body)`.
pub fn ask(router: &Router, line: &str, headers: &str, body: &str) -> Answer {
    use tower::ServiceExt;
    let (method, target) = line.split_once(' ').unwrap();
    let mut request = http::Request::builder().method(method).uri(target);
    for field in headers.lines() {
        let (name, value) = field.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let request = request.body(axum::body::Body::from(body.to_owned())).unwrap();
    RUNTIME.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    })
}
