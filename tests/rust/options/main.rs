//! What each option of oapi-emit and oapi-resolve changes in the types; tests/fixtures/options says which it is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a value and writes it back.
fn trip<T: Serialize + DeserializeOwned>(value: Value) -> Value {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"));
    serde_json::to_value(read).unwrap()
}

fn same<T: Serialize + DeserializeOwned>(value: Value) {
    assert_eq!(trip::<T>(value.clone()), value);
}

fn refused<T: DeserializeOwned>(value: Value) -> String {
    match serde_json::from_value::<T>(value.clone()) {
        Ok(_) => panic!("{value} was taken"),
        Err(error) => error.to_string(),
    }
}

mod maps {
    use super::*;

    #[test]
    fn btree() {
        use options::maps_btree::*;
        let counts: std::collections::BTreeMap<String, i64> = Counts::from([("a".into(), 1)]);
        let mut set = std::collections::HashSet::new();
        set.insert(Blobs(std::collections::BTreeMap::from([(
            "k".into(),
            vec![1],
        )])));
        assert_eq!(serde_json::to_value(counts).unwrap(), json!({"a": 1}));
        same::<Blobs>(json!({"k": "AQ=="}));
        same::<Box>(json!({"counts": {"b": 2, "a": 1}, "set": [3, 1], "z": 1}));
        assert_eq!(
            trip::<Box>(json!({"z": 1.0, "counts": {"a": 2.0}})),
            json!({"z": 1, "counts": {"a": 2}})
        );
        refused::<Box>(json!({"set": [1, 1.0]}));
    }

    #[test]
    fn hash() {
        use options::maps_hash::*;
        let counts: std::collections::HashMap<String, i64> = Counts::from([("a".into(), 1)]);
        assert_eq!(serde_json::to_value(counts).unwrap(), json!({"a": 1}));
        same::<Blobs>(json!({"k": "AQ=="}));
        same::<Box>(json!({"counts": {"b": 2, "a": 1}, "set": [3, 1], "z": 1}));
    }
}

mod times {
    use super::*;

    fn times() -> Value {
        json!({"at": "2020-01-02T03:04:05Z", "on": "2020-01-02", "by": "03:04:05.5",
               "all": ["2020-01-02T03:04:05.25Z"], "since": "2021-01-01T00:00:00Z"})
    }

    #[test]
    fn jiff() {
        use options::datetime_jiff::*;
        same::<Times>(times());
        same::<At>(json!("2020-01-02T03:04:05Z"));
        let read: Times = serde_json::from_value(
            json!({"at": "2020-01-02T03:04:05+01:00", "on": "2020-01-02", "by": "03:04:05"}),
        )
        .unwrap();
        assert_eq!(
            read.at,
            "2020-01-02T02:04:05Z".parse::<jiff::Timestamp>().unwrap()
        );
        assert_eq!(read.on, jiff::civil::date(2020, 1, 2));
        assert_eq!(read.by, jiff::civil::time(3, 4, 5, 0));
        assert_eq!(
            read.since,
            "2020-01-02T03:04:05Z".parse::<jiff::Timestamp>().unwrap()
        );
        assert!(matches!(
            serde_json::from_value(json!("2020-01-02")).unwrap(),
            Either::Date(_)
        ));
    }

    #[test]
    fn time() {
        use options::datetime_time::*;
        same::<Times>(times());
        same::<At>(json!("2020-01-02T03:04:05Z"));
        let read: Times = serde_json::from_value(
            json!({"at": "2020-01-02T03:04:05+01:00", "on": "2020-01-02", "by": "03:04:05"}),
        )
        .unwrap();
        let at: time::OffsetDateTime = read.at;
        assert_eq!(at.unix_timestamp(), 1577930645);
        assert_eq!(
            read.on,
            time::Date::from_calendar_date(2020, time::Month::January, 2).unwrap()
        );
        assert_eq!(read.by, time::Time::from_hms(3, 4, 5).unwrap());
        assert_eq!(
            serde_json::to_value(&read).unwrap()["at"],
            "2020-01-02T03:04:05+01:00"
        );
        assert!(matches!(
            serde_json::from_value(json!("2020-01-02")).unwrap(),
            Either::Date(_)
        ));
        refused::<Times>(json!({"at": "yesterday", "on": "2020-01-02", "by": "03:04:05"}));
        refused::<Times>(
            json!({"at": "2020-01-02T03:04:05Z", "on": "2020-01-02", "by": "03:04:05Z"}),
        );
    }

