//! Required, optional, nullable: the presence table.
use crate::*;
use traps::*;

/// The four cells, for a type that a request can hold.
macro_rules! matrix {
    ($type:path) => {{
        use $type as Matrix;
        let full: Matrix = keeps(
            r#"{"required":"a","required_nullable":"b","optional":"c","optional_nullable":"d"}"#,
        );
        let Matrix {
            required,
            required_nullable,
            optional,
            optional_nullable,
        } = full;
        of::<String>(&required);
        of::<Option<String>>(&required_nullable);
        of::<Option<String>>(&optional);
        of::<Option<Option<String>>>(&optional_nullable);
        let absent: Matrix = keeps(r#"{"required":"a","required_nullable":null}"#);
        assert_eq!(absent.optional_nullable, None);
        let null: Matrix =
            keeps(r#"{"required":"a","required_nullable":null,"optional_nullable":null}"#);
        assert_eq!(null.optional_nullable, Some(None));
        refuses::<Matrix>("{}");
        let error = refuses::<Matrix>(r#"{"required":"a"}"#);
        assert!(error.contains("required_nullable"), "{error}");
        let error = refuses::<Matrix>(r#"{"required_nullable":"b"}"#);
        assert!(
            error.contains("missing") && error.contains("required"),
            "{error}"
        );
        refuses::<Matrix>(r#"{"required":null,"required_nullable":null}"#);
        refuses::<Matrix>(r#"{"required":"a","required_nullable":1}"#);
        writes(
            &Matrix {
                required: "a".into(),
                required_nullable: None,
                optional: None,
                optional_nullable: None,
            },
            r#"{"required":"a","required_nullable":null}"#,
        );
    }};
}

/// The four cells, for a type that only responses hold: an absent optional and null are one.
macro_rules! answer {
    ($type:path) => {{
        use $type as Matrix;
        let full: Matrix = keeps(
            r#"{"required":"a","required_nullable":"b","optional":"c","optional_nullable":"d"}"#,
        );
        let Matrix {
            required,
            required_nullable,
            optional,
            optional_nullable,
        } = full;
        of::<String>(&required);
        of::<Option<String>>(&required_nullable);
        of::<Option<String>>(&optional);
        of::<Option<String>>(&optional_nullable);
        let written = r#"{"required":"a","required_nullable":null}"#;
        becomes::<Matrix>(
            r#"{"required":"a","required_nullable":null,"optional_nullable":null}"#,
            written,
        );
        keeps::<Matrix>(written);
        refuses::<Matrix>(r#"{"required":"a"}"#);
        refuses::<Matrix>("{}");
    }};
}

#[test]
fn t07_nullable_matrix_30() {
    matrix!(t07_nullable_matrix_30::Matrix);
    matrix!(t07_nullable_matrix_30::Both);
    matrix!(t07_nullable_matrix_30::Question);
    answer!(t07_nullable_matrix_30::Answer);
}

#[test]
fn t07_nullable_matrix_31() {
    matrix!(t07_nullable_matrix_31::Matrix);
    matrix!(t07_nullable_matrix_31::Both);
    matrix!(t07_nullable_matrix_31::Question);
    answer!(t07_nullable_matrix_31::Answer);
}

#[test]
fn t07_nullable_through_references_30() {
    use t07_nullable_matrix_30::*;
    let v: Through = keeps(r#"{"name":null,"level":null,"items":["a",null]}"#);
    assert_eq!(v.items.len(), 2);
    keeps::<Through>(
        r#"{"name":"n","level":"low","optional_name":null,"optional_level":null,"items":[],"owner":null,"count":null}"#,
    );
    keeps::<Through>(
        r#"{"name":"n","level":"high","optional_name":"o","optional_level":"low","items":[],"owner":{"id":1},"count":2}"#,
    );
    refuses::<Through>(r#"{"level":null,"items":[]}"#);
    refuses::<Through>(r#"{"name":null,"items":[]}"#);
    refuses::<Through>(r#"{"name":null,"level":"other","items":[]}"#);
    keeps::<Outcome>(r#"{"ok":null}"#);
    keeps::<Outcome>(r#"{"err":"e"}"#);
    refuses::<Outcome>(r#"{"ok":"done"}"#);
}

#[test]
fn t07_spellings_of_null_31() {
    use t07_nullable_matrix_31::*;
    keeps::<Spellings>(
        r#"{"one_of":null,"any_of":null,"in_enum":null,"only_null":null,"reference":null}"#,
    );
    keeps::<Spellings>(
        r#"{"one_of":{"id":1},"any_of":"x","in_enum":"b","only_null":null,"reference":{"id":2},
            "optional_one_of":{"id":1},"optional_reference":null,"union_or_null":5,"twice":{}}"#,
    );
    let v: Spellings = keeps(
        r#"{"one_of":null,"any_of":null,"in_enum":null,"only_null":null,"reference":null,
            "optional_one_of":null,"optional_reference":{},"union_or_null":null,"twice":null}"#,
    );
    of::<Option<Owner>>(&v.one_of);
    of::<Option<String>>(&v.any_of);
    of::<()>(&v.only_null);
    assert!(matches!(v.optional_one_of, Some(None)));
    for missing in ["one_of", "any_of", "in_enum", "only_null", "reference"] {
        let mut all = json(
            r#"{"one_of":null,"any_of":null,"in_enum":null,"only_null":null,"reference":null}"#,
        );
        all.as_object_mut().unwrap().remove(missing);
        refuses::<Spellings>(&all.to_string());
    }
}

#[test]
fn t08_nullable_byte_30() {
    use t08_nullable_byte::*;
    let v: Blob = keeps(
        r#"{"required":"AAH/","required_nullable":"aGk=","optional":"","optional_nullable":"AA==",
            "list":["aGk=",""],"list_of_nullable":["aGk=",null],"map":{"k":"aGk="},"nested":{"k":["aGk="]},
            "named":"aGk=","named_list":["aGk="],"union":7}"#,
    );
    of::<Vec<u8>>(&v.required);
    of::<Option<Vec<u8>>>(&v.required_nullable);
    of::<Option<Vec<u8>>>(&v.optional);
    of::<Option<Option<Vec<u8>>>>(&v.optional_nullable);
    assert_eq!(v.required, [0, 1, 255]);
    assert_eq!(v.list, Some(vec![b"hi".to_vec(), vec![]]));
    assert_eq!(v.list_of_nullable, Some(vec![Some(b"hi".to_vec()), None]));
    let v: Blob = keeps(r#"{"required":"","required_nullable":null}"#);
    assert_eq!(v.optional_nullable, None);
    let v: Blob = keeps(r#"{"required":"","required_nullable":null,"optional_nullable":null}"#);
    assert_eq!(v.optional_nullable, Some(None));
    keeps::<Blob>(r#"{"required":"","required_nullable":null,"union":"aGk="}"#);
    refuses::<Blob>(r#"{"required":""}"#);
    refuses::<Blob>(r#"{"required":"not base64!","required_nullable":null}"#);
    refuses::<Blob>(r#"{"required":[1],"required_nullable":null}"#);
}

#[test]
fn t08_named_bytes() {
    use t08_nullable_byte::*;
    let v: Held =
        keeps(r#"{"maybe":"aGk=","many":["aGk=",""],"optional_maybe":null,"more":"AA=="}"#);
    assert_eq!(v.additional_properties.get("more"), Some(&vec![0]));
    keeps::<Held>(r#"{"maybe":null,"many":[]}"#);
    refuses::<Held>(r#"{"many":[]}"#);
    refuses::<Held>(r#"{"maybe":null,"many":["!"]}"#);
}

#[test]
fn t08_nullable_byte_31() {
    use t08_nullable_byte_31::*;
    let v: Blob = keeps(
        r#"{"required":"aGk=","required_nullable":null,"optional":"aGk=","optional_nullable":null,"pair":["aGk=",1]}"#,
    );
    assert_eq!(v.required, b"hi");
    assert_eq!(v.optional_nullable, Some(None));
    assert_eq!(v.pair, Some((b"hi".to_vec(), 1)));
    keeps::<Blob>(r#"{"required":"","required_nullable":"aGk="}"#);
}

#[test]
fn s2_read_only_and_write_only() {
    use s2_presence::*;
    // a request needs no readOnly property, a response no writeOnly one
    let v: In = keeps(r#"{"name":"n","password":"p"}"#);
    of::<Option<i64>>(&v.id);
    of::<String>(&v.password);
    of::<Option<Option<String>>>(&v.note);
    refuses::<In>(r#"{"id":1,"name":"n"}"#);
    let v: Out = keeps(r#"{"id":1,"name":"n"}"#);
    of::<i64>(&v.id);
    of::<Option<String>>(&v.password);
    of::<Option<String>>(&v.note);
    refuses::<Out>(r#"{"name":"n","password":"p"}"#);
    // one type for both
    keeps::<Both>(r#"{"name":"n","password":"p","note":null}"#);
    keeps::<Both>(r#"{"id":1,"name":"n"}"#);
    keeps::<Both>(r#"{"id":1,"name":"n","password":"p","note":"x"}"#);
    refuses::<Both>(r#"{"id":1}"#);
    keeps::<Outer>(r#"{"list":[{"id":1,"name":"n"}]}"#);
}

#[test]
fn s2_defaults_stay_what_the_other_side_fills_in() {
    use s2_presence::Defaults;
    let v: Defaults = keeps(r#"{"required":5}"#);
    of::<i64>(&v.required);
    of::<Option<i64>>(&v.optional);
    of::<Option<Option<i64>>>(&v.nullable);
    assert_eq!(v.optional, None);
    refuses::<Defaults>("{}");
    keeps::<Defaults>(r#"{"required":5,"optional":2,"nullable":null}"#);
}

#[test]
fn t22_defaults() {
    use t22_defaults::*;
    keeps::<Optionals>("{}");
    assert_eq!(Optionals::default(), read("{}"));
    let v: Optionals = keeps(
        r#"{"plain":"a","preset":"b","wrong":"a","beside":"b","number":1,"text":"t","list":[],"object":{},"nothing":null}"#,
    );
    of::<Option<Plain>>(&v.plain);
    of::<Option<Preset>>(&v.preset);
    assert_eq!(Preset::default(), Preset::B);
    assert!(!has!(Plain: Default));
    assert!(!has!(Wrong: Default));
    // a default makes nothing optional that is required
    keeps::<Required>(r#"{"plain":"a","count":3}"#);
    refuses::<Required>(r#"{"plain":"a"}"#);
    refuses::<Required>(r#"{"count":3}"#);
    assert!(!has!(Required: Default));
    keeps::<OnlyConst>(r#"{"kind":"only","note":"n"}"#);
    refuses::<OnlyConst>(r#"{"kind":"other"}"#);
    refuses::<OnlyConst>("{}");
}
