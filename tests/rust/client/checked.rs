//! --validate and --builders.

use crate::server::Server;
use client::checked::client::{Client, Error};
use client::checked::operations::*;
use client::checked::types::*;
use validator::{ValidationErrors, ValidationErrorsKind};

fn pet(name: &str) -> Pet {
    Pet::builder().name(name).build()
}

/// What is said of a request that is not sent.
async fn refused(request: AddPetRequest) -> (String, ValidationErrors) {
    let client = Client::with_base_url("http://127.0.0.1:1").unwrap();
    let error = client.add_pet(request).await.unwrap_err();
    let text = error.to_string();
    let Error::Invalid { what, reason } = error else { panic!("{text}") };
    assert!(text.starts_with(&format!("{what} is not valid: ")), "{text}");
    (what, *reason.downcast::<ValidationErrors>().unwrap())
}

fn request() -> AddPetRequest {
    AddPetRequest::new(1, pet("Rex"))
}

#[tokio::test]
async fn what_fits_is_sent() {
    let server = Server::once(204, "", b"");
    let request = AddPetRequest::builder()
        .id(1)
        .limit(100)
        .tags(vec![Tag("a".into())])
        .body(pet("Rex"))
        .build();
    Client::with_base_url(&server.url).unwrap().add_pet(request).await.unwrap();
    assert_eq!(server.request().target(), "/pets/1?limit=100&tags=a");
}

#[tokio::test]
async fn parameters_are_checked() {
    for (request, what, code) in [
        (AddPetRequest { id: 0, ..request() }, "parameter id", "minimum"),
        (AddPetRequest { limit: Some(101), ..request() }, "parameter limit", "maximum"),
        (AddPetRequest { size: Some(3), ..request() }, "parameter size", "multipleOf"),
        (AddPetRequest { tags: Some(vec![]), ..request() }, "parameter tags", "minItems"),
    ] {
        let (given, errors) = refused(request).await;
        assert_eq!(given, what);
        let ValidationErrorsKind::Field(found) = &errors.errors()["__all__"] else { panic!() };
        assert_eq!(found[0].code, code);
    }
}

#[tokio::test]
async fn bodies_are_checked_with_pointers() {
    let mut body = pet("R");
    body.tags = Some(vec![Tag("ok".into()), Tag("Bad".into())]);
    let (what, errors) = refused(AddPetRequest { body, ..request() }).await;
    assert_eq!(what, "the body");
    let text = format!("{errors:?}");
    assert!(text.contains("/name") && text.contains("/tags/1"), "{text}");
    let client = Client::with_base_url("http://127.0.0.1:1").unwrap();
    for body in [
        PutNoteBody::Plain("four".into()),
        PutNoteBody::XWwwFormUrlencoded(pet("R")),
    ] {
        let error = client.put_note(PutNoteRequest { body: Some(body) }).await.unwrap_err();
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
    }
}

#[tokio::test]
async fn parts_lines_and_xml_are_checked() {
    let client = Client::with_base_url("http://127.0.0.1:1").unwrap();
    let fits = || AddFileMultipart { count: Some(9), names: Some(vec!["ab".into()]), ..AddFileMultipart::new("1234".into()) };
    let error = client.add_file(AddFileRequest::new(fits())).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    for (body, pointer) in [
        (AddFileMultipart { count: Some(10), ..fits() }, "/count"),
        (AddFileMultipart { pet: Some(pet("R")), ..fits() }, "/pet/name"),
        (AddFileMultipart { names: Some(vec!["ab".into(), "c".into()]), ..fits() }, "/names/1"),
        (AddFileMultipart { file: "12345".into(), ..fits() }, "/file"),
        (AddFileMultipart { more: vec!["a".into(), "b".into()], ..fits() }, "/more"),
    ] {
        let error = client.add_file(AddFileRequest::new(body)).await.unwrap_err();
        let Error::Invalid { what, reason } = &error else { panic!("{error}") };
        assert_eq!(what, "the body");
        assert!(format!("{reason:?}").contains(&format!("String({pointer:?})")), "{reason:?}");
    }
    let error = client.add_xml(AddXmlRequest::new(pet("R"))).await.unwrap_err();
    assert!(matches!(error, Error::Invalid { .. }), "{error}");
    let server = Server::once(200, "content-type: text/plain\r\n", b"");
    let client = Client::with_base_url(&server.url).unwrap();
    let error = client.add_lines(AddLinesRequest::new(vec![pet("Rex"), pet("R")].into())).await.unwrap_err();
    let Error::Transport(reason) = error else { panic!("{error}") };
    let mut causes = std::iter::successors(Some(&*reason as &dyn std::error::Error), |error| error.source());
    assert!(causes.any(|error| error.to_string().starts_with("a line of the body is not valid")), "{reason:?}");
}
