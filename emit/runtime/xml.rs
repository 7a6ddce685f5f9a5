use super::read;
use super::written::{self, Written};
use ::quick_xml::escape::escape;
use ::quick_xml::events::{BytesStart, Event};
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::serde_json::{Map, Value};
use ::std::error::Error;

/// How values of a type are in XML (OAS 3.1.1, section 4.8.26).
#[derive(Debug)]
pub enum Shape {
    /// Text, with the bits of read::Shape.
    Scalar(u8),
    /// What the document says nothing of.
    Any,
    /// Elements of this name, within that of the whole.
    List(&'static str, &'static Shape),
    /// The members that are known; whether others are kept.
    Object(&'static [Member], bool),
}

#[derive(Debug)]
pub struct Member {
    pub property: &'static str,
    /// With its prefix.
    pub name: &'static str,
    pub namespace: &'static str,
    pub form: Form,
    pub required: bool,
    pub shape: &'static Shape,
}

#[derive(Debug, PartialEq)]
pub enum Form {
    Element,
    Attribute,
    /// The text of the element that it belongs to.
    Text,
    /// An array's elements, which stand among those of other members.
    Unwrapped,
}

/// The deepest element.
const DEPTH: usize = 128;

type BoxError = Box<dyn Error + Send + Sync>;

/* Writing */

pub fn write<T: Serialize + ?Sized>(
    name: &str,
    namespace: &str,
    shape: &Shape,
    value: &T,
) -> Result<String, BoxError> {
    let mut to = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    put(&mut to, name, namespace, shape, written::write(value)?);
    Ok(to)
}

fn attribute(to: &mut String, name: &str, value: &str) {
    to.push_str(&[" ", name, "=\"", &escape(value), "\""].concat());
}

fn put_namespace(to: &mut String, name: &str, namespace: &str) {
    if !namespace.is_empty() {
        let key = name
            .split_once(':')
            .map_or("xmlns".to_owned(), |(prefix, _)| format!("xmlns:{prefix}"));
        attribute(to, &key, namespace);
    }
}

fn put(to: &mut String, name: &str, namespace: &str, shape: &Shape, value: Written) {
    to.push('<');
    to.push_str(name);
    put_namespace(to, name, namespace);
    let content = match (shape, value) {
        (Shape::Object(members, _), Written::Object(values)) => {
            put_attributes(to, members, &values);
            content_of_object(members, values)
        }
        (shape, value) => content_of(shape, value),
    };
    to.push_str(&[">", &content, "</", name, ">"].concat());
}

fn put_attributes(to: &mut String, members: &[Member], values: &[(String, Written)]) {
    for (property, value) in values {
        let member = members.iter().find(|member| member.property == *property);
        if let Some(member) = member.filter(|member| member.form == Form::Attribute)
            && *value != Written::Nothing
        {
            put_namespace(to, member.name, member.namespace);
            attribute(to, member.name, &value.clone().into_text());
        }
    }
}

fn content_of_object(members: &[Member], values: Vec<(String, Written)>) -> String {
    let mut to = String::new();
    for (property, value) in values {
        let member = members.iter().find(|member| member.property == property);
        match (member, value) {
            (_, Written::Nothing) => {}
            (None, value) => put(&mut to, &property, "", &Shape::Any, value),
            (Some(member), value) => match (&member.form, member.shape, value) {
                (Form::Attribute, ..) => {}
                (Form::Text, _, value) => to.push_str(&escape(value.into_text().as_str())),
                (Form::Unwrapped, Shape::List(_, item), Written::List(items)) => {
                    for value in items {
                        put(&mut to, member.name, member.namespace, item, value);
                    }
                }
                (_, shape, value) => put(&mut to, member.name, member.namespace, shape, value),
            },
        }
    }
    to
}

fn content_of(shape: &Shape, value: Written) -> String {
    match (shape, value) {
        (Shape::List(name, item), Written::List(items)) => {
            let mut to = String::new();
            for value in items {
                put(&mut to, name, "", item, value);
            }
            to
        }
        (_, Written::List(items)) => {
            let mut to = String::new();
            for value in items {
                put(&mut to, "item", "", &Shape::Any, value);
            }
            to
        }
        (_, Written::Object(values)) => content_of_object(&[], values),
        (_, value) => escape(value.into_text().as_str()).into_owned(),
    }
}

/* Reading */

#[derive(Default)]
struct Node {
    /// Without its prefix.
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: String,
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn begin(start: &BytesStart) -> Result<Node, BoxError> {
    let mut node = Node {
        name: local(start.name().as_ref()),
        ..Node::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute?;
        let value = ::quick_xml::escape::unescape(&attribute.value)?.into_owned();
        node.attributes.push((local(attribute.key.as_ref()), value));
    }
    Ok(node)
}

/// The root element of a document.
fn parse(text: &str) -> Result<Node, BoxError> {
    let mut reader = ::quick_xml::Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        let event = reader.read_event()?;
        let depth = open.len();
        let Some(node) = open.last_mut() else { break };
        match event {
            Event::Start(start) if depth <= DEPTH => open.push(begin(&start)?),
            Event::Start(_) => return Err("elements are too deep".into()),
            Event::Empty(start) => node.children.push(begin(&start)?),
            Event::Text(text) => node.text.push_str(&text.xml10_content()),
            Event::CData(text) => node.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let reference = ["&", &name.xml10_content(), ";"].concat();
                node.text
                    .push_str(&::quick_xml::escape::unescape(&reference)?);
            }
            Event::End(_) => {
                let ended = open.pop().unwrap_or_default();
                if let Some(parent) = open.last_mut() {
                    parent.children.push(ended);
                }
            }
            Event::Eof if depth == 1 => break,
            Event::Eof => return Err("the document ends within an element".into()),
            _ => {}
        }
    }
    let root = open.pop().and_then(|mut document| document.children.pop());
    root.ok_or_else(|| "there is no element".into())
}

