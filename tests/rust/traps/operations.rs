//! Schemas that stand in operations become types too.
use crate::*;
use traps::*;

/// What the manifest of a fixture says that the schema at a pointer became.
fn rust_type(fixture: &str, pointer: &str) -> String {
    let path = format!(
        "{}/../../../build/rust/traps/{fixture}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let manifest = json(&std::fs::read_to_string(&path).expect("the manifest"));
    let schemas = manifest["schemas"].as_array().expect("schemas");
    let entry = schemas.iter().find(|s| s["pointer"] == pointer);
    let entry = entry.unwrap_or_else(|| panic!("{fixture}: no {pointer} in the manifest"));
    entry["rust"].as_str().expect("rust").to_string()
}

const JSON_SCHEMA: &str = "content/application~1json/schema";

#[test]
fn t14_parameters_of_one_name() {
    let pointer = |rest: &str| format!("#/paths/~1x~1{{id}}/{rest}");
    let mut types: Vec<String> = (0..7)
        .map(|n| {
            rust_type(
                "t14_parameter_names",
                &pointer(&format!("post/parameters/{n}/schema")),
            )
        })
        .collect();
    types.push(rust_type(
        "t14_parameter_names",
        &pointer("parameters/0/schema"),
    ));
    types.push(rust_type(
        "t14_parameter_names",
        &pointer(&format!("post/requestBody/{JSON_SCHEMA}")),
    ));
    types.push(rust_type(
        "t14_parameter_names",
        &pointer(&format!("post/responses/200/{JSON_SCHEMA}")),
    ));
    let count = types.len();
    types.sort();
    types.dedup();
    assert_eq!(types.len(), count, "{types:?}");
}

#[test]
fn t26_every_status_has_its_type() {
    for (path, status) in [
        ("a", "200"),
        ("b", "200"),
        ("b", "429"),
        ("c", "200"),
        ("d", "2XX"),
        ("e", "default"),
    ] {
        rust_type(
            "t26_statuses",
            &format!("#/paths/~1{path}/get/responses/{status}/{JSON_SCHEMA}"),
        );
    }
}

#[test]
fn t32_response_without_properties() {
    let name = rust_type(
        "t32_bare_object",
        &format!("#/paths/~1x/get/responses/200/{JSON_SCHEMA}"),
    );
    assert!(name.contains("Map") || name.contains("Value"), "{name}");
}

#[test]
fn t37_references() {
    use t37_references::*;
    let v: Pointers = keeps(
        r#"{"color":"red","inner":{"x":1},"by_path":{"n":1},"by_item":{"item":2},"escaped":"odd","anchored":{"spot":true},"by_id":{"id":true}}"#,
    );
    of::<BaseColor>(&v.color);
    of::<BaseInner>(&v.inner);
    of::<Option<Anchored>>(&v.anchored);
    of::<Option<Identified>>(&v.by_id);
    refuses::<Pointers>(r#"{"color":"blue","inner":{"x":1},"by_path":{"n":1}}"#);
    let v: Siblings = keeps(
        r#"{"annotated":{"id":1},"bounded":3,"wider":{"id":2,"color":"red","extra":"e"},"nullable":2}"#,
    );
    of::<Base>(&v.annotated);
    of::<Option<i32>>(&v.bounded);
    refuses::<Siblings>(r#"{"annotated":{"id":1},"wider":{"id":2}}"#);
    refuses::<Siblings>(r#"{"annotated":{"id":1},"wider":{"extra":"e"}}"#);
    let v: Renamed = keeps(r#"{"id":1}"#);
    of::<Base>(&v);
    assert_eq!(
        rust_type(
            "t37_references",
            "#/components/responses/Fine/content/application~1json/schema"
        ),
        "Pointers"
    );
}

#[test]
fn t40_inline_types_of_two_statuses() {
    let [body, made, refused] = [
        rust_type(
            "t40_inline_statuses",
            &format!("#/paths/~1things/post/requestBody/{JSON_SCHEMA}"),
        ),
        rust_type(
            "t40_inline_statuses",
            &format!("#/paths/~1things/post/responses/200/{JSON_SCHEMA}"),
        ),
        rust_type(
            "t40_inline_statuses",
            &format!("#/paths/~1things/post/responses/422/{JSON_SCHEMA}"),
        ),
    ];
    assert!(
        body != made && made != refused && refused != body,
        "{body} {made} {refused}"
    );
}
