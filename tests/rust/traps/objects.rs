//! Structs, maps, allOf, consts, recursion, derives.
use crate::*;
use indexmap::IndexMap;
use std::hash::Hash;
use traps::*;

type Anything = serde_json::Map<String, Value>;

#[test]
fn s2_maps() {
    use s2_objects::*;
    let v: Map = keeps(r#"{"b":1,"a":2}"#);
    of::<IndexMap<String, i64>>(&v);
    assert_eq!(serde_json::to_string(&v).unwrap(), r#"{"b":1,"a":2}"#);
    refuses::<Map>(r#"{"b":"1"}"#);
    let v: Pattern = keeps(r#"{"x-a":1}"#);
    of::<IndexMap<String, i64>>(&v);
    keeps::<PatternClosed>(r#"{"x-a":1}"#);
    keeps::<Patterns>(r#"{"x-a":1,"y-b":"s"}"#);
    keeps::<Keyed>(r#"{"a":1,"b":2}"#);
    let v: Nothing = keeps(r#"{"a":[1]}"#);
    of::<Anything>(&v);
    keeps::<Maps>(
        r#"{"of_maps":{"a":{"b":1}},"of_lists":{"a":["x"]},"of_nullables":{"a":null,"b":1},"of_objects":{"a":{"a":1}},
            "of_referred":{"a":{"kind":"k"}},"of_anything":{"a":[null]}}"#,
    );
    assert!(has!(OnlyInMap: Clone + PartialEq + serde::Serialize + serde::de::DeserializeOwned));
}

#[test]
fn s2_additional_properties() {
    use s2_objects::*;
    let v: Open = keeps(r#"{"a":1,"b":[2]}"#);
    of::<IndexMap<String, Value>>(&v.additional_properties);
    let v: Rest = keeps(r#"{"z":"1","a":1,"b":"2"}"#);
    of::<IndexMap<String, String>>(&v.additional_properties);
    assert_eq!(
        v.additional_properties.keys().collect::<Vec<_>>(),
        ["z", "b"]
    );
    refuses::<Rest>(r#"{"a":1,"b":2}"#);
    // unknown keys are ignored, also where the schema refuses them
    becomes::<Closed>(r#"{"a":1,"b":2}"#, r#"{"a":1}"#);
    becomes::<Ignoring>(r#"{"a":1,"b":{"c":[]}}"#, r#"{"a":1}"#);
    keeps::<Beside>(r#"{"a":1,"x-b":"s"}"#);
    keeps::<Untyped>(r#"{"a":1}"#);
    refuses::<Untyped>("{}");
    refuses::<Ignoring>("1");
    refuses::<Ignoring>("null");
}

#[test]
fn s2_required_without_a_property() {
    use s2_objects::RequiredOnly;
    // no property says what b is, but it is there
    let v: RequiredOnly = keeps(r#"{"a":1,"b":{"any":1}}"#);
    of::<i64>(&v.a);
    assert!(v.b.is_some());
    keeps::<RequiredOnly>(r#"{"a":1,"b":null}"#);
    refuses::<RequiredOnly>(r#"{"b":1}"#);
}

#[test]
fn t23_additional_and_named() {
    use t23_additional_and_named::*;
    let text = r#"{"id":1,"extra":"e","additionalProperties":"a","additional_properties":true,"other":1.5,"more_than":2}"#;
    keeps::<Bag>(text);
    keeps::<Bag>(r#"{"id":1}"#);
    refuses::<Bag>(r#"{"other":1}"#);
    keeps::<Free>(r#"{"extra":"e","more":{"a":[1]},"null":null}"#);
    let v: Typed = keeps(r#"{"name":"n","x":{"v":1}}"#);
    assert_eq!(v.additional_properties["x"].v, 1);
    refuses::<Typed>(r#"{"x":{}}"#);
    keeps::<Nullables>(r#"{"name":null,"x":null,"y":"z"}"#);
    keeps::<All>(r#"{"id":1,"additionalProperties":"a","more":2,"other":1.5}"#);
}

#[test]
fn t25_closed_in_composition() {
    use t25_closed_in_composition::*;
    keeps::<Wide>(r#"{"a":1,"b":2}"#);
    keeps::<Open>(r#"{"a":1,"b":2}"#);
    keeps::<Either>(r#"{"a":1}"#);
    keeps::<Either>(r#"{"a":1,"c":"x"}"#);
    keeps::<Unevaluated>(r#"{"a":1,"b":2}"#);
    keeps::<Tagged>(r#"{"t":"x","n":1}"#);
    keeps::<Tagged>(r#"{"t":"y","s":"s"}"#);
}

#[test]
fn t32_bare_objects() {
    use t32_bare_object::*;
    let v: Free = keeps(r#"{"a":{"b":[1,null]}}"#);
    of::<Anything>(&v);
    keeps::<Explicit>(r#"{"a":1}"#);
    becomes::<Nothing>("{}", "{}");
    refuses::<Free>("1");
    refuses::<Explicit>("[]");
    keeps::<Holder>(r#"{"free":{"a":1},"explicit":{"b":null},"nothing":{}}"#);
    read::<EmptyProperties>("{}");
    refuses::<EmptyProperties>("[]");
}

#[test]
fn t33_object_with_all_of() {
    use t33_object_all_of::*;
    let v: Widget = keeps(r#"{"a":"x","b":1}"#);
    of::<String>(&v.a);
    of::<Option<i64>>(&v.b);
    refuses::<Widget>(r#"{"b":1}"#);
    let v: Gadget = keeps(r#"{"own":true,"a":"x","b":1}"#);
    of::<i64>(&v.b);
    of::<bool>(&v.own);
    refuses::<Gadget>(r#"{"own":true,"a":"x"}"#);
}

#[test]
fn s2_consts_() {
    use s2_consts::*;
    keeps::<Word>(r#""word""#);
    refuses::<Word>(r#""other""#);
    writes(&Word::default(), r#""word""#);
    writes(&Typed::default(), r#""typed""#);
    keeps::<One>(r#""only""#);
    refuses::<One>(r#""other""#);
    let least = r#""word":"word","number":42,"real":1.5,"truth":true"#;
    keeps::<Consts>(&format!("{{{least}}}"));
    keeps::<Consts>(&format!(
        r#"{{{least},"nothing":null,"symbol":"*/","object":{{"a":1}},"array":[1,2],"optional":"maybe","nullable":null,"reference":"word"}}"#
    ));
    keeps::<Consts>(&format!(r#"{{{least},"nullable":"x"}}"#));
    for wrong in [
        (r#""word":"word""#, r#""word":"x""#),
        ("42", "43"),
        ("1.5", "1.25"),
        ("true", "false"),
    ] {
        refuses::<Consts>(&format!("{{{}}}", least.replace(wrong.0, wrong.1)));
    }
    refuses::<Consts>(&format!(r#"{{{least},"symbol":"x"}}"#));
    refuses::<Consts>(r#"{"number":42,"real":1.5,"truth":true}"#);
    keeps::<Level>(r#""low""#);
    keeps::<Level>(r#""high""#);
    refuses::<Level>(r#""middle""#);
    keeps::<Code>("1");
    keeps::<Code>("2");
    refuses::<Code>("3");
    refuses::<Code>(r#""1""#);
}

#[test]
fn s2_derives_() {
    use s2_derives::*;
    assert!(has!(Hashable: Eq + Hash + Clone));
    assert!(!has!(Hashable: Copy));
    assert!(!has!(Hashable: Default));
    assert!(has!(Copyable: Copy + Eq + Hash));
    assert!(!has!(Floating: Eq));
    assert!(!has!(Floating: Hash));
    assert!(has!(Floating: Copy));
    assert!(!has!(HoldsFloating: Eq));
    assert!(has!(HoldsFloating: Default));
    assert!(has!(AllOptional: Default));
    assert!(!has!(AllOptional: Eq));
    assert!(has!(WithMap: Default + Eq));
    assert!(!has!(WithMap: Hash));
    assert!(has!(Enum: Copy + Eq + Hash));
    assert!(has!(Union: Eq + Hash));
    assert!(!has!(FloatUnion: Eq));
    assert!(has!(Recursive: Eq + Hash));
    assert!(!has!(Recursive: Copy));
    assert!(has!(OnlyInMap: Eq + Hash));
    keeps::<Maps>(r#"{"a":{"s":"x"}}"#);
}

#[test]
fn s5_all_of_() {
    use s5_all_of::*;
    let v: Extended = keeps(r#"{"id":1,"name":"n","kind":"a","extra":true}"#);
    of::<String>(&v.name);
    assert_eq!(
        serde_json::to_string(&v).unwrap(),
        r#"{"id":1,"name":"n","kind":"a","extra":true}"#
    );
    refuses::<Extended>(r#"{"id":1}"#);
    let v: Annotated = keeps(r#"{"id":1}"#);
    of::<Base>(&v);
    let v: Holder = keeps(r#"{"base":{"id":1},"nullable":null}"#);
    of::<Base>(&v.base);
    keeps::<Holder>(r#"{"base":{"id":1},"nullable":{"id":2}}"#);
    keeps::<Narrowed>(r#"{"id":1,"kind":"b"}"#);
    refuses::<Narrowed>(r#"{"id":1,"kind":"a"}"#);
    let v: NeverNull = keeps(r#"{"v":"x","w":null}"#);
    of::<String>(&v.v);
    of::<Option<String>>(&v.w);
    refuses::<NeverNull>(r#"{"v":null,"w":null}"#);
    keeps::<Impossible>(r#"{"y":1}"#);
    keeps::<Deep>(r#"{"id":1,"name":"n","extra":true,"more":"m","nested":{"id":2,"own":3}}"#);
    keeps::<SameProperty>(r#"{"inner":{"p":1,"q":"x"}}"#);
    refuses::<SameProperty>(r#"{"inner":{"q":"x"}}"#);
    let v: Number = keeps("5");
    of::<i64>(&v);
    let v: Text = keeps(r#""x""#);
    of::<String>(&v);
    keeps::<EnumOf>(r#""b""#);
    refuses::<EnumOf>(r#""a""#);
    keeps::<WithMap>(r#"{"label":"l","more":"x"}"#);
    keeps::<WithUnion>(r#"{"id":1,"name":"n","left":1}"#);
    keeps::<WithUnion>(r#"{"id":1,"right":"r"}"#);
    refuses::<WithUnion>(r#"{"left":1}"#);
}

#[test]
fn t19_recursion_by_value() {
    use t19_recursion::*;
    keeps::<A>(r#"{"b":{"a":{"b":{}}}}"#);
    keeps::<B>(r#"{"a":{"b":{"a":{}}}}"#);
    let v: Node = keeps(
        r#"{"value":1,"children":[{"value":2,"children":[],"by_name":{}}],"by_name":{"x":{"value":3,"children":[],"by_name":{}}},
            "next":{"value":4,"children":[],"by_name":{}},"previous":null,"pair":[{"value":5,"children":[],"by_name":{}},6]}"#,
    );
    of::<Vec<Node>>(&v.children);
    of::<IndexMap<String, Node>>(&v.by_name);
    of::<Option<Box<Node>>>(&v.next);
    of::<Option<Option<Box<Node>>>>(&v.previous);
    keeps::<Parent>(r#"{"name":"a","child":{"name":"b","self":{"name":"c"},"sibling":null}}"#);
    refuses::<Child>(r#"{"self":{"name":"c"}}"#);
    keeps::<Contact>(r#"{"name":"a","email":"e","friend":{"name":"b","phone":"p"}}"#);
    keeps::<Loop>(r#"{"loop":{"loop":{}}}"#);
    keeps::<Alias>(r#"{"loop":{}}"#);
    keeps::<Inline>(r#"{"outer":{"inner":{"inner":{}}}}"#);
}

#[test]
fn t19_recursion_of_arrays_and_maps() {
    use t19_recursion::*;
    keeps::<Tree>("[[],[[]]]");
    keeps::<Trie>(r#"{"a":{"b":{}},"c":{}}"#);
    keeps::<MaybeTree>("null");
    keeps::<MaybeTree>("[null,[null]]");
    refuses::<Tree>("[1]");
}

#[test]
fn t19_recursion_of_unions() {
    use t19_recursion::*;
    keeps::<Option<Json>>(r#"{"a":[1,2.5,"x",null,true,{"b":{}}]}"#);
    keeps::<Option<Json>>("null");
    keeps::<X>(r#"["a",["b",[]]]"#);
    keeps::<X>(r#""a""#);
    refuses::<X>("5");
    keeps::<Expression>(
        r#"{"op":"Sum","left":{"op":"Literal","value":1},"right":{"op":"Not","of":{"op":"Literal","value":2}}}"#,
    );
    refuses::<Expression>(r#"{"op":"Sum","left":{"op":"Literal","value":1}}"#);
}

#[test]
fn t19_unions_in_circles() {
    use t19_recursion::*;
    for text in [r#""a""#, r#"["a",["b",[]]]"#] {
        keeps::<Left>(text);
        keeps::<Right>(text);
    }
    for text in ["true", "null"] {
        keeps::<Option<Flag>>(text);
        keeps::<MaybeFlag>(text);
    }
    for text in [r#"{"one":1}"#, r#"{"two":2}"#, "true"] {
        keeps::<One>(text);
        keeps::<Two>(text);
        keeps::<Three>(text);
        keeps::<Zero>(text);
    }
    keeps::<Zero>(r#""z""#);
    for text in ["null", "5", "{}"] {
        refuses::<Left>(text);
        refuses::<Right>(text);
        refuses::<One>(text);
        refuses::<Three>(text);
    }
    refuses::<MaybeFlag>("5");
}

#[test]
fn t19_deep_values() {
    use t19_recursion::*;
    let text = format!("{}{{}}{}", r#"{"b":{"a":"#.repeat(50), "}}".repeat(50));
    keeps::<A>(&text);
    keeps::<Tree>(&format!("{}{}", "[".repeat(100), "]".repeat(100)));
}

#[test]
fn tolerance_() {
    use tolerance::*;
    let v: Odd = keeps(r#"{"low":1,"ghost":[1],"required":"r","properties":"p","enum":"e"}"#);
    of::<i64>(&v.low);
    refuses::<Odd>(r#"{"ghost":1}"#);
    keeps::<Loose>(r#"{"a":1}"#);
    keeps::<LooseItems>(r#"["a"]"#);
    keeps::<NoItems>(r#"["a",1]"#);
    keeps::<LooseEnum>(r#""a""#);
    keeps::<EmptyEnum>("{}");
    keeps::<Deprecated>(r#"{"a":"x"}"#);
}
