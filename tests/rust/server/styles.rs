//! What a client sends in every style, the service gets: values of all kinds.

use crate::{RUNTIME, serve};
use client::styles::client::Client;
use client::styles::operations as sent;
use client::styles::types::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::styles::operations::*;
use server::styles::server::{Api, Context, router};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

/// Writes down what it gets.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl Recorder {
    fn note(&self, request: &impl Debug) {
        *self.0.lock().unwrap() = format!("{request:?}");
    }
}

macro_rules! recorder {
    ($($name:ident: $request:ident -> $response:ident;)*) => {
        impl Api for Recorder {
            $(async fn $name(&self, _: Context, request: $request) -> $response {
                self.note(&request);
                $response::NoContent
            })*
        }
    };
}

recorder! {
    simple: SimpleRequest -> SimpleResponse;
    label: LabelRequest -> LabelResponse;
    matrix: MatrixRequest -> MatrixResponse;
    query: QueryRequest -> QueryResponse;
    headers: HeadersRequest -> HeadersResponse;
    search: SearchRequest -> SearchResponse;
    delete_undeclared_by_id: DeleteUndeclaredByIdRequest -> DeleteUndeclaredByIdResponse;
}

/// Calls a method with each of many requests; what the service gets must be what was sent.
macro_rules! same {
    ($method:ident, $response:ident, $requests:expr) => {{
        let recorder = Recorder::default();
        let client = Client::with_base_url(&serve(router(recorder.clone()))).unwrap();
        let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
        runner
            .run(&$requests, |request| {
                let expected = format!("{request:?}");
                let given = RUNTIME.block_on(client.$method(request)).map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert!(matches!(given, sent::$response::NoContent), "{:?} for {}", given, expected);
                prop_assert_eq!(&*recorder.0.lock().unwrap(), &expected);
                Ok(())
            })
            .unwrap();
    }};
}

fn color() -> impl Strategy<Value = Color> {
    any::<(i64, i64, i64)>().prop_map(|(r, g, b)| Color { r, g, b })
}

/// Lists of texts with any characters but these, none of which is empty.
fn list(but: &'static [char]) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(text(but), 1..4)
}

fn text(but: &'static [char]) -> impl Strategy<Value = String> {
    any::<String>().prop_map(move |text| {
        let kept: String = text.chars().filter(|c| !but.contains(c)).collect();
        if kept.is_empty() { "é/".into() } else { kept }
    })
}

/// A segment of dots alone cannot be sent.
fn segment() -> impl Strategy<Value = String> {
    text(&[]).prop_filter("dots", |text| text != "." && text != "..")
}

#[test]
fn simple() {
    let words = || list(&['.']);
    let requests = (segment(), words(), color(), words(), color());
    same!(simple, SimpleResponse, requests.prop_map(|(a, b, c, d, e)| sent::SimpleRequest::new(a, b, c, d, e)));
}

#[test]
fn label() {
    // A label's dots stand between its parts.
    let words = || list(&['.']);
    let requests = (text(&['.']), words(), color(), words(), color());
    same!(label, LabelResponse, requests.prop_map(|(a, b, c, d, e)| sent::LabelRequest::new(a, b, c, d, e)));
}

#[test]
fn matrix() {
    let requests = (any::<String>(), list(&[]), color(), list(&[]), color());
    same!(matrix, MatrixResponse, requests.prop_map(|(a, b, c, d, e)| sent::MatrixRequest::new(a, b, c, d, e)));
}

fn maybe<T: Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(value)
}

fn filter() -> impl Strategy<Value = Filter> {
    let range = (any::<i64>(), maybe(any::<i64>())).prop_map(|(from, to)| FilterRange { from: Some(from), to });
    let sizes = proptest::collection::vec(any::<i64>(), 1..4);
    (any::<String>(), maybe(sizes), maybe(range)).prop_map(|(name, sizes, range)| Filter { name: Some(name), sizes, range })
}