pub fn read<T: DeserializeOwned>(shape: &Shape, text: &str) -> Result<T, BoxError> {
    let root = parse(text)?;
    Ok(read::read(|texts| value(&root, shape, texts))?)
}

fn value(node: &Node, shape: &Shape, texts: bool) -> Value {
    match shape {
        Shape::Scalar(kinds) => scalar(*kinds, &node.text, texts),
        Shape::Any => any(node),
        Shape::List(name, item) => named(node, name)
            .map(|child| value(child, item, texts))
            .collect(),
        Shape::Object(members, keeps) => object(node, members, *keeps, texts),
    }
}

fn scalar(kinds: u8, text: &str, texts: bool) -> Value {
    let text = if kinds & 8 == 0 { text.trim() } else { text };
    if kinds & 8 == 0 && text.is_empty() {
        return Value::Null;
    }
    read::Shape::Scalar(kinds).scalar(text, texts)
}

fn named<'a>(node: &'a Node, name: &str) -> impl Iterator<Item = &'a Node> {
    let name = local(name);
    node.children.iter().filter(move |child| child.name == name)
}

fn object(node: &Node, members: &[Member], keeps: bool, texts: bool) -> Value {
    let mut to = Map::new();
    for member in members {
        let found = match (&member.form, member.shape) {
            (Form::Attribute, shape) => node
                .attributes
                .iter()
                .find(|(name, _)| *name == local(member.name))
                .map(|(_, text)| value_of_text(shape, text, texts)),
            (Form::Text, shape) => Some(value_of_text(shape, &node.text, texts)),
            (Form::Unwrapped, Shape::List(_, item)) => {
                let items: Vec<_> = named(node, member.name)
                    .map(|child| value(child, item, texts))
                    .collect();
                (member.required || !items.is_empty()).then_some(Value::Array(items))
            }
            (_, shape) => named(node, member.name)
                .next()
                .map(|child| value(child, shape, texts)),
        };
        to.extend(found.map(|found| (member.property.to_owned(), found)));
    }
    if keeps {
        for child in &node.children {
            let known = |member: &Member| local(member.name) == child.name;
            if !members.iter().any(known) {
                to.insert(child.name.clone(), any(child));
            }
        }
    }
    Value::Object(to)
}

fn value_of_text(shape: &Shape, text: &str, texts: bool) -> Value {
    match shape {
        Shape::Scalar(kinds) => scalar(*kinds, text, texts),
        _ => Value::from(text),
    }
}

/// Text, or an object, where elements of one name are an array.
fn any(node: &Node) -> Value {
    if node.children.is_empty() {
        return Value::from(node.text.as_str());
    }
    let mut to = Map::new();
    for child in &node.children {
        match to.get_mut(&child.name) {
            Some(Value::Array(items)) => items.push(any(child)),
            Some(first) => *first = Value::Array(vec![first.take(), any(child)]),
            None => {
                to.insert(child.name.clone(), any(child));
            }
        }
    }
    Value::Object(to)
}
