//! usage: prism NAME URL
//! Calls the operations of the document NAME on Prism at URL; says what Prism has against the requests, what the client cannot
//! read, and how many there are of each. Exits with 1 where there is anything.

use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::fmt::Display;
use std::sync::{Arc, Mutex};

#[path = "../../../build/rust/prism/lib.rs"]
mod generated;

/// What Prism finds, in its header field `sl-violations`.
#[derive(Deserialize)]
struct Violation {
    location: Vec<String>,
    message: String,
}

/// What Prism says of the response that the client has last received.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<Violation>>>);

impl Seen {
    fn note(&self, _: StatusCode, headers: &HeaderMap) {
        let said = headers.get("sl-violations");
        let said = said.map_or("[]", |value| value.to_str().unwrap());
        *self.0.lock().unwrap() = serde_json::from_str(said).unwrap();
    }
}

#[derive(Default)]
pub struct Calls {
    seen: Seen,
    called: u32,
    faulty: u32,
    unlike: u32,
    decoded: u32,
}

impl Calls {
    fn seen(&self) -> Seen {
        self.seen.clone()
    }

    /// What came of an operation's call: the status and the whole response, as `Debug` writes it.
    fn note(&mut self, id: &str, outcome: Result<(StatusCode, String), impl Display>) {
        self.called += 1;
        let (mut request, mut response) = (false, false);
        for violation in self.seen.0.lock().unwrap().drain(..) {
            let in_request = violation.location[0] == "request";
            *if in_request { &mut request } else { &mut response } = true;
            println!("{id}: {}: {}", violation.location.join("."), violation.message);
        }
        match outcome {
            Err(error) => println!("{id}: {error}"),
            Ok((_, text)) if text.starts_with("Unexpected ") => println!("{id}: {text}"),
            Ok((status, text)) => {
                self.decoded += 1;
                if !status.is_success() {
                    request = true;
                    println!("{id}: {text}");
                }
            }
        }
        self.faulty += u32::from(request);
        self.unlike += u32::from(response);
    }
}

/// A parameter or a body, from JSON.
pub fn value<T: for<'de> Deserialize<'de>>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let arguments: Vec<_> = std::env::args().collect();
    let mut calls = Calls::default();
    match &*arguments[1] {
        "petstore" => generated::petstore::calls::all(&mut calls, &arguments[2]).await,
        "github" => generated::github::calls::all(&mut calls, &arguments[2]).await,
        other => panic!("no document {other}"),
    }
    let Calls { called, faulty, unlike, decoded, .. } = calls;
    println!(
        "{}: {called} operations called, {faulty} requests at fault, {decoded} responses decoded, {unlike} of them unlike their schemas",
        arguments[1]
    );
    u8::from(called == 0 || faulty > 0 || decoded < called).into()
}