fn lists_in_a_query() -> impl Strategy<Value = sent::QueryRequest> {
    let lists = (maybe(list(&[])), maybe(list(&[])), maybe(list(&[' '])), maybe(list(&['|'])));
    let colors = (maybe(color()), maybe(color()), maybe(color()), maybe(color()), maybe(color()));
    (lists, colors, maybe(filter())).prop_map(|(lists, colors, filter)| sent::QueryRequest {
        list: lists.0,
        list_x: lists.1,
        space_list: lists.2,
        pipe_list: lists.3,
        object: colors.0,
        object_x: colors.1,
        space_object: colors.2,
        pipe_object: colors.3,
        deep: colors.4,
        filter,
        ..Default::default()
    })
}

#[test]
fn lists_and_objects_of_a_query() {
    same!(query, QueryResponse, lists_in_a_query());
}

fn values_in_a_query() -> impl Strategy<Value = sent::QueryRequest> {
    let texts = (maybe(any::<String>()), maybe(any::<String>()), maybe(any::<String>()));
    // Where what is reserved stands for itself, it stands for the query's own signs too.
    let reserved = maybe(text(&['&', '%']));
    let numbers = (maybe(any::<i32>()), maybe(any::<i16>()), maybe(any::<bool>()), maybe(any::<bool>()));
    let size = prop_oneof![any::<i64>().prop_map(QuerySize::Integer), "[a-z]{1,5}".prop_map(QuerySize::String)];
    let others = (maybe(any::<u32>()), maybe(any::<Vec<u8>>()), maybe(size), maybe(color()));
    (texts, reserved, numbers, others).prop_map(|(texts, reserved, numbers, others)| sent::QueryRequest {
        text: texts.0,
        a_and_b_equal_c: texts.1,
        maybe: texts.2,
        reserved,
        number: numbers.0.map(|n| f64::from(n) / 8.0),
        float: numbers.1.map(|n| f32::from(n) / 4.0),
        flag: numbers.2,
        order: numbers.3.map(|up| if up { QueryOrder::Up } else { QueryOrder::Down }),
        since: others.0.and_then(|seconds| chrono::DateTime::from_timestamp(seconds.into(), 0)),
        bytes: others.1,
        size: others.2,
        json: others.3,
        ..Default::default()
    })
}

#[test]
fn values_of_a_query() {
    same!(query, QueryResponse, values_in_a_query());
}

fn header_fields() -> impl Strategy<Value = sent::HeadersRequest> {
    let items = || proptest::collection::vec("[!-+\\--~]{1,8}", 1..4);
    let fields = (maybe("[!-~]([ -~é]{0,8}[!-~])?"), maybe(items()), maybe(color()), maybe(color()), maybe(color()));
    let cookies = (maybe(any::<String>()), maybe(list(&[])), maybe(list(&[])), maybe(color()), maybe("[!-:<-~]{1,8}"));
    (fields, cookies).prop_map(|(fields, cookies)| sent::HeadersRequest {
        x_text: fields.0,
        x_list: fields.1,
        x_object: fields.2,
        x_object_x: fields.3,
        x_json: fields.4,
        text: cookies.0,
        list: cookies.1,
        list_x: cookies.2,
        object: cookies.3,
        raw: cookies.4,
    })
}

#[test]
fn header_fields_and_cookies() {
    same!(headers, HeadersResponse, header_fields());
}

#[test]
fn a_whole_query() {
    let requests = maybe(filter()).prop_map(|selector| sent::SearchRequest { selector });
    same!(search, SearchResponse, requests);
}

#[test]
fn what_only_the_template_declares() {
    let requests = (any::<String>(), maybe(any::<i64>()), segment());
    same!(
        delete_undeclared_by_id,
        DeleteUndeclaredByIdResponse,
        requests.prop_map(|(lang, id, id_2)| {
            let mut request = sent::DeleteUndeclaredByIdRequest::new(lang, id_2);
            request.id = id;
            request
        })
    );
}
