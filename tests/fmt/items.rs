//! A module.
#![allow(dead_code)]
extern crate alloc as other;
use std::fmt::{self, Display, Formatter};
use std::collections::{BTreeMap, HashMap, hash_map::{Entry, OccupiedEntry}};
use a10; use a9;
use super::very_long_module_name::{FirstNameOfType, SecondNameOfType, ThirdNameOfType, FourthNameOfType, Fifth};
/// A unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, ::serde::Serialize, ::serde::Deserialize)]
pub struct Unit;
pub(crate) struct Tuple(pub u8, #[serde(skip)] pub(super) ::std::option::Option<::std::vec::Vec<u8>>);
pub struct Generic<'a, T: Display + 'a, const N: usize = 3> where T: Clone { pub field: &'a [T; N], #[serde(default, skip_serializing_if = "::std::option::Option::is_none", rename = "a-b")] pub other: ::std::option::Option<::std::collections::BTreeMap<::std::string::String, T>>,
/// Documented.
last: fn(&str, u8) -> Result<(), Box<dyn std::error::Error + Send + Sync>> }
pub enum Empty {}
pub enum Shapes { None, Circle { radius: f64 }, Square(f64, f64), Named { first_name: String, last_name: String, address: String } }
pub enum Numbers { One = 1, Two = 2 }
impl<'a, T: Display + Clone, const N: usize> ::std::convert::From<::std::vec::Vec<T>> for Generic<'a, T, N> { fn from(_: Vec<T>) -> Self { todo!() } }
impl<T> Marker for T where T: Send {}
impl Short for u8 {}
pub trait Service<Request>: Send + Sync + 'static where Request: Send { type Response; type Error: Into<BoxError>; const NAME: &'static str = "service"; fn call(&self, request: Request) -> impl Future<Output = Result<Self::Response, Self::Error>> + Send; fn name(&self) -> &str { Self::NAME } }
pub type Provide = dyn Fn(Vec<&'static str>) -> BoxFuture<Result<String, BoxError>> + Send + Sync + 'static + Unpin;
const SHORT: u8 = 1;
static OPERATION: Operation = Operation { id: "get_pet", method: "GET", path: "/pets/{id}", accept: "application/json" };
pub const LONG: &[(&str, &str)] = &[("first", "a value that is long"), ("second", "another value that is long"), ("third", "x")];
pub async fn fetch(client: &Client, id: u64, options: Option<RequestOptions>) -> Result<Response, Error> { client.get(id).await }
pub fn bounded<F, T>(f: F) -> T where F: FnOnce() -> T + Send + 'static, T: Default { f() }
unsafe extern "C" { fn external(a: i32) -> i32; }
pub fn quite_a_long_function_name<Parameter: Clone>(first_argument: Parameter, second: u8) -> (Parameter, u8) { (first_argument, second) }
mod inner { use super::*;

    pub fn nothing() {} }
trait Required {
    fn encoded(&self, context: Context) -> impl Future<Output = operations::EncodedResponse> + Send;
    fn encode(&self, context: Context) -> impl Future<Output = operations::EncodedResponse> + Send;
}