    #[test]
    fn string() {
        use options::datetime_string::*;
        same::<Times>(times());
        let at: At = String::from("any");
        let either: Either = at;
        assert_eq!(either, "any");
    }
}

#[test]
fn mapping() {
    use options::mapping::*;
    let pet = json!({"price": 1.5, "money": {"amount": 1}, "data": "-_8", "level": "3", "levels": ["1", "2"],
                     "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "tag": "no enumeration", "port": 80, "host": "::1",
                     "bad": "text"});
    same::<Pet>(pet.clone());
    let read: Pet = serde_json::from_value(pet).unwrap();
    let price: serde_json::Number = read.price;
    let money: serde_json::Value = read.money;
    let tag: Option<String> = read.tag;
    let port: Option<std::num::NonZeroU16> = read.port;
    let host: Option<std::net::IpAddr> = read.host;
    assert_eq!(
        (price.as_f64(), money["amount"].as_i64()),
        (Some(1.5), Some(1))
    );
    assert_eq!(
        (tag.as_deref(), port.map(|p| p.get())),
        (Some("no enumeration"), Some(80))
    );
    assert_eq!(host.map(|h| h.is_ipv6()), Some(true));
    assert_eq!(read.data, [0xfb, 0xff]);
    assert_eq!(read.level, Level(3));
}

mod enums {
    use super::*;

    #[test]
    fn merge() {
        use options::enums_merge::*;
        for (text, order) in [
            ("ASC", Order::Asc),
            ("asc", Order::Asc),
            ("desc", Order::Desc),
            ("DESC", Order::Desc),
        ] {
            assert_eq!(serde_json::from_value::<Order>(json!(text)).unwrap(), order);
            assert_eq!(text.parse::<Order>().unwrap(), order);
        }
        assert_eq!((Order::Asc.as_str(), Order::Desc.as_str()), ("ASC", "Desc"));
        assert_eq!(Order::default(), Order::Desc);
        refused::<Order>(json!("aSC"));
        refused::<Lone>(json!("one"));
    }

    #[test]
    fn relaxed() {
        use options::enums_relaxed::*;
        assert_eq!(trip::<Order>(json!("aSc")), json!("ASC"));
        assert_eq!(trip::<Lone>(json!("ONE")), json!("One"));
        assert_eq!("TWO".parse::<Lone>().unwrap(), Lone::Two);
        refused::<Lone>(json!("three"));
    }

    #[test]
    fn open() {
        use options::enums_open::*;
        same::<Answer>(json!({"status": "half", "object": "answer"}));
        assert_eq!(
            trip::<Answer>(json!({"status": "ON"})),
            json!({"status": "on"})
        );
        let status: Status = serde_json::from_value(json!("half")).unwrap();
        assert_eq!(status, Status::Unknown2("half".into()));
        // what requests alone hold, a lone value and integers stay closed
        refused::<Question>(json!({"kind": "c"}));
        refused::<Answer>(json!({"object": "other"}));
        refused::<Answer>(json!({"n": 3}));
    }
}

