//! Bodies in XML, OAS 3.1.1, section 4.8.26.

use crate::server::Server;
use client::xml::client::{Client, Error};
use client::xml::operations::*;
use client::xml::types::*;

fn pet() -> Pet {
    Pet {
        id: 7,
        name: "Rex & <Co>".into(),
        born: Some("2024-05-06".parse().unwrap()),
        weight: None,
        code: Some("007".into()),
        photos: vec!["a".into(), "b".into()],
        tags: Some(vec![
            Tag { lang: Some("en".into()), text: "good".into() },
            Tag { lang: None, text: "".into() },
        ]),
        owner: Some(Owner { name: Some(" é ".into()), pet: None }),
    }
}

const PET: &str = "<p:pet xmlns:p=\"http://example.com/pets\" id=\"7\"><title>Rex &amp; &lt;Co&gt;</title>\
                   <born>2024-05-06</born><code>007</code><photo>a</photo><photo>b</photo>\
                   <labels><label lang=\"en\">good</label><label></label></labels>\
                   <owner><name> é </name></owner></p:pet>";

async fn read(media_type: &str, body: &str) -> Result<AddPetResponse, Error> {
    let server = Server::once(200, &format!("content-type: {media_type}"), body.as_bytes());
    Client::with_base_url(&server.url).unwrap().add_pet(AddPetRequest::new(pet())).await
}

#[tokio::test]
async fn what_is_sent() {
    let server = Server::once(200, "content-type: application/xml", PET.as_bytes());
    let client = Client::with_base_url(&server.url).unwrap();
    let given = client.add_pet(AddPetRequest::new(pet())).await.unwrap();
    assert_eq!(given.into_ok().unwrap(), pet(), "what was written is read");
    let sent = server.request();
    assert_eq!(sent.header("content-type"), "application/xml");
    assert_eq!(sent.header("accept"), "application/xml, application/json");
    assert_eq!(sent.text(), format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{PET}"));
}

#[tokio::test]
async fn what_is_read() {
    let text = "<?xml version='1.0'?><!-- a --><x:pet xmlns:x='http://example.com/pets' id='7'>\n \
                <photo/><title><![CDATA[<b>]]>&#x41;</title><weight></weight> <photo>c</photo><labels/></x:pet>";
    let AddPetResponse::Ok(read) = read("application/xml", text).await.unwrap() else { panic!() };
    assert_eq!((read.id, read.name.as_str(), read.weight), (7, "<b>A", Some(None)));
    assert_eq!((read.photos, read.tags, read.owner), (vec![String::new(), "c".into()], Some(vec![]), None));
}

#[tokio::test]
async fn the_content_type_says_which() {
    let json = r#"{"id":1,"name":"a","photos":[]}"#;
    let AddPetResponse::Ok(read) = read("application/json", json).await.unwrap() else { panic!() };
    assert_eq!(read.id, 1);
}

#[tokio::test]
async fn what_cannot_be_read() {
    let deep = "<a>".repeat(1000);
    for text in ["", "<pet", "<pet></dog>", "<pet id='x'><title>a</title></pet>", "<pet>", &deep] {
        let error = read("application/xml", text).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{text}: {error}");
    }
}

#[tokio::test]
async fn an_array_is_the_root() {
    let body = format!("<pets>{PET}{PET}</pets>");
    let server = Server::once(200, "content-type: application/xml", body.as_bytes());
    let given = Client::with_base_url(&server.url).unwrap().list_pets().await.unwrap();
    assert_eq!(given, ListPetsResponse::Ok(vec![pet(), pet()]));
}
