//! Every cell of the table of styles, OAS 3.1.1, section 4.8.12.2.4; what is sent is told byte for byte.

use crate::server::Server;
use client::styles::client::{Client, Error};
use client::styles::operations::*;
use client::styles::types::*;

const DONE: u16 = 204;

fn color() -> Color {
    Color { r: 100, g: 200, b: 150 }
}

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(String::from).to_vec()
}

fn client(server: &Server) -> Client {
    Client::with_base_url(&server.url).unwrap()
}

/// The target of the one request that `call` makes.
macro_rules! target {
    ($method:ident, $request:expr) => {{
        let server = Server::once(DONE, "", b"");
        client(&server).$method($request).await.unwrap();
        server.request().target().to_owned()
    }};
}

#[tokio::test]
async fn simple() {
    let request = |text: &str| SimpleRequest::new(text.into(), colors(), color(), colors(), color());
    assert_eq!(
        target!(simple, request("blue")),
        "/simple/blue/blue,black,brown/R,100,G,200,B,150/blue,black,brown/R=100,G=200,B=150"
    );
    assert_eq!(
        target!(simple, request("")),
        "/simple//blue,black,brown/R,100,G,200,B,150/blue,black,brown/R=100,G=200,B=150"
    );
}

#[tokio::test]
async fn label() {
    let request = |text: &str| LabelRequest::new(text.into(), colors(), color(), colors(), color());
    assert_eq!(
        target!(label, request("blue")),
        "/label/x.blue/.blue,black,brown/.R,100,G,200,B,150/.blue.black.brown/.R=100.G=200.B=150"
    );
    assert!(target!(label, request("")).starts_with("/label/x./.blue"));
}

#[tokio::test]
async fn matrix() {
    let request = |text: &str| MatrixRequest::new(text.into(), colors(), color(), colors(), color());
    assert_eq!(
        target!(matrix, request("blue")),
        "/matrix/;text=blue/;list=blue,black,brown/;object=R,100,G,200,B,150\
         /;listX=blue;listX=black;listX=brown/;R=100;G=200;B=150"
    );
    assert!(target!(matrix, request("")).starts_with("/matrix/;text/;list="));
}

#[tokio::test]
async fn a_path_is_encoded_and_has_no_segment_of_dots() {
    let request = |text: &str| SimpleRequest::new(text.into(), vec![], color(), vec!["a,b".into()], color());
    assert_eq!(
        target!(simple, request("a/b?c#d%20 é.")),
        "/simple/a%2Fb%3Fc%23d%2520%20%C3%A9.//R,100,G,200,B,150/a%2Cb/R=100,G=200,B=150"
    );
    for dots in [".", ".."] {
        let server = Server::once(DONE, "", b"");
        let error = client(&server).simple(request(dots)).await.unwrap_err();
        assert!(error.to_string().ends_with("has a segment of dots alone"), "{error}");
        assert!(matches!(error, Error::Encode { .. }));
    }
}

macro_rules! query {
    ($($field:ident: $value:expr),*) => {
        target!(query, QueryRequest { $($field: Some($value),)* ..QueryRequest::default() })
    };
}

#[tokio::test]
async fn form() {
    assert_eq!(target!(query, QueryRequest::default()), "/query");
    assert_eq!(query!(text: String::new()), "/query?text=");
    assert_eq!(query!(text: "blue".into()), "/query?text=blue");
    assert_eq!(query!(list: colors()), "/query?list=blue,black,brown");
    assert_eq!(query!(object: color()), "/query?object=R,100,G,200,B,150");
    assert_eq!(query!(list_x: colors()), "/query?listX=blue&listX=black&listX=brown");
    assert_eq!(query!(object_x: color()), "/query?R=100&G=200&B=150");
    assert_eq!(query!(list: vec![], list_x: vec![]), "/query");
}

#[tokio::test]
async fn delimited() {
    assert_eq!(query!(space_list: colors()), "/query?spaceList=blue%20black%20brown");
    assert_eq!(query!(space_object: color()), "/query?spaceObject=R%20100%20G%20200%20B%20150");
    assert_eq!(query!(pipe_list: colors()), "/query?pipeList=blue%7Cblack%7Cbrown");
    assert_eq!(query!(pipe_object: color()), "/query?pipeObject=R%7C100%7CG%7C200%7CB%7C150");
}