#[test]
fn defaults() {
    use options::defaults_fill::*;
    let settings: Settings = serde_json::from_value(json!({})).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(settings, Settings::builder().build2());
    let written = json!({"on": true, "count": 3, "ratio": -1.0, "name": "a \"b\"\n", "level": "high", "sibling": "b",
        "since": "2020-01-02T03:04:05Z", "list": ["x", "y"], "none": [], "set": [1, 2], "map": {"a": 1}, "free": {},
        "nothing": null, "something": "s", "type": "t", "ref": "a"});
    assert_eq!(serde_json::to_value(&settings).unwrap(), written);
    let given = json!({"on": false, "count": 4, "ratio": 1.0, "name": "", "level": "low", "sibling": "a", "ref": "b",
        "since": "2020-01-02T03:04:06Z", "list": [], "none": [1], "set": [], "map": {}, "free": {"a": null},
        "nothing": "n", "something": null, "type": "", "plain": 1, "object": {}, "build": "b", "maybe_name": "m"});
    same::<Settings>(given);
    refused::<Settings>(json!({"on": null}));
    let needs: Needs = serde_json::from_value(json!({"id": 1.0, "maybe": null, "x": 2})).unwrap();
    let built = Needs::builder().id(1).maybe(None).build();
    assert!(needs.on && built.on);
    assert_eq!(needs.additional_properties["x"], 2);
    assert_eq!(built.additional_properties.len(), 0);
    refused::<Needs>(json!({"on": true, "id": 1}));
    let built = Settings::builder()
        .name("n")
        .count(5)
        .maybe_maybe_name(None::<String>)
        .build("b")
        .build2();
    assert_eq!(
        (built.name.as_str(), built.count, built.build.as_deref()),
        ("n", 5, Some("b"))
    );
    assert_eq!(Point::builder().x(1).build().x, Some(1));
    assert_eq!(PointBuilder::builder().build(), PointBuilder::default());
}

#[test]
fn deny_unknown() {
    use options::deny_unknown::*;
    same::<Closed>(json!({"a": 1}));
    assert_eq!(trip::<Closed>(json!({"a": 1, "b": null})), json!({"a": 1})); // --nullable=flat
    assert!(refused::<Closed>(json!({"c": 1})).contains("unknown field `c`"));
    refused::<Empty>(json!({"c": 1}));
    assert_eq!(trip::<Open>(json!({"c": 1})), json!({}));
    same::<Union>(json!({"kind": "Cat", "meows": true}));
    same::<Union>(json!({"kind": "Dog", "barks": true}));
    refused::<Union>(json!({"kind": "Cat", "barks": true}));
    assert!(
        Closed::default()
            < Closed {
                a: Some(1),
                b: None
            }
    ); // --derive=PartialOrd
}

#[test]
fn keep_unknown() {
    use options::keep_unknown::*;
    same::<Answer>(json!({"a": null, "b": {"c": 1}}));
    same::<Answer>(json!({}));
    let answer: Answer = serde_json::from_value(json!({"a": null})).unwrap();
    assert_eq!(answer.a, Some(None));
    assert_eq!(trip::<Closed>(json!({"b": 1})), json!({}));
}

mod validation {
    use super::*;
    use options::validate::*;
    use validator::{Validate, ValidationErrors, ValidationErrorsKind};

    /// Reads a value and gives what is wrong with it: pointers and keywords.
    fn findings<T: DeserializeOwned + Validate>(value: Value) -> Vec<String> {
        fn walk(errors: &ValidationErrors, to: &mut Vec<String>) {
            for kind in errors.errors().values() {
                match kind {
                    ValidationErrorsKind::Struct(inner) => walk(inner, to),
                    ValidationErrorsKind::List(items) => items.values().for_each(|e| walk(e, to)),
                    ValidationErrorsKind::Field(list) => to.extend(list.iter().map(|e| {
                        assert!(e.message.is_some());
                        format!("{} {}", e.params["pointer"].as_str().unwrap(), e.code)
                    })),
                }
            }
        }
        let mut found = Vec::new();
        let read: T =
            serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"));
        if let Err(errors) = read.validate() {
            walk(&errors, &mut found);
            assert!(!found.is_empty());
        }
        found.sort();
        found
    }

    #[test]
    fn fits() {
        let none: [&str; 0] = [];
        assert_eq!(findings::<Pet>(json!({"id": 1, "name": "ab"})), none);
        assert_eq!(
            findings::<Pet>(
                json!({"name": "ab", "age": null, "tags": [{"label": "x"}], "grid": [[9], []]})
            ),
            none
        );
        assert_eq!(findings::<Plain>(json!({"x": 1})), none);
        assert_eq!(findings::<Level>(json!("low")), none);
        assert_eq!(
            findings::<Animal>(json!({"kind": "Cat", "name": "a", "lives": 9})),
            none
        );
        assert_eq!(
            findings::<Shape>(json!({"type": "Square", "side": 1.5})),
            none
        );
        assert_eq!(findings::<One>(json!(1)), none);
    }

