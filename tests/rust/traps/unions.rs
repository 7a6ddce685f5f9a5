//! oneOf and anyOf, with a tag and without.
use crate::*;
use traps::*;

/// How often `part` is in what `value` is written as.
fn count<T: Serialize>(value: &T, part: &str) -> usize {
    serde_json::to_string(value).unwrap().matches(part).count()
}

#[test]
fn t01_tag_is_a_property() {
    use t01_tag_is_property::*;
    let circle: Shape = keeps(r#"{"type":"circle","radius":1.5}"#);
    assert_eq!(count(&circle, "\"type\""), 1);
    assert!(matches!(circle, Shape::Circle(_)));
    let rect: Shape = keeps(r#"{"width":1,"height":2,"type":"rect"}"#);
    assert_eq!(count(&rect, "\"type\""), 1);
    assert!(matches!(rect, Shape::Rect(_)));
    // a member on its own, then as a variant
    let alone: Circle = keeps(r#"{"type":"circle","radius":1.5}"#);
    let shape = Shape::from(alone);
    assert_eq!(shape, circle);
    assert_eq!(count(&shape, "\"type\""), 1);
    assert!(shape.is_circle() && !shape.is_rect());
    assert!(shape.as_circle().is_some() && shape.as_rect().is_none());
    keeps::<Drawing>(
        r#"{"shapes":[{"type":"circle","radius":1},{"type":"rect","width":1,"height":2}],"frame":{"type":"circle","radius":2}}"#,
    );
    refuses::<Circle>(r#"{"type":"rect","radius":1}"#);
    refuses::<Shape>(r#"{"type":"circle","width":1,"height":2}"#);
}

#[test]
fn t01_unknown_and_missing_tags() {
    use t01_tag_is_property::*;
    let error = refuses::<Shape>(r#"{"type":"line","radius":1}"#);
    assert!(
        error.contains("line") && error.contains("circle") && error.contains("rect"),
        "{error}"
    );
    let error = refuses::<Shape>(r#"{"radius":1}"#);
    assert!(error.contains("type"), "{error}");
    refuses::<Shape>(r#"{"type":1,"radius":1}"#);
    refuses::<Shape>(r#"["circle"]"#);
    refuses::<Shape>("null");
}

#[test]
fn t01_tag_is_a_shared_enum() {
    use t01_tag_is_property::*;
    assert!(matches!(
        keeps(r#"{"type":"opened","by":"me"}"#),
        Event::Opened(_)
    ));
    assert!(matches!(
        keeps(r#"{"type":"closed","reason":"r"}"#),
        Event::Closed(_)
    ));
}

#[test]
fn t02_member_of_two_unions() {
    use t02_shared_member::*;
    assert!(matches!(
        keeps(r#"{"kind":"cat","lives":9}"#),
        Animal::Cat(_)
    ));
    assert!(matches!(
        keeps(r#"{"kind":"kitty","lives":9}"#),
        Guest::Cat(_)
    ));
    // the member does not declare the tag: the union keeps it
    let dog: Animal = keeps(r#"{"kind":"dog","name":"rex"}"#);
    assert_eq!(count(&dog, "\"kind\""), 1);
    // and which of two tags it was
    keeps::<Guest>(r#"{"kind":"puppy","name":"rex"}"#);
    keeps::<Guest>(r#"{"kind":"hound","name":"rex"}"#);
    refuses::<Guest>(r#"{"kind":"dog","name":"rex"}"#);
    refuses::<Animal>(r#"{"kind":"puppy","name":"rex"}"#);
}

#[test]
fn t03_same_outer_const() {
    use t03_same_outer_const::*;
    let v: Message = keeps(r#"{"kind":"event","data":{"created_at":"c","note":"n"}}"#);
    assert!(matches!(v, Message::Created(_)));
    let v: Message = keeps(r#"{"kind":"event","data":{"deleted_at":"d","note":"n"}}"#);
    assert!(matches!(v, Message::Deleted(_)));
    keeps::<Change>(r#"{"kind":"change","data":{"action":"add","amount":1}}"#);
    keeps::<Change>(r#"{"kind":"change","data":{"action":"drop","reason":"r"}}"#);
    refuses::<Change>(r#"{"kind":"change","data":{"action":"other"}}"#);
    refuses::<Message>(r#"{"kind":"other","data":{"created_at":"c"}}"#);
}

#[test]
fn t04_reserved_tag() {
    use t04_reserved_tag::*;
    keeps::<First>(r#"{"type":"first","one":1}"#);
    let first: First = keeps(r#"{"type":"x","one":1}"#);
    of::<String>(&first.r#type);
    keeps::<Base>(r#"{"type":"second","two":2}"#);
    keeps::<Base>(r#"{"type":"first","one":1}"#);
    assert!(matches!(
        keeps(r#"{"self":"Me","me":true}"#),
        Selfish::Me(_)
    ));
    let Selfish::You(you) = keeps(r#"{"self":"You","you":false}"#) else {
        panic!()
    };
    of::<String>(&you.self_);
}

#[test]
fn t05_scalars() {
    use t05_scalar_union::*;
    assert!(matches!(keeps("5"), Scalar::Integer(5)));
    assert!(matches!(keeps("5.5"), Scalar::Number(n) if n == 5.5));
    assert!(matches!(keeps(r#""5""#), Scalar::String(s) if s == "5"));
    assert!(matches!(keeps("5"), Backwards::Integer(5)));
    assert!(matches!(keeps("-5.5"), Backwards::Number(_)));
    assert!(matches!(keeps(r#""x""#), Backwards::String(_)));
    keeps::<Scalar>("9223372036854775807");
    keeps::<Scalar>("9223372036854775808");
    keeps::<Scalar>("1e300");
    refuses::<Scalar>("true");
    refuses::<Scalar>("null");
    refuses::<Scalar>("[5]");
    assert_eq!(Scalar::from(5i64), Scalar::Integer(5));
    assert_eq!(Scalar::from(5.5), Scalar::Number(5.5));
    assert_eq!(
        Scalar::from("x".to_string())
            .as_string()
            .map(String::as_str),
        Some("x")
    );
    for value in ["5", "5.5", "\"x\"", "true", "null"] {
        keeps::<Option<Several>>(value);
        keeps::<SeveralHolder>(&format!(r#"{{"value":{value}}}"#));
    }
    keeps::<SeveralHolder>(r#"{"value":null,"other":"x"}"#);
    keeps::<SeveralHolder>(r#"{"value":1,"other":5}"#);
    refuses::<SeveralHolder>("{}");
    keeps::<Text>(r#""67e55044-10b1-426f-9247-bb680e5fe0c8""#);
    keeps::<Text>(r#""2024-02-29""#);
    keeps::<Text>(r#""2024-02-30""#);
    for value in ["true", "[]", r#"["x"]"#, "{}", r#"{"a":1}"#, r#""x""#] {
        keeps::<Mixed>(value);
    }
    refuses::<Mixed>("5");
    refuses::<Mixed>("[5]");
}

#[test]
fn t06_aliases_of_string() {
    use t06_string_aliases::*;
    keeps::<Login>(r#""a@b""#);
    keeps::<Session>(r#"{"login":"a@b","also":"c"}"#);
    keeps::<Session>(r#"{"login":"a@b","also":5}"#);
    refuses::<Login>("1");
}

#[test]
fn s5_tagged_names() {
    use s5_tagged::*;
    assert!(matches!(
        keeps(r#"{"petType":"Cat","lives":9}"#),
        Implicit::Cat(_)
    ));
    assert!(matches!(
        keeps(r#"{"bark":"wau","petType":"Dog"}"#),
        Implicit::Dog(_)
    ));
    refuses::<Implicit>(r#"{"petType":"cat"}"#);
    assert!(matches!(
        keeps(r#"{"petType":"c","lives":9}"#),
        ByName::Cat(_)
    ));
    assert!(matches!(keeps(r#"{"petType":"d"}"#), ByName::Dog(_)));
    assert!(matches!(keeps(r#"{"petType":"tom"}"#), Several::Cat(_)));
    assert!(matches!(keeps(r#"{"petType":"felix"}"#), Several::Cat(_)));
    assert!(matches!(keeps(r#"{"petType":"rex"}"#), Several::Dog(_)));
    assert!(matches!(keeps(r#"{"petType":"c"}"#), Partial::Cat(_)));
    assert!(matches!(keeps(r#"{"petType":"Dog"}"#), Partial::Dog(_)));
    keeps::<Holder>(
        r#"{"by_default":{"petType":"tom"},"maybe":null,"map":{"a":{"petType":"Cat"}},"extended":{"petType":"Dog","bark":"b"}}"#,
    );
    keeps::<Holder>(r#"{"by_default":{"petType":"rex"},"maybe":{"t":"x","n":1}}"#);
    refuses::<Holder>(r#"{"by_default":{"petType":"rex"}}"#);
}

#[test]
fn s5_tagged_base() {
    use s5_tagged::*;
    let v: Vehicle = keeps(r#"{"wheels":4,"vehicleType":"car","doors":5}"#);
    assert!(matches!(v, Vehicle::Car(_)));
    let v: Vehicle = keeps(r#"{"wheels":2,"vehicleType":"Bike","bell":true}"#);
    assert!(matches!(v, Vehicle::Bike(_)));
    keeps::<Car>(r#"{"wheels":4,"vehicleType":"car","doors":5}"#);
    keeps::<Garage>(
        r#"{"all":[{"wheels":4,"vehicleType":"car","doors":5},{"wheels":2,"vehicleType":"Bike"}],
            "best":{"wheels":2,"vehicleType":"Bike","bell":true},"car":{"wheels":3,"vehicleType":"car","doors":1}}"#,
    );
    refuses::<Car>(r#"{"vehicleType":"car"}"#);
}

#[test]
fn s5_tags_that_are_no_strings() {
    use s5_tagged::*;
    let v: Answer = keeps(r#"{"ok":true,"value":1}"#);
    assert!(matches!(keeps(r#"{"version":2,"a":1}"#), Numbered::V2(_)));
    assert!(matches!(keeps(r#"{"version":1,"a":1}"#), Numbered::V1(_)));
    assert_ne!(v, keeps(r#"{"ok":false,"error":"e"}"#));
    refuses::<Answer>(r#"{"ok":false,"value":1}"#);
    refuses::<Numbered>(r#"{"version":3}"#);
}

#[test]
fn s5_tagged_and_no_object() {
    use s5_tagged::*;
    assert!(matches!(keeps(r#"[{"t":"x"}]"#), Content::Listing(_)));
    assert!(matches!(keeps(r#"{"t":"y","s":"a"}"#), Content::Y(_)));
    assert!(matches!(keeps(r#""x""#), Content::String(_)));
    refuses::<Content>(r#"{"t":"array"}"#);
    refuses::<Content>(r#"{}"#);
    refuses::<Content>(r#"[{"t":"y"}]"#);
    refuses::<Content>("1");
}

#[test]
fn s5_tagged_without_a_tag() {
    use s5_tagged::*;
    assert!(matches!(
        keeps(r#"{"login":"a","secret":1}"#),
        Viewed::PrivateView(_)
    ));
    assert!(matches!(
        keeps(r#"{"login":"a"}"#),
        Viewed::PublicView(_) | Viewed::PrivateView(_)
    ));
    assert!(matches!(
        keeps(r#"{"login":"a","view":"public"}"#),
        Viewed::PublicView(_)
    ));
    refuses::<Viewed>(r#"{"login":"a","view":"other"}"#);
    refuses::<Viewed>(r#"{"view":"public"}"#);
    refuses::<Viewed>(r#"{}"#);
}

#[test]
fn s5_tagged_in_tagged() {
    use s5_tagged::*;
    assert!(matches!(
        keeps(r#"{"t":"x","n":1}"#),
        Outer::Inner(Inner::X(_))
    ));
    assert!(matches!(
        keeps(r#"{"t":"y","s":"s"}"#),
        Outer::Inner(Inner::Y(_))
    ));
    assert!(matches!(keeps(r#"{"t":"leaf"}"#), Outer::Leaf(_)));
    refuses::<Outer>(r#"{"t":"z"}"#);
    keeps::<Option<NullableTagged>>("null");
    keeps::<Option<NullableTagged>>(r#"{"t":"y"}"#);
}

#[test]
fn s5_tags_that_members_say() {
    use s5_unmapped_tags::*;
    assert!(matches!(
        keeps(r#"{"type":"call","name":"n"}"#),
        Item::Call(_)
    ));
    assert!(matches!(
        keeps(r#"{"type":"output","output":"o"}"#),
        Item::Output(_)
    ));
    keeps::<Item>(r#"{"type":"eq","key":"k"}"#);
    keeps::<Item>(r#"{"type":"ne","key":"k"}"#);
    refuses::<Item>(r#"{"type":"Call","name":"n"}"#);
    keeps::<Message>(r#"{"type":"message","role":"system","content":"c"}"#);
    keeps::<Message>(r#"{"type":"message","role":"user","content":["c"]}"#);
    keeps::<Message>(r#"{"type":"call","name":"n"}"#);
    keeps::<Input>(r#"{"type":"message","role":"user","text":"t"}"#);
    keeps::<Input>(r#"{"role":"user","text":"t"}"#);
    keeps::<Input>(r#"{"type":"message","role":"system","content":"c"}"#);
    keeps::<Input>(r#"{"type":"call","name":"n"}"#);
    keeps::<Input>(r#"{"type":"ne","key":"k"}"#);
}

#[test]
fn s5_tags_that_are_not_required() {
    use s5_unmapped_tags::*;
    keeps::<Account>(r#"{"view":"private","login":"l","plan":"p"}"#);
    keeps::<Account>(r#"{"login":"l","plan":"p"}"#);
    keeps::<Account>(r#"{"login":"l"}"#);
}

#[test]
fn s5_bases_whose_extensions_add_nothing() {
    use s5_bases::*;
    assert!(matches!(
        keeps(r#"{"key":"sms","name":"n"}"#),
        Factor::Sms(_)
    ));
    assert!(matches!(
        keeps(r#"{"key":"email","name":"n"}"#),
        Factor::Email(_)
    ));
    assert!(matches!(
        keeps(r#"{"key":"totp","name":"n","digits":6}"#),
        Factor::Totp(_)
    ));
    let v: Sms = keeps(r#"{"key":"sms","name":"n"}"#);
    of::<String>(&v.name);
    keeps::<SimpleFactor>(r#"{"key":"totp","name":"n","digits":6}"#);
    let error = refuses::<Factor>(r#"{"key":"fax","name":"n"}"#);
    assert!(error.contains("sms, email, totp"), "{error}");

    assert!(matches!(keeps(r#"{"petType":"Dog","age":3}"#), Pet::Dog(_)));
    assert!(matches!(
        keeps(r#"{"petType":"Cat","indoor":true}"#),
        Pet::Cat(_)
    ));
    assert!(matches!(keeps(r#"{"petType":"Pet"}"#), Pet::PetBase(_)));
    keeps::<MaybePet>(r#"{"petType":"Cat","indoor":true}"#);
    keeps::<MaybePet>("null");
    refuses::<Pet>("null");
}

#[test]
fn s5_bases_and_their_mappings() {
    use s5_bases::*;
    assert!(matches!(
        keeps(r#"{"kind":"circle","radius":1.5}"#),
        Shape::Circle(_)
    ));
    assert!(matches!(
        keeps(r#"{"kind":"square","side":2.5}"#),
        Shape::Square(_)
    ));
    assert!(matches!(keeps(r#"{"kind":"point"}"#), Shape::ShapeBase(_)));
    refuses::<Shape>(r#"{"kind":"line"}"#);
    keeps::<Policy>(
        r#"{"type":"sign_on","factor":{"key":"totp","name":"n","digits":6}}"#,
    );
    refuses::<Policy>(r#"{"type":"entity","risk":1}"#);
    assert!(matches!(keeps(r#"{"is":"y"}"#), Some(Choice::Yes(_))));
    assert!(matches!(keeps(r#"{"is":"n"}"#), Some(Choice::No(_))));
    assert!(matches!(keeps("null"), None::<Choice>));
}

#[test]
fn s5_bases_that_extend_bases() {
    use s5_bases::*;
    let image = r##"{"kind":"#image","size":1,"width":2}"##;
    assert!(matches!(keeps(image), Item::Image(_)));
    assert!(matches!(keeps(image), File::Image(_)));
    let file = r##"{"kind":"#file","size":1}"##;
    assert!(matches!(keeps(file), Item::FileBase(_)));
    assert!(matches!(keeps(file), File::FileBase(_)));
    refuses::<File>(r##"{"kind":"#link","url":"u"}"##);

    let shared = r##"{"@type":"#shared","owner":"o","with":"w"}"##;
    assert!(matches!(keeps(shared), Node::SharedFolder(_)));
    assert!(matches!(keeps(shared), Folder::SharedFolder(_)));
    let folder = r##"{"@type":"#folder","owner":"o"}"##;
    assert!(matches!(keeps(folder), Node::FolderBase(_)));
    assert!(matches!(keeps(folder), Folder::FolderBase(_)));
    refuses::<Folder>(r##"{"@type":"#note","text":"t"}"##);

    let goblin = r#"{"kind":"shark","sharkKind":"goblin","depth":3}"#;
    assert!(matches!(
        keeps(goblin),
        Fish::Shark(Shark::GoblinShark(_))
    ));
    keeps::<Shark>(goblin);
    assert!(matches!(
        keeps(r#"{"kind":"salmon","pink":true}"#),
        Fish::Salmon(_)
    ));
}

#[test]
fn s5_default_mapping() {
    use s5_default_mapping::*;
    assert!(matches!(
        keeps(r#"{"kind":"round","r":1}"#),
        Shape::Round(_)
    ));
    assert!(matches!(
        keeps(r#"{"kind":"square","sides":4}"#),
        Shape::Other(_)
    ));
    assert!(matches!(keeps(r#"{"sides":3}"#), Shape::Other(_)));
    assert!(matches!(keeps(r#"{"on":"rail","wide":1}"#), Wheel::Tread(_)));
    assert!(matches!(keeps(r#"{"wide":1}"#), Wheel::WheelBase(_)));
}

#[test]
fn s5_untagged_by_const() {
    use s5_untagged::*;
    assert!(matches!(
        keeps(r#"{"type":"text","text":"t","style":"s"}"#),
        ByConst::Text(_)
    ));
    assert!(matches!(
        keeps(r#"{"url":"u","type":"image"}"#),
        ByConst::Image(_)
    ));
    let error = refuses::<ByConst>(r#"{"type":"video"}"#);
    assert!(error.contains("text") && error.contains("image"), "{error}");
}

#[test]
fn s5_untagged_keeps_most_in_either_order() {
    use s5_untagged::*;
    assert!(matches!(keeps(r#"{"id":1}"#), SmallFirst::Small(_)));
    assert!(matches!(
        keeps(r#"{"id":1,"name":"n"}"#),
        SmallFirst::Large(_)
    ));
    assert!(matches!(
        keeps(r#"{"id":1,"size":2}"#),
        LargeFirst::Large(_)
    ));
    keeps::<LargeFirst>(r#"{"id":1}"#);
    // what no branch knows changes nothing
    becomes::<SmallFirst>(r#"{"id":1,"name":"n","new":1}"#, r#"{"id":1,"name":"n"}"#);
    assert!(matches!(keeps(r#"{"a":1,"both":"x"}"#), Hints::HintA(_)));
    assert!(matches!(keeps(r#"{"b":1,"both":"x"}"#), Hints::HintB(_)));
    keeps::<Hints>("{}");
    keeps::<Nested>(r#"{"in":{"a":1}}"#);
    keeps::<Nested>(r#"{"in":{"b":1,"both":"x"}}"#);
    keeps::<Lists>(r#"[{"id":1},{"id":2,"name":"n"}]"#);
    keeps::<Lists>(r#"["a","b"]"#);
    keeps::<Lists>("[]");
    refuses::<Lists>(r#"[{"id":1},"a"]"#);
    refuses::<SmallFirst>(r#"{"name":"n"}"#);
    refuses::<SmallFirst>("[]");
}

#[test]
fn s5_untagged_by_type() {
    use s5_untagged::*;
    for value in ["1", r#""s""#, "[1,2]"] {
        keeps::<ByType>(&format!(r#"{{"v":{value}}}"#));
    }
    refuses::<ByType>(r#"{"v":true}"#);
    keeps::<EnumOrObject>(r#""auto""#);
    keeps::<EnumOrObject>(r#"{"name":"n"}"#);
    refuses::<EnumOrObject>(r#""other""#);
    keeps::<MapOrObject>(r#"{"a":"x"}"#);
    keeps::<MapOrObject>(r#"{"id":5}"#);
    keeps::<OpenOrStruct>(r#"{"id":5}"#);
    keeps::<OpenOrStruct>(r#"{"id":5,"more":[null]}"#);
    keeps::<OpenOrStruct>("[1]");
    keeps::<Dates>(r#""2024-02-29T12:30:00Z""#);
    keeps::<Dates>("5");
    for value in ["a", "b", "c", "d"] {
        keeps::<Enums>(&format!("\"{value}\""));
    }
    refuses::<Enums>(r#""e""#);
}

#[test]
fn s5_branches_that_shape_nothing() {
    use s5_untagged::*;
    let v: OnlyRequired = keeps(r#"{"a":1}"#);
    of::<Option<i64>>(&v.b);
    keeps::<OnlyRequired>(r#"{"b":1}"#);
    let v: Same = keeps(r#""xyz""#);
    of::<String>(&v);
    let v: OneBranch = keeps(r#"{"id":1}"#);
    of::<i64>(&v.id);
    keeps::<Beside>(r#"{"id":1,"x":2}"#);
    keeps::<Beside>(r#"{"id":1,"y":"z"}"#);
    refuses::<Beside>(r#"{"x":2}"#);
    let v: Holder = keeps(r#"{"or_null":null,"lists":[]}"#);
    of::<Option<Small>>(&v.or_null);
    keeps::<Holder>(
        r#"{"or_null":{"id":1},"lists":["a"],"optional":5,"map":{"a":{"id":1,"name":"n"}}}"#,
    );
    refuses::<Holder>(r#"{"lists":[]}"#);
}