#[tokio::test]
async fn deep_object() {
    assert_eq!(query!(deep: color()), "/query?deep%5BR%5D=100&deep%5BG%5D=200&deep%5BB%5D=150");
    let filter = Filter {
        name: Some("a b".into()),
        sizes: Some(vec![1, 2]),
        range: Some(FilterRange { from: Some(3), to: None }),
    };
    assert_eq!(
        query!(filter: filter),
        "/query?filter%5Bname%5D=a%20b&filter%5Bsizes%5D%5B0%5D=1&filter%5Bsizes%5D%5B1%5D=2\
         &filter%5Brange%5D%5Bfrom%5D=3"
    );
}

/// Appendix C: what is reserved stands for itself only where allowReserved says so.
#[tokio::test]
async fn reserved() {
    assert_eq!(query!(text: "a/b c&d=é+".into()), "/query?text=a%2Fb%20c%26d%3D%C3%A9%2B");
    assert_eq!(
        query!(reserved: "a/b?c:[d]@!$&'()*+,;=#%20%zz é".into()),
        "/query?reserved=a/b?c:[d]@!$&%27()*+,;=%23%20%25zz%20%C3%A9",
        "a URL's query has no apostrophe (WHATWG URL, section 1.3)"
    );
    assert_eq!(query!(a_and_b_equal_c: "1".into()), "/query?a%26b%3Dc=1");
}

#[tokio::test]
async fn values() {
    assert_eq!(query!(json: color()), "/query?json=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D");
    assert_eq!(query!(number: 1.5), "/query?number=1.5");
    assert_eq!(query!(float: 0.1), "/query?float=0.1");
    assert_eq!(query!(flag: true), "/query?flag=true");
    assert_eq!(query!(order: QueryOrder::Down), "/query?order=down");
    let since = "2024-05-06T07:08:09Z".parse().unwrap();
    assert_eq!(query!(since: since), "/query?since=2024-05-06T07%3A08%3A09Z");
    assert_eq!(query!(bytes: b"\xff\xfe".to_vec()), "/query?bytes=%2F%2F4%3D");
    assert_eq!(query!(maybe: "x".into()), "/query?maybe=x");
    assert_eq!(query!(size: QuerySize::Integer(7)), "/query?size=7");
    assert_eq!(query!(size: QuerySize::String("big".into())), "/query?size=big");
    let server = Server::once(DONE, "", b"");
    let request = QueryRequest { number: Some(f64::NAN), ..QueryRequest::default() };
    let error = client(&server).query(request).await.unwrap_err();
    assert_eq!(error.to_string(), "parameter number cannot be written: NaN is no number that can be written");
}

#[tokio::test]
async fn headers_and_cookies() {
    let server = Server::once(DONE, "", b"");
    let request = HeadersRequest {
        x_text: Some("a b, é".into()),
        x_list: Some(colors()),
        x_object: Some(color()),
        x_object_x: Some(color()),
        x_json: Some(color()),
        text: Some("a b".into()),
        list: Some(colors()),
        list_x: Some(colors()),
        object: Some(color()),
        raw: Some("a=b".into()),
    };
    client(&server).headers(request).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("X-Text"), "a b, é");
    assert_eq!(request.header("X-List"), "blue,black,brown");
    assert_eq!(request.header("X-Object"), "R,100,G,200,B,150");
    assert_eq!(request.header("X-Object-X"), "R=100,G=200,B=150");
    assert_eq!(request.header("X-Json"), r#"{"R":100,"G":200,"B":150}"#);
    assert_eq!(request.header("Authorization"), "");
    assert_eq!(
        request.header("Cookie"),
        "text=a%20b; list=blue,black,brown; listX=blue; listX=black; listX=brown; R=100; G=200; B=150; raw=a=b"
    );
    let server = Server::once(DONE, "", b"");
    let request = HeadersRequest { x_text: Some("a\nb".into()), ..HeadersRequest::default() };
    let error = client(&server).headers(request).await.unwrap_err();
    assert!(matches!(error, Error::Encode { .. }), "{error}");
}

#[tokio::test]
async fn a_whole_query_string() {
    let filter = Filter { name: Some("a b&c".into()), sizes: Some(vec![1, 2]), range: None };
    let request = SearchRequest { selector: Some(filter) };
    assert_eq!(target!(search, request), "/search?name=a+b%26c&sizes=1&sizes=2");
}

#[tokio::test]
async fn undeclared_and_inherited() {
    let request = DeleteUndeclaredByIdRequest {
        id: Some(7),
        ..DeleteUndeclaredByIdRequest::new("de".into(), "x y".into())
    };
    assert_eq!(target!(delete_undeclared_by_id, request), "/undeclared/x%20y?lang=de&id=7");
}