    #[test]
    fn pointers_and_keywords() {
        assert_eq!(
            findings::<Pet>(json!({
                "name": "a", "age": -1,
                "tags": [{"label": "a"}, {"label": "B"}, {"label": ""}],
                "grid": [[], [1, 10]],
                "best": {"name": "", "best": {"name": "x"}}
            })),
            [
                "/age minimum",
                "/best/best/name minLength",
                "/best/name minLength",
                "/grid/1/1 maximum",
                "/name minLength",
                "/tags maxItems",
                "/tags/1/label pattern",
                "/tags/2/label pattern",
            ]
        );
        assert_eq!(
            findings::<Pet>(json!({"name": "ab", "age": 1})),
            [" required"]
        );
        assert_eq!(findings::<Label>(json!("A")), [" pattern"]);
        assert_eq!(findings::<Labels>(json!([])), [" minItems"]);
        assert_eq!(findings::<Labels>(json!(["a", "B"])), ["/1 pattern"]);
        assert_eq!(findings::<Alias>(json!({"name": "a"})), ["/name minLength"]);
        assert_eq!(
            findings::<Mapped>(json!({"k": "ab", "x": ""})),
            [" propertyNames", "/k maxLength"]
        );
        assert_eq!(findings::<One>(json!(7)), [" oneOf"]);
    }

    #[test]
    fn unions_and_bases() {
        let cat = json!({"kind": "Cat", "name": "abcdef", "lives": 10});
        assert_eq!(
            findings::<Animal>(cat.clone()),
            ["/lives maximum", "/name maxLength"]
        );
        assert_eq!(
            findings::<Cat>(cat.clone()),
            ["/lives maximum", "/name maxLength"]
        );
        assert_eq!(
            findings::<Home>(json!({"animal": cat})),
            ["/animal/lives maximum", "/animal/name maxLength"]
        );
        assert_eq!(
            findings::<Dog>(json!({"kind": "Dog", "name": "a", "tricks": ["a", "b"]})),
            ["/tricks maxItems"]
        );
        assert_eq!(
            findings::<Shape>(
                json!({"type": "Circle", "radius": 1, "inner": {"type": "Square", "side": 0.3}})
            ),
            ["/inner/side multipleOf"]
        );
    }

    #[test]
    fn shape_of_the_errors() {
        let pet: Pet = serde_json::from_value(
            json!({"name": "a", "tags": [{"label": "B"}, {"label": "a"}, {"label": "b"}]}),
        )
        .unwrap();
        let errors = pet.validate().unwrap_err();
        assert_eq!(errors.field_errors()["name"][0].code, "minLength");
        assert!(
            matches!(&errors.errors()["tags"], ValidationErrorsKind::List(items) if items.keys().eq([&0]))
        );
        // an array's own error stands beside it, where its items have some too
        assert_eq!(
            errors.field_errors()["__all__"][0].params["pointer"],
            "/tags"
        );
        let text = errors.to_string();
        assert!(text.contains("tags[0].label"), "{text}");
        assert!(
            !text.contains("\"B\""),
            "no value of the instance is shown: {text}"
        );
    }

    /// A pattern that is none is left out, with a warning; what stands beside it is checked.
    #[test]
    fn bad_pattern() {
        assert_eq!(
            findings::<Faulty>(json!({"a": "x", "b": "ab"})),
            ["/b maxLength"]
        );
    }

    #[test]
    fn older() {
        use options::validate_older::Range;
        assert_eq!(
            findings::<Range>(json!({"low": null, "word": null, "high": 1})),
            [""; 0]
        );
        assert_eq!(
            findings::<Range>(json!({"low": 0, "high": 1.5, "link": "abcd"})),
            ["/high maximum", "/link maxLength", "/low exclusiveMinimum"]
        );
        assert_eq!(findings::<Range>(json!({"low": 1, "link": "abc"})), [""; 0]);
    }
}

#[test]
fn odata() {
    use options::odata::*;
    same::<User>(json!({"id": "x", "@other": "y"}));
    refused::<User>(json!({"@odata.type": "x", "@other": "y"}));
    refused::<User>(json!({"id": "x"}));
}
