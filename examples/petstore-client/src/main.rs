//! Lists the pets of a petstore: `cargo run -- http://127.0.0.1:8080`.

mod api {
    include!(concat!(env!("OUT_DIR"), "/petstore.rs"));
}

use api::client::Client;
use api::operations::{ListPetsRequest, ListPetsResponse};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = match std::env::args().nth(1) {
        Some(url) => Client::with_base_url(&url)?,
        None => Client::new(),
    };
    match client
        .list_pets(ListPetsRequest { limit: Some(10) })
        .await?
    {
        ListPetsResponse::Ok(pets) => pets
            .iter()
            .for_each(|pet| println!("{} {}", pet.id, pet.name)),
        other => println!("{}", other.status()),
    }
    Ok(())
}
