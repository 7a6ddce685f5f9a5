//! Requests that are not as the document says.

use crate::bodies::Bodies;
use crate::{Answer, ask};
use futures_util::StreamExt;
use server::bodies::server::{Options, router, router_with};
use server::checked::operations::*;
use server::checked::server as checked;
use server::styles::server as styles;

fn bodies(line: &str, headers: &str, body: &str) -> Answer {
    ask(&router(Bodies::default()), line, &signed(headers), body)
}

/// With a credential that everybody has.
fn signed(headers: &str) -> String {
    format!("authorization: Bearer x\n{headers}")
}

const JSON: &str = "content-type: application/json";

#[test]
fn what_is_wrong_and_where() {
    let answer = bodies("POST /json", JSON, "{\"name\":\"a\",\"tags\":[\"x\",7]}");
    assert_eq!(answer.status, 400);
    let error = &answer.problem()["errors"][0];
    assert_eq!((error["in"].as_str(), error["pointer"].as_str()), (Some("body"), Some("/tags/1")));
    assert!(error["detail"].as_str().unwrap().contains("expected a string"));
    let answer = bodies("POST /json", JSON, "");
    assert_eq!(answer.problem()["detail"], "the body: it is missing");
    let answer = bodies("POST /json", JSON, "{");
    assert_eq!(answer.status, 400);
    let answer = bodies("POST /form", "content-type: application/x-www-form-urlencoded", "ids=1,x&name=a");
    assert_eq!(answer.status, 400);
    let multipart = "content-type: multipart/form-data; boundary=x";
    let answer = bodies("POST /multipart", multipart, "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na\r\n--x--\r\n");
    assert_eq!(answer.problem()["detail"], "the body's part pet: it is missing");
    assert_eq!(bodies("POST /multipart", "content-type: multipart/form-data", "--x--").status, 400);
    assert_eq!(bodies("POST /multipart", multipart, "--y").status, 400);
}

struct Styles;

impl styles::Api for Styles {
    async fn simple(&self, _: styles::Context, _: server::styles::operations::SimpleRequest) -> server::styles::operations::SimpleResponse {
        server::styles::operations::SimpleResponse::NoContent
    }
    async fn label(&self, _: styles::Context, _: server::styles::operations::LabelRequest) -> server::styles::operations::LabelResponse {
        server::styles::operations::LabelResponse::NoContent
    }
    async fn matrix(&self, _: styles::Context, _: server::styles::operations::MatrixRequest) -> server::styles::operations::MatrixResponse {
        server::styles::operations::MatrixResponse::NoContent
    }
    async fn query(&self, _: styles::Context, request: server::styles::operations::QueryRequest) -> server::styles::operations::QueryResponse {
        server::styles::operations::QueryResponse::Other(axum::response::Response::new(format!("{request:?}").into()))
    }
    async fn headers(&self, _: styles::Context, _: server::styles::operations::HeadersRequest) -> server::styles::operations::HeadersResponse {
        server::styles::operations::HeadersResponse::NoContent
    }
    async fn search(&self, _: styles::Context, _: server::styles::operations::SearchRequest) -> server::styles::operations::SearchResponse {
        server::styles::operations::SearchResponse::NoContent
    }
    async fn delete_undeclared_by_id(
        &self,
        _: styles::Context,
        _: server::styles::operations::DeleteUndeclaredByIdRequest,
    ) -> server::styles::operations::DeleteUndeclaredByIdResponse {
        server::styles::operations::DeleteUndeclaredByIdResponse::NoContent
    }
}

