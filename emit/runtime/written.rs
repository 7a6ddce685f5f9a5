use ::serde::ser::{self, Serialize, Serializer};
use ::std::fmt;

/// A value on its way into a URL, a header field, a cookie or a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// null, or nothing.
    Nothing,
    /// A string.
    Text(String),
    /// A number, true or false.
    Bare(String),
    List(Vec<Written>),
    Object(Vec<(String, Written)>),
}

impl Written {
    /// What stands for it where only text may: a part of a part, which no style has a form for, is JSON.
    pub fn into_text(self) -> String {
        match self {
            Written::Nothing => String::new(),
            Written::Text(text) | Written::Bare(text) => text,
            parts => {
                let mut json = String::new();
                parts.put_json(&mut json);
                json
            }
        }
    }

    fn put_json(&self, to: &mut String) {
        match self {
            Written::Nothing => to.push_str("null"),
            Written::Text(text) => {
                to.push_str(&::serde_json::Value::from(text.as_str()).to_string())
            }
            Written::Bare(text) => to.push_str(text),
            Written::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    to.push(if index == 0 { '[' } else { ',' });
                    item.put_json(to);
                }
                to.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Written::Object(members) => {
                for (index, (name, value)) in members.iter().enumerate() {
                    to.push(if index == 0 { '{' } else { ',' });
                    to.push_str(&::serde_json::Value::from(name.as_str()).to_string());
                    to.push(':');
                    value.put_json(to);
                }
                to.push_str(if members.is_empty() { "{}" } else { "}" });
            }
        }
    }
}

/// Why a value cannot be written.
#[derive(Debug)]
pub struct Unwritable(String);

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl ::std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Unwritable(message.to_string())
    }
}

pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<Written, Unwritable> {
    value.serialize(Writer)
}

struct Writer;

/// An array or an object that is being written, in the variant of an enum perhaps.
struct Parts {
    variant: Option<&'static str>,
    items: Vec<Written>,
    members: Vec<(String, Written)>,
    is_list: bool,
}

impl Parts {
    fn new(is_list: bool, variant: Option<&'static str>) -> Result<Self, Unwritable> {
        Ok(Parts {
            variant,
            items: Vec::new(),
            members: Vec::new(),
            is_list,
        })
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.items.push(write(value)?);
        Ok(())
    }

    fn member<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.members.push((name.to_owned(), write(value)?));
        Ok(())
    }

    fn finish(mut self) -> Result<Written, Unwritable> {
        // serde_json's number of any precision
        if self.members.len() == 1
            && self.members[0].0 == "$serde_json::private::Number"
            && let Some((_, number)) = self.members.pop()
        {
            return Ok(Written::Bare(number.into_text()));
        }
        let parts = if self.is_list {
            Written::List(self.items)
        } else {
            Written::Object(self.members)
        };
        Ok(match self.variant {
            Some(variant) => Written::Object(vec![(variant.to_owned(), parts)]),
            None => parts,
        })
    }
}

macro_rules! bare {
    ($($function:ident: $type:ty),*) => {
        $(fn $function(self, value: $type) -> Result<Written, Unwritable> {
            Ok(Written::Bare(value.to_string()))
        })*
    };
}

macro_rules! finite {
    ($($function:ident: $type:ty),*) => {
        $(fn $function(self, value: $type) -> Result<Written, Unwritable> {
            if value.is_finite() {
                Ok(Written::Bare(value.to_string()))
            } else {
                Err(Unwritable(format!("{value} is no number that can be written")))
            }
        })*
    };
}

impl Serializer for Writer {
    type Ok = Written;
    type Error = Unwritable;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    bare!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    bare!(serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    bare!(serialize_u128: u128);
    finite!(serialize_f32: f32, serialize_f64: f64);

    fn serialize_char(self, value: char) -> Result<Written, Unwritable> {
        Ok(Written::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Written, Unwritable> {
        Ok(Written::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Written, Unwritable> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<Written, Unwritable> {
        Ok(Written::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Written, Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Written, Unwritable> {
        Ok(Written::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Written, Unwritable> {
        Ok(Written::Nothing)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Written, Unwritable> {
        Ok(Written::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Written, Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Written, Unwritable> {
        Ok(Written::Object(vec![(variant.to_owned(), write(value)?)]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, Unwritable> {
        Parts::new(true, None)
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, Unwritable> {
        Parts::new(true, None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, Unwritable> {
        Parts::new(true, None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Parts::new(true, Some(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts, Unwritable> {
        Parts::new(false, None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, Unwritable> {
        Parts::new(false, None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Parts::new(false, Some(variant))
    }
}

macro_rules! list {
    ($($trait:ident: $function:ident),*) => {
        $(impl ser::$trait for Parts {
            type Ok = Written;
            type Error = Unwritable;

            fn $function<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.item(value)
            }

            fn end(self) -> Result<Written, Unwritable> {
                self.finish()
            }
        })*
    };
}

list!(SerializeSeq: serialize_element, SerializeTuple: serialize_element);
list!(SerializeTupleStruct: serialize_field, SerializeTupleVariant: serialize_field);

macro_rules! members {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Parts {
            type Ok = Written;
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Unwritable> {
                self.member(name, value)
            }

            fn end(self) -> Result<Written, Unwritable> {
                self.finish()
            }
        })*
    };
}

members!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Parts {
    type Ok = Written;
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.members
            .push((write(key)?.into_text(), Written::Nothing));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let value = write(value)?;
        if let Some(member) = self.members.last_mut() {
            member.1 = value;
        }
        Ok(())
    }

    fn end(self) -> Result<Written, Unwritable> {
        self.finish()
    }
}
