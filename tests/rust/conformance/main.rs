//! Schemas of every keyword of JSON Schema 2020-12, each with values that fit and values that do not. What fits is read,
//! passes validate() and is written back equal; what does not is refused by its type, or by validate().

use conformance::{CASES, Outcome, TEXTS};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Equal as JSON Schema has it: 1.0 is 1.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[test]
fn every_keyword() {
    let texts: HashMap<&str, Value> = TEXTS
        .iter()
        .map(|(name, text)| (*name, serde_json::from_str(text).expect("JSON")))
        .collect();
    let (mut valid, mut invalid, mut by_type, mut by_validate) = (0, 0, 0, 0);
    let mut failures = Vec::new();
    for (file, number, try_case) in CASES {
        let group = &texts[file][number];
        for test in group["tests"].as_array().expect("an array") {
            let given = json!({ "value": test["data"] });
            let outcome = try_case(&given.to_string());
            let what = format!(
                "{file} {number}: {}: {}: {}",
                group["description"], test["description"], test["data"]
            );
            if test["valid"] == json!(true) {
                valid += 1;
                match outcome {
                    Outcome::Taken(text) => {
                        let written = serde_json::from_str(&text).unwrap_or_default();
                        if !same(&given, &written) {
                            failures.push(format!("{what}: written as {text}"));
                        }
                    }
                    Outcome::Type(why) => {
                        failures.push(format!("{what}: refused by its type: {why}"))
                    }
                    Outcome::Validate(why) => {
                        failures.push(format!("{what}: refused by validate(): {why}"))
                    }
                }
            } else {
                invalid += 1;
                match outcome {
                    Outcome::Taken(_) => failures.push(format!("{what}: taken")),
                    Outcome::Type(_) => by_type += 1,
                    Outcome::Validate(_) => by_validate += 1,
                }
            }
        }
    }
    println!(
        "{} schemas: {valid} values that fit; {invalid} that do not, refused {by_type} by types and {by_validate} by validate(); {} failures",
        CASES.len(),
        failures.len()
    );
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