#[test]
fn parameters_that_cannot_be_read() {
    let router = styles::router(Styles);
    for (line, headers, place, name) in [
        ("GET /query?number=x", "", "query", "number"),
        ("GET /query?object=R,1,G,x,B,3", "", "query", "object"),
        ("GET /query?R=1", "", "query", "objectX"),
        ("GET /query?deep[R]=1&deep[G]=2", "", "query", "deep"),
        ("GET /query?filter[range][from]=x", "", "query", "filter"),
        ("GET /query?flag=yes", "", "query", "flag"),
        ("GET /query?order=left", "", "query", "order"),
        ("GET /query?json={", "", "query", "json"),
        ("GET /query?bytes=%21", "", "query", "bytes"),
        ("GET /headers", "x-object: R,1", "header", "X-Object"),
        ("GET /headers", "x-json: 7", "header", "X-Json"),
        ("GET /headers", "cookie: R=1", "cookie", "object"),
        ("GET /simple/a/b/R,1/c/R=1", "", "path", "object"),
        ("DELETE /undeclared/a", "", "query", "lang"),
    ] {
        let answer = ask(&router, &line.replace('{', "%7B"), headers, "");
        assert_eq!(answer.status, 400, "{line} {headers}: {}", answer.body);
        let error = &answer.problem()["errors"][0];
        assert_eq!((error["in"].as_str(), error["name"].as_str()), (Some(place), Some(name)), "{line}");
    }
}

#[test]
fn what_other_clients_send() {
    let router = styles::router(Styles);
    for (query, expected) in [
        ("unknown=1&text=a+b", "text: Some(\"a b\")"),
        ("deep[R]=1&deep[G]=2&deep[B]=3", "deep: Some(Color { r: 1, g: 2, b: 3 })"),
        ("filter[sizes][]=1&filter[sizes][]=2", "sizes: Some([1, 2])"),
        ("spaceList=a+b", "space_list: Some([\"a\", \"b\"])"),
        ("pipeList=a|b%7cc", "pipe_list: Some([\"a\", \"b\", \"c\"])"),
        ("number=1e3", "number: Some(1000.0)"),
        ("text", "text: Some(\"\")"),
        ("text=%FF", "text: Some(\"\u{FFFD}\")"),
    ] {
        let line = format!("GET /query?{}", query.replace('|', "%7C"));
        let answer = ask(&router, &line, "", "");
        assert!(answer.status == 200 && answer.body.contains(expected), "{query}: {}", answer.body);
    }
}

#[test]
fn media_types() {
    for (line, headers, status) in [
        ("POST /json", "content-type: image/png", 415),
        ("POST /json", "content-type: Application/JSON; charset=utf-8", 200),
        ("POST /json", "content-type: application/merge-patch+json", 200),
        ("POST /json", "", 200),
        ("POST /either", "", 415),
        ("POST /either", "content-type: text/html", 415),
        ("POST /json", "content-type: application/json\naccept: text/html, application/*;q=0.1", 200),
        ("POST /json", "content-type: application/json\naccept: text/html", 406),
        ("POST /json", "content-type: application/json\naccept: */*, application/json;q=0", 406),
        ("POST /json", "content-type: application/json\naccept: application/problem+json", 406),
    ] {
        let answer = bodies(line, headers, "{\"name\":\"a\"}");
        assert_eq!(answer.status, status, "{line} {headers}: {}", answer.body);
        if status > 400 {
            answer.problem();
        }
    }
}

#[test]
fn bodies_that_are_too_large() {
    let router = router_with(Bodies::default(), Options::default().with_limit(20));
    let ask = |line, headers, body| ask(&router, line, &signed(headers), body).status;
    assert_eq!(ask("POST /json", JSON, "{\"name\":\"12345678\"}"), 200);
    assert_eq!(ask("POST /json", JSON, "{\"name\":\"1234567890\"}"), 413);
    let length = format!("{JSON}\ncontent-length: 21");
    assert_eq!(ask("POST /json", &length, "{}"), 413, "it need not be read to be known");
    let multipart = "content-type: multipart/form-data; boundary=x";
    assert_eq!(ask("POST /multipart", multipart, "--x\r\n\r\n12345678901234567890\r\n--x--"), 413);
    assert_eq!(ask("PUT /upload", "content-type: application/octet-stream", "123456789012345678901"), 204, "streams have no limit");
}

struct Checked;

impl checked::Api for Checked {
    async fn add_pet(&self, _: checked::Context, _: AddPetRequest) -> AddPetResponse {
        AddPetResponse::NoContent
    }

