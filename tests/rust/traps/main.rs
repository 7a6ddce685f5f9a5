//! What the generated types do: every construct read from JSON text, written, and compared. Functions are named for
//! the trap or the section of the contract that they hold.
#![deny(warnings)]

mod docs;
mod enums;
mod names;
mod objects;
mod operations;
mod presence;
mod scalars;
mod unions;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};
use std::fmt::Debug;

/// Equality of JSON values, with numbers compared as numbers.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    let (x, y) = (a.to_string(), b.to_string());
    match (x.parse::<i128>(), y.parse::<i128>()) {
        (Ok(x), Ok(y)) => x == y,
        _ => x.parse::<f64>() == y.parse::<f64>(),
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("the test's own JSON: {e}: {text}"))
}

/// Reads `text` in each of serde_json's ways, which must agree, and returns the value.
#[track_caller]
fn read<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> T {
    let value: T = serde_json::from_str(text).unwrap_or_else(|e| panic!("not read: {e}: {text}"));
    let by_reader: T = serde_json::from_reader(text.as_bytes()).expect("from a reader");
    assert_eq!(value, by_reader);
    let by_value: T = serde_json::from_value(json(text))
        .unwrap_or_else(|e| panic!("not read from a Value: {e}: {text}"));
    assert_eq!(value, by_value);
    value
}

/// Reads `text` and asserts that it is written as `written`; the value that it was read as.
#[track_caller]
fn becomes<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str, written: &str) -> T {
    let value: T = read(text);
    let out =
        serde_json::to_string(&value).unwrap_or_else(|e| panic!("not written: {e}: {value:?}"));
    assert!(
        same(&json(&out), &json(written)),
        "read {text}, wrote {out}, not {written}: {value:?}"
    );
    let to_value = serde_json::to_value(&value).expect("to a Value");
    assert!(
        same(&to_value, &json(written)),
        "read {text}, wrote the Value {to_value}"
    );
    assert_eq!(value, read::<T>(&out), "the second reading differs");
    value
}

/// Reads `text` and asserts that the same is written again.
#[track_caller]
fn keeps<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) -> T {
    becomes(text, text)
}

/// Asserts that `text` is refused; the message.
#[track_caller]
fn refuses<T: DeserializeOwned + Debug>(text: &str) -> String {
    assert!(
        serde_json::from_value::<T>(json(text)).is_err(),
        "read from a Value: {text}"
    );
    match serde_json::from_str::<T>(text) {
        Ok(value) => panic!("{text} was read as {value:?}"),
        Err(error) => error.to_string(),
    }
}

/// Asserts that `value` is written as `text`.
#[track_caller]
fn writes<T: Serialize>(value: &T, text: &str) {
    let out = serde_json::to_string(value).expect("written");
    assert!(same(&json(&out), &json(text)), "wrote {out}, not {text}");
}

/// Fails to compile where the two are not of one type.
fn of<T>(_: &T) {}

/// Whether a type has a trait.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(dead_code)]
        struct Asked<T>(std::marker::PhantomData<T>);
        #[allow(dead_code)]
        trait No {
            const HAS: bool = false;
        }
        impl<T> No for Asked<T> {}
        #[allow(dead_code)]
        impl<T: $($bound)+> Asked<T> {
            const HAS: bool = true;
        }
        <Asked<$type>>::HAS
    }};
}
use has;
