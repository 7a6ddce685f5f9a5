//! Who may call.

use crate::bodies::{Bodies, Login};
use crate::{RUNTIME, ask, serve};
use client::bodies::client::Client;
use server::bodies::server::router;

fn guarded() -> axum::Router {
    router(Bodies { login: Login::Checked, ..Bodies::default() })
}

/// What the service was shown, as it answers: `scheme=secret` of each, in the operation's order.
fn shown(line: &str, headers: &str) -> (u16, String) {
    let answer = ask(&guarded(), line, headers, "");
    if answer.status >= 400 {
        answer.problem();
    }
    (answer.status, answer.header("x-shown").to_owned())
}

#[test]
fn nobody_is_let_in_by_default() {
    let router = router(Bodies { login: Login::Default, ..Bodies::default() });
    let answer = ask(&router, "GET /headers", "authorization: Bearer secret", "");
    assert_eq!(answer.status, 401);
    assert!(!answer.body.contains("secret"));
    assert_eq!(ask(&router, "GET /secure/none", "", "").status, 204, "it needs nothing");
    assert_eq!(ask(&router, "GET /secure/optional", "", "").status, 204, "it may have nothing");
    assert_eq!(ask(&router, "GET /secure/tls", "x-key: good", "").status, 401);
}

#[test]
fn all_schemes_of_one_requirement() {
    let good = "x-key: good\nauthorization: Basic bWU6Z29vZDp3b3Jk";
    assert_eq!(shown("GET /secure/query?api_key=good%261", "cookie: a=b; session=good"), (204, "queryKey=good&1 cookieKey=good".into()));
    assert_eq!(shown("POST /optional", good), (204, "key=good basic=me:good:word".into()));
    assert_eq!(shown("POST /optional", "authorization: bearer good"), (204, "oauth[read write]=good".into()));
    assert_eq!(shown("GET /secure/digest", "authorization: Digest good=1"), (204, "digest=good=1".into()));
    assert_eq!(shown("GET /secure/digest", "authorization: Bearer good"), (204, "open[mail]=good".into()));
    assert_eq!(shown("GET /secure/tls", "x-key: good"), (204, "tls= key=good".into()));
    assert_eq!(shown("GET /secure/optional", "authorization: Bearer good"), (204, "bearer=good".into()));
}

#[test]
fn what_is_refused() {
    for (line, headers, status) in [
        ("POST /optional", "", 401),
        ("POST /optional", "x-key: good", 401),
        ("POST /optional", "authorization: Basic bWU6Z29vZA==", 401),
        ("POST /optional", "x-key: good\nauthorization: Basic !!", 401),
        ("POST /optional", "x-key: good\nauthorization: Basic", 401),
        ("POST /optional", "authorization: Bearer bad", 403),
        ("GET /secure/query?api_key=good", "", 401),
        ("GET /secure/digest", "authorization: Digestgood", 401),
        ("GET /secure/tls", "", 401),
    ] {
        assert_eq!(shown(line, headers).0, status, "{line} {headers}");
    }
    let answer = ask(&guarded(), "POST /optional", "", "");
    let asked: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(asked, ["ApiKey realm=\"key\"", "basic realm=\"basic\"", "Bearer realm=\"oauth\""]);
}

#[test]
fn a_request_that_is_refused_is_not_read() {
    let answer = ask(&guarded(), "POST /json", "content-type: image/png", "no");
    assert_eq!(answer.status, 401);
}

#[test]
fn clients_and_servers_agree() {
    let url = serve(guarded());
    let client = Client::with_base_url(&url).unwrap();
    RUNTIME.block_on(async {
        let both = client.clone().with_key("good").with_basic("me", "good");
        assert_eq!(both.send_optional(Default::default()).await.unwrap().status(), 204);
        let token = client.clone().with_oauth("good");
        assert_eq!(token.send_optional(Default::default()).await.unwrap().status(), 204);
        let keys = client.clone().with_query_key("good&+ ").with_cookie_key("good");
        assert_eq!(keys.secure_query().await.unwrap().status(), 204);
        assert_eq!(client.send_optional(Default::default()).await.unwrap().status(), 401);
    });
}
