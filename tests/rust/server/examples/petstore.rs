//! The service of tests/fixtures/server/petstore.yaml, in memory, with a trace where TRACE is set:
//! `TRACE=1 cargo run -p server --example petstore -- 127.0.0.1:8080`.

use http::StatusCode;
use server::petstore::operations::*;
use server::petstore::server::{Api, Context, router};
use server::petstore::types::{Pet, Problem};
use std::collections::BTreeMap;
use std::sync::RwLock;

#[derive(Default)]
struct Petstore(RwLock<Pets>);

#[derive(Default)]
struct Pets {
    by_id: BTreeMap<i64, Pet>,
    last: i64,
}

fn missing(id: i64) -> (StatusCode, Problem) {
    let status = StatusCode::NOT_FOUND;
    let problem = Problem {
        title: Some("No such pet".into()),
        status: status.as_u16().into(),
        detail: Some(format!("there is no pet {id}")),
        errors: None,
    };
    (status, problem)
}

impl Api for Petstore {
    async fn list_pets(&self, _: Context, request: ListPetsRequest) -> ListPetsResponse {
        let pets = self.0.read().unwrap();
        let is_asked = |pet: &&Pet| request.kind.as_ref().is_none_or(|kinds| kinds.contains(&pet.kind));
        let limit = request.limit.unwrap_or(20) as usize;
        ListPetsResponse::Ok {
            x_total: pets.by_id.len() as i64,
            body: pets.by_id.values().filter(is_asked).take(limit).cloned().collect(),
        }
    }

    async fn add_pet(&self, _: Context, request: AddPetRequest) -> AddPetResponse {
        let mut pets = self.0.write().unwrap();
        pets.last += 1;
        let new = request.body;
        let pet = Pet { id: pets.last, name: new.name, kind: new.kind, tags: new.tags, weight: new.weight };
        pets.by_id.insert(pet.id, pet.clone());
        AddPetResponse::Created { location: format!("/pets/{}", pet.id), body: pet }
    }

    async fn get_pet(&self, _: Context, request: GetPetRequest) -> GetPetResponse {
        match self.0.read().unwrap().by_id.get(&request.id) {
            Some(pet) => GetPetResponse::Ok(pet.clone()),
            None => {
                let (status, problem) = missing(request.id);
                GetPetResponse::ClientError(status, problem)
            }
        }
    }

    async fn delete_pet(&self, _: Context, request: DeletePetRequest) -> DeletePetResponse {
        match self.0.write().unwrap().by_id.remove(&request.id) {
            Some(_) => DeletePetResponse::NoContent,
            None => {
                let (status, problem) = missing(request.id);
                DeletePetResponse::ClientError(status, problem)
            }
        }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".into());
    if std::env::var_os("TRACE").is_some() {
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).init();
    }
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening at {}", listener.local_addr()?);
    axum::serve(listener, router(Petstore::default()).layer(tower_http::trace::TraceLayer::new_for_http()))
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}
