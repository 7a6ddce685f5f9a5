//! Bodies in XML, from client to server and back.

use crate::{RUNTIME, ask, serve};
use client::xml::client::Client;
use client::xml::{operations as sent, types as sent_types};
use server::xml::operations::*;
use server::xml::server::{Api, Context, router};
use server::xml::types::Pet;

/// Gives back what it gets, in the media type that is asked for.
struct Echo;

impl Api for Echo {
    async fn add_pet(&self, context: Context, request: AddPetRequest) -> AddPetResponse {
        AddPetResponse::Ok(match context.accepts(&["application/xml", "application/json"]) {
            Some(1) => AddPetOkBody::Json(request.body),
            _ => AddPetOkBody::Xml(request.body),
        })
    }

    async fn list_pets(&self, _: Context) -> ListPetsResponse {
        let pet = |id| Pet { id, name: "<&>\"'".into(), born: None, weight: None, code: None, photos: vec![], tags: None, owner: None };
        ListPetsResponse::Ok(vec![pet(1), pet(2)])
    }
}

fn pet() -> sent_types::Pet {
    sent_types::Pet {
        id: -7,
        name: "a < b & \"c\" \u{e9}".into(),
        born: "2020-02-29".parse().ok(),
        weight: Some(Some(1.5)),
        code: Some("007".into()),
        photos: vec!["p".into(), "".into(), "q".into()],
        tags: Some(vec![sent_types::Tag { lang: Some("en".into()), text: "good".into() }]),
        owner: Some(sent_types::Owner { name: Some("Ann".into()), pet: None }),
    }
}

#[test]
fn what_is_sent_comes_back() {
    let client = Client::with_base_url(&serve(router(Echo))).unwrap();
    let answer = RUNTIME.block_on(client.add_pet(sent::AddPetRequest::new(pet()))).unwrap();
    assert_eq!(answer.into_ok().unwrap(), pet());
    let pets = RUNTIME.block_on(client.list_pets()).unwrap().into_ok().unwrap();
    assert_eq!((pets.len(), pets[1].name.as_str()), (2, "<&>\"'"));
}

#[test]
fn what_is_no_xml_is_refused() {
    let router = router(Echo);
    for body in ["", "<p:pet", "{}", "<pet><title>a</title></pet>", "<!DOCTYPE a [<!ENTITY e \"x\">]><p:pet xmlns:p=\"http://example.com/pets\" id=\"1\"><title>&e;</title></p:pet>"] {
        let answer = ask(&router, "POST /pets", "content-type: application/xml", body);
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        answer.problem();
    }
    assert_eq!(ask(&router, "POST /pets", "content-type: application/json", "{}").status, 415);
}
