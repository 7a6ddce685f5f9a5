//! Strings, numbers, dates, arrays, and what has no type.
use crate::*;
use indexmap::IndexSet;
use traps::*;

#[test]
fn s2_strings() {
    use s2_scalars::*;
    let text = r#"{"plain":"p","date_time":"2024-02-29T12:30:00Z","date":"2024-02-29","time":"12:30:00",
        "uuid":"67e55044-10b1-426f-9247-bb680e5fe0c8","byte":"aGk=","encoded":"aGk=","binary":"raw","ipv4":"127.0.0.1",
        "ipv6":"::1","ip":"10.0.0.1","duration":"P1DT2H","email":"a@b","uri":"x:y","unknown":"?"}"#;
    let v: Strings = keeps(text);
    of::<String>(&v.plain);
    of::<chrono::DateTime<chrono::Utc>>(&v.date_time);
    of::<chrono::NaiveDate>(&v.date);
    of::<chrono::NaiveTime>(&v.time);
    of::<uuid::Uuid>(&v.uuid);
    of::<Vec<u8>>(&v.byte);
    of::<Vec<u8>>(&v.encoded);
    of::<String>(&v.binary);
    of::<std::net::Ipv4Addr>(&v.ipv4);
    of::<std::net::Ipv6Addr>(&v.ipv6);
    of::<std::net::IpAddr>(&v.ip);
    of::<String>(&v.duration);
    of::<String>(&v.email);
    of::<String>(&v.uri);
    of::<String>(&v.unknown);
    keeps::<OptionalStrings>(text);
    keeps::<OptionalStrings>("{}");
    refuses::<OptionalStrings>(r#"{"date_time":"yesterday"}"#);
    refuses::<OptionalStrings>(r#"{"uuid":"x"}"#);
    refuses::<OptionalStrings>(r#"{"ipv4":"::1"}"#);
    keeps::<OptionalStrings>(r#"{"ip":"::1"}"#);
}

#[test]
fn s2_date_times_are_instants() {
    use s2_scalars::*;
    becomes::<When>(
        r#""2024-02-29T12:30:00+02:00""#,
        r#""2024-02-29T10:30:00Z""#,
    );
    keeps::<When>(r#""2024-02-29T12:30:00.123Z""#);
}

#[test]
fn s2_integers() {
    use s2_scalars::*;
    let v: Integers = keeps(
        r#"{"plain":-9223372036854775808,"int8":-128,"int16":-32768,"int32":-2147483648,"int64":9223372036854775807,
            "uint8":255,"uint16":65535,"uint32":4294967295,"uint64":18446744073709551615,"uint":18446744073709551615,
            "unknown":3000000000}"#,
    );
    of::<i64>(&v.plain);
    of::<i8>(&v.int8);
    of::<i16>(&v.int16);
    of::<i32>(&v.int32);
    of::<i64>(&v.int64);
    of::<u8>(&v.uint8);
    of::<u16>(&v.uint16);
    of::<u32>(&v.uint32);
    of::<u64>(&v.uint64);
    of::<u64>(&v.uint);
    of::<i64>(&v.unknown);
    refuses::<Integers>(
        r#"{"plain":1,"int8":128,"int16":1,"int32":1,"int64":1,"uint8":1,"uint16":1,"uint32":1,"uint64":1,"uint":1,"unknown":1}"#,
    );
}

#[test]
fn s2_numbers() {
    use s2_scalars::*;
    let v: Numbers = keeps(
        r#"{"plain":1e300,"float":0.5,"double":-0.1,"decimal":12.25,"boolean":true,"nothing":null}"#,
    );
    of::<f64>(&v.plain);
    of::<f32>(&v.float);
    of::<f64>(&v.double);
    of::<f64>(&v.decimal);
    of::<bool>(&v.boolean);
    of::<()>(&v.nothing);
    keeps::<Numbers>(
        r#"{"plain":5,"float":1,"double":1e2,"decimal":0,"boolean":false,"nothing":null}"#,
    );
    refuses::<Numbers>(
        r#"{"plain":5,"float":1,"double":1,"decimal":0,"boolean":0,"nothing":null}"#,
    );
    refuses::<Numbers>(
        r#"{"plain":"5","float":1,"double":1,"decimal":0,"boolean":true,"nothing":null}"#,
    );
}

#[test]
fn s2_integers_as_text() {
    use s2_scalars::*;
    let v: Texts = keeps(
        r#"{"text":"-42","nullable":"7","optional":"18446744073709551615","optional_nullable":"1","list":["1","2"],"map":{"a":"3"}}"#,
    );
    of::<i64>(&v.text);
    of::<Option<i32>>(&v.nullable);
    of::<Option<u64>>(&v.optional);
    of::<Option<Option<i64>>>(&v.optional_nullable);
    of::<Option<Vec<i64>>>(&v.list);
    let v: Texts = keeps(r#"{"text":"0","nullable":null,"optional_nullable":null}"#);
    assert_eq!(v.optional_nullable, Some(None));
    keeps::<Texts>(r#"{"text":"0","nullable":null}"#);
    refuses::<Texts>(r#"{"text":"x","nullable":null}"#);
    refuses::<Texts>(r#"{"text":"0"}"#);
}

#[test]
fn s2_named_scalars() {
    use s2_scalars::*;
    keeps::<Scalars>(
        r#"{"when":"2024-02-29T12:30:00Z","texted":"9","dates":{"a":"2024-02-29"},"ids":["67e55044-10b1-426f-9247-bb680e5fe0c8"]}"#,
    );
    refuses::<Scalars>(r#"{"when":"2024-02-29T12:30:00Z","texted":"nine"}"#);
}

#[test]
fn s2_arrays_() {
    use s2_arrays::*;
    let v: Arrays = keeps(
        r#"{"list":[1,2],"nested":[[[true],[]],[]],"set":["b","a"],"pair":["x",1],"triple":["x",1,true],"single":["x"],
            "open":["x",1,true,false],"short":["x"],"loose":["x",{"any":1},null],"anything":[1,"a",null],"nullable":[1,null],
            "objects":[{"a":1}]}"#,
    );
    of::<Vec<i64>>(&v.list);
    of::<Vec<Vec<Vec<bool>>>>(&v.nested);
    of::<IndexSet<String>>(&v.set);
    of::<(String, i64)>(&v.pair);
    of::<(String, i64, bool)>(&v.triple);
    of::<(String,)>(&v.single);
    of::<Option<Vec<Value>>>(&v.anything);
    of::<Option<Vec<Option<i64>>>>(&v.nullable);
    let least =
        r#"{"list":[],"nested":[],"set":[],"pair":["x",1],"triple":["x",1,true],"single":["x"]"#;
    keeps::<Arrays>(&format!("{least}}}"));
    keeps::<Arrays>(&format!("{least},\"open\":[],\"short\":[],\"loose\":[]}}"));
    refuses::<Arrays>(&format!("{least},\"nullable\":null}}").replace("[\"x\",1]", "[\"x\"]"));
    refuses::<Arrays>(&format!("{least}}}").replace("[\"x\",1]", "[\"x\",1,2]"));
    keeps::<Named>(r#"[{"n":1}]"#);
    keeps::<Pair>(r#"[{"n":1},"s"]"#);
    keeps::<Set>("[3,1,2]");
    keeps::<Matrix>(r#"[[{"n":1}],[]]"#);
}

#[test]
fn t21_sets_hold_only_what_hashes() {
    use t21_unique_items::*;
    let v: Sets = keeps(
        r#"{"points":[{"x":1.5},{"x":2}],"numbers":[2.5,1],"strings":["b","a"],"integers":[2,1],"keys":[{"k":"a"},{"k":"a","n":1}],
            "colors":["green","red"],"anything":[1,"1",null],"maps":[{"a":"b"},{}],"sets":[["a"],["b"]],"lists":[["a"],["b"]]}"#,
    );
    of::<Vec<Point>>(&v.points);
    of::<Vec<f64>>(&v.numbers);
    of::<IndexSet<String>>(&v.strings);
    of::<IndexSet<i64>>(&v.integers);
    of::<IndexSet<Key>>(&v.keys);
    of::<IndexSet<Color>>(&v.colors);
    of::<Option<IndexSet<Vec<String>>>>(&v.lists);
    assert!(has!(Key: Eq + std::hash::Hash));
    assert!(!has!(Point: Eq));
    assert!(!has!(Sets: Eq));
    assert!(!has!(Sets: std::hash::Hash));
}

#[test]
fn t29_numbers() {
    use t29_numbers::Numbers;
    let v: Numbers = keeps(
        r#"{"plain":3000000000,"unsigned":18446744073709551615,"up_to_u64":18446744073709551615,"rounded":-9223372036854775808,
            "infinite":1e300,"spelled":1,"small":-128,"real":-1e308,"text":"18446744073709551615"}"#,
    );
    of::<Option<i64>>(&v.plain);
    of::<Option<u64>>(&v.unsigned);
    of::<Option<u64>>(&v.up_to_u64);
    of::<Option<i128>>(&v.beyond);
    of::<Option<f64>>(&v.infinite);
    of::<Option<i64>>(&v.spelled);
    of::<Option<u64>>(&v.text);
    keeps::<Numbers>(r#"{"beyond":-5,"up_to_u64":0}"#);
    // from text alone: a Value holds no such integer unless it has arbitrary precision
    let big: Numbers = serde_json::from_str(r#"{"beyond":-9223372036854775809}"#).unwrap();
    assert_eq!(big.beyond, Some(-9223372036854775809));
    assert_eq!(
        serde_json::to_string(&big).unwrap(),
        r#"{"beyond":-9223372036854775809}"#
    );
}

#[test]
fn t30_exclusive_bounds() {
    let v: t30_exclusive_30::Bounds =
        keeps(r#"{"lonely":1,"minimum":2,"maximum":1.25,"off":1,"wrong":2}"#);
    of::<Option<i64>>(&v.lonely);
    of::<Option<f64>>(&v.maximum);
    let v: t30_exclusive_31::Bounds =
        keeps(r#"{"minimum":2,"maximum":1.25,"wide":18446744073709551615,"wrong":1}"#);
    of::<Option<i64>>(&v.minimum);
}

#[test]
fn t31_no_type() {
    use t31_any::*;
    let least = r#""not":1,"conditional":"x","yes":null,"empty":[1],"described":{"a":1}"#;
    let v: Holder = keeps(&format!("{{{least}}}"));
    of::<Value>(&v.not);
    of::<Value>(&v.conditional);
    of::<Value>(&v.yes);
    of::<Value>(&v.empty);
    of::<Value>(&v.described);
    of::<Option<Vec<Value>>>(&v.list);
    of::<Option<Vec<Value>>>(&v.listless);
    of::<Option<String>>(&v.typed_not);
    keeps::<Holder>(&format!(
        r#"{{{least},"optional":1,"optional_not":{{}},"reference":"x","list":[null],"listless":[1],"map":{{"a":null}},
            "never":[],"typed_not":"b","typed_if":{{"a":1}}}}"#
    ));
    // null is a value of {}
    keeps::<Holder>(&format!(
        r#"{{{least},"optional":null,"reference":null,"optional_not":null}}"#
    ));
    keeps::<Empty>("null");
    keeps::<Not>("1");
    keeps::<Conditional>(r#""x""#);
    keeps::<Yes>("[{}]");
    for missing in ["not", "conditional", "yes", "empty", "described"] {
        let mut all = json(&format!("{{{least}}}"));
        all.as_object_mut().unwrap().remove(missing);
        refuses::<Holder>(&all.to_string());
    }
}

#[test]
fn t24_numbers_are_kept_in_every_shape() {
    use t24_arbitrary_precision::*;
    let v: Event = keeps(
        r#"{"type":"tick","at":1,"huge":18446744073709551615,"ratio":0.1,"level":2,"text":"7","more":-5,"most":9223372036854775807}"#,
    );
    let Event::Tick(tick) = v else {
        panic!("{v:?}")
    };
    assert_eq!(tick.at, 1);
    assert_eq!(tick.additional_properties.len(), 2);
    keeps::<Event>(
        r#"{"type":"mark","value":5,"list":[1.5,2,{"n":3}],"any":{"x":[1e2,1.25]},"own":[1,{"a":0.5}]}"#,
    );
    keeps::<Event>(r#"{"type":"mark","value":5.5}"#);
    keeps::<Event>(r#"{"type":"mark","value":false}"#);
    keeps::<Loose>(r#"{"a":1,"more":0.25}"#);
    keeps::<Loose>(r#"{"b":1}"#);
    keeps::<Coded>(r#"{"code":1,"n":5}"#);
    assert!(matches!(keeps(r#"{"code":2,"n":5}"#), Coded::Two(_)));
    refuses::<Coded>(r#"{"code":3}"#);
}

#[test]
#[cfg(feature = "arbitrary_precision")]
fn t24_runs_with_arbitrary_precision() {
    let digits = "123456789012345678901234567890";
    assert_eq!(serde_json::to_string(&json(digits)).unwrap(), digits);
}
