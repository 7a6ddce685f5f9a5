//! The service of petstore.rs as it would be written by hand, to compare: the same handlers, axum's extractors.

use axum::extract::{Json, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use server::petstore::types::{NewPet, Pet};
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

#[derive(Default)]
struct Pets {
    by_id: BTreeMap<i64, Pet>,
    last: i64,
}

type Shared = State<Arc<RwLock<Pets>>>;

async fn add_pet(State(pets): Shared, Json(new): Json<NewPet>) -> Response {
    let mut pets = pets.write().unwrap();
    pets.last += 1;
    let pet = Pet { id: pets.last, name: new.name, kind: new.kind, tags: new.tags, weight: new.weight };
    pets.by_id.insert(pet.id, pet.clone());
    (StatusCode::CREATED, [(header::LOCATION, format!("/pets/{}", pet.id))], Json(pet)).into_response()
}

async fn get_pet(State(pets): Shared, Path(id): Path<i64>) -> Response {
    match pets.read().unwrap().by_id.get(&id) {
        Some(pet) => Json(pet.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let router = axum::Router::new()
        .route("/pets", post(add_pet))
        .route("/pets/{id}", get(get_pet))
        .layer(tower_http::trace::TraceLayer::new_for_http())
        .with_state(Arc::<RwLock<Pets>>::default());
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}