    async fn put_note(&self, _: checked::Context, _: PutNoteRequest) -> PutNoteResponse {
        PutNoteResponse::NoContent { x_rate: Some(1) }
    }

    async fn add_file(&self, _: checked::Context, _: AddFileRequest) -> AddFileResponse {
        AddFileResponse::NoContent
    }

    async fn add_xml(&self, _: checked::Context, _: AddXmlRequest) -> AddXmlResponse {
        AddXmlResponse::NoContent
    }

    async fn add_lines(&self, _: checked::Context, request: AddLinesRequest) -> AddLinesResponse {
        let lines: Vec<_> = request.body.collect().await;
        let said = lines.iter().map(|line| line.as_ref().map_or_else(|error| error.to_string(), |pet| pet.name.clone()));
        AddLinesResponse::Ok(said.collect::<Vec<_>>().join("\n"))
    }
}

#[test]
fn what_does_not_fit_its_schema() {
    let router = checked::router(Checked);
    let pet = "{\"name\":\"Rex\"}";
    assert_eq!(ask(&router, "POST /pets/1?limit=100&tags=a", JSON, pet).status, 204);
    for (target, name) in [("/pets/0", "id"), ("/pets/1?limit=101", "limit"), ("/pets/1?size=3", "size")] {
        let answer = ask(&router, &format!("POST {target}"), JSON, pet);
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(answer.problem()["errors"][0]["name"], name);
    }
    let answer = ask(&router, "POST /pets/1", JSON, "{\"name\":\"R\",\"tags\":[\"ok\",\"Bad\"]}");
    let problem = answer.problem();
    let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!((answer.status, pointers), (400, vec!["/name", "/tags/1"]));
    let answer = ask(&router, "POST /pets/1", JSON, "{\"name\":\"Rex\",\"tags\":null}");
    assert_eq!(answer.problem()["errors"][0]["pointer"], "/tags", "an optional field may be missing, but not null");
    assert_eq!(ask(&router, "PUT /note", "content-type: text/plain", "four").status, 400);
    let answer = ask(&router, "PUT /note", "content-type: text/plain", "two");
    assert_eq!((answer.status, answer.header("x-rate")), (204, "1"));
    assert_eq!(ask(&router, "PUT /note", "", "").status, 204);
}

/// Parts of a form: `name: value`, or `name=file: content` of a file.
fn form(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        let (name, value) = part.split_once(": ").unwrap();
        let name = name.replace('=', "\"; filename=\"");
        text += &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    text + "--x--\r\n"
}

#[test]
fn parts_that_do_not_fit_their_schema() {
    let router = checked::router(Checked);
    let ask = |parts: &[&str]| ask(&router, "POST /files", "content-type: multipart/form-data; boundary=x", &form(parts));
    let fits = ["file=f: 1234", "more=m: x", "count: 9", "pet: {\"name\":\"Rex\"}", "names: ab", "names: cd"];
    assert_eq!(ask(&fits).status, 204);
    for (part, pointer) in [
        ("count: 10", "/count"),
        ("pet: {\"name\":\"R\"}", "/pet/name"),
        ("names: a", "/names/0"),
        ("other: x", ""),
    ] {
        let problem = ask(&["file=f: 1234", part]).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["pointer"]), (&400.into(), &pointer.into()), "{part}");
    }
    assert_eq!(ask(&["file=f: 12345"]).problem()["errors"][0]["pointer"], "/file");
    assert_eq!(ask(&["file=f: 1", "more=a: x", "more=b: x"]).problem()["errors"][0]["pointer"], "/more");
}

#[test]
fn lines_that_do_not_fit_their_schema() {
    let lines = "{\"name\":\"Rex\"}\n{\"name\":\"R\"}\n{\"name\":\"Ada\"}\n";
    let answer = ask(&checked::router(Checked), "POST /lines", "content-type: application/x-ndjson", lines);
    let said: Vec<_> = answer.body.lines().collect();
    assert_eq!((said[0], said.last()), ("Rex", Some(&"Ada")), "the others are read");
    assert!(answer.body.contains("shorter than 2"), "{}", answer.body);
}
