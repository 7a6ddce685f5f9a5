//! Routing: paths that overlap, captures with a text beside them, methods.

use crate::{Answer, ask};
use axum::Router;
use server::paths::operations::*;
use server::paths::server::{Api, Context, PostsApi, router};

struct Paths;

macro_rules! named {
    ($name:ident, $response:ident $(, $request:ident)?) => {
        async fn $name(&self, context: Context $(, request: $request)?) -> $response {
            let text = context.operation.id.to_owned();
            $(let text = { let _: Option<$request> = None; format!("{text} {request:?}") };)?
            $response::Other(axum::response::Response::new(text.into()))
        }
    };
}

impl Api for Paths {
    named!(get_mine, GetMineResponse);
    named!(get_json, GetJsonResponse, GetJsonRequest);
    named!(get_file, GetFileResponse, GetFileRequest);
    named!(put_file, PutFileResponse, PutFileRequest);
    named!(cancel, CancelResponse, CancelRequest);
    named!(create, CreateResponse, CreateRequest);
    named!(between, BetweenResponse, BetweenRequest);
    named!(odd, OddResponse, OddRequest);
    named!(encoded, EncodedResponse);
    named!(all_post, AllPostResponse);
    named!(all_options, AllOptionsResponse);
    named!(all_trace, AllTraceResponse);

    async fn all_get(&self, _: Context) -> AllGetResponse {
        AllGetResponse::Ok("all".into())
    }

    async fn all_head(&self, _: Context) -> AllHeadResponse {
        AllHeadResponse::NoContent
    }
}

impl PostsApi for Paths {
    named!(get_post, GetPostResponse, GetPostRequest);
    named!(delete_post, DeletePostResponse, DeletePostRequest);
    named!(put_x, PutXResponse, PutXRequest);
}

fn get(line: &str) -> Answer {
    ask(&router(Paths), line, "", "")
}

#[test]
fn the_operation_that_a_path_is_for() {
    for (line, expected) in [
        ("GET /posts/7", "getPost GetPostRequest { id: 7 }"),
        ("DELETE /posts/7", "deletePost DeletePostRequest { id: 7 }"),
        ("PUT /posts/a%2Fb/x", "putX PutXRequest { slug: \"a/b\" }"),
        ("GET /posts/mine", "getMine"),
        ("GET /files/a.json", "getJson GetJsonRequest { name: \"a\" }"),
        ("GET /files/a.json.json", "getJson GetJsonRequest { name: \"a.json\" }"),
        ("GET /files/a.txt", "getFile GetFileRequest { name: \"a.txt\" }"),
        ("GET /files/.json", "getFile GetFileRequest { name: \".json\" }"),
        ("PUT /files/a.json", "putFile PutFileRequest { name: \"a.json\" }"),
        ("POST /v1/x:cancel", "cancel CancelRequest { name: \"x\" }"),
        ("POST /v1/x:other", "create CreateRequest { name: \"x:other\" }"),
        ("GET /between/1-20/y%2E", "between BetweenRequest { from: 1, to: 20, date_year: \"y.\" }"),
        ("GET /between/-1--2/y", "between BetweenRequest { from: -1, to: -2, date_year: \"y\" }"),
        ("GET /:colon/*star/a", "odd OddRequest { name: \"a\" }"),
        ("GET /a%20b/%C3%A9", "encoded"),
        ("POST /all", "allPost"),
        ("OPTIONS /all", "allOptions"),
        ("TRACE /all", "allTrace"),
    ] {
        let answer = get(line);
        assert_eq!((answer.status, answer.body.as_str()), (200, expected), "{line}");
    }
}

#[test]
fn no_operation() {
    for line in ["GET /", "GET /posts", "GET /posts/7/", "GET /posts/7/x/y", "GET /between/12/y", "OPTIONS /nowhere"] {
        let answer = get(line);
        assert_eq!(answer.status, 404, "{line}");
        assert_eq!(answer.problem()["title"], "Not Found");
    }
}

#[test]
fn another_method() {
    let answer = get("PATCH /posts/7");
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, DELETE, OPTIONS"));
    assert_eq!(answer.problem()["detail"], "PATCH is none of GET, HEAD, DELETE, OPTIONS");
    let answer = get("POST /files/a.json");
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, PUT, OPTIONS"));
}

#[test]
fn head_and_options() {
    let answer = get("HEAD /files/a.txt");
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.header("content-length"), "40");
    assert_eq!(get("HEAD /all").status, 204);
    let answer = get("OPTIONS /files/a.txt");
    assert_eq!((answer.status, answer.header("allow")), (204, "GET, HEAD, PUT, OPTIONS"));
}

#[test]
fn routers_nest_and_merge() {
    let nested = Router::new().nest("/api/v1", router(Paths));
    let answer = ask(&nested, "GET /api/v1/files/a.json", "", "");
    assert_eq!(answer.body, "getJson GetJsonRequest { name: \"a\" }");
    assert_eq!(ask(&nested, "GET /api/v1/none", "", "").status, 404);
    let merged = Router::new().route("/health", axum::routing::get(|| async { "fine" })).merge(router(Paths));
    assert_eq!(ask(&merged, "GET /health", "", "").body, "fine");
    assert_eq!(ask(&merged, "GET /posts/mine", "", "").body, "getMine");
}
