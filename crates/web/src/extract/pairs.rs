//! Name and value pairs (a form, a query) read into a typed struct with serde. Written here because the usual decoder knows neither
//! repeated fields nor which fields are unknown, and says what is wrong in English only.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// One thing wrong with the pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairsError {
    /// The struct has no such field.
    Unknown(String),
    /// A field that must be there is not.
    Missing(String),
    /// A field that is one value came several times.
    Repeated(String),
    /// A value holds U+0000, which no engine stores.
    Nul(String),
    /// A value is not what the field holds.
    Value {
        /// The field.
        field: String,
        /// What it holds, as serde says it: for developers of API clients, in English.
        expected: String,
    },
}

impl fmt::Display for PairsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for PairsError {}

impl de::Error for PairsError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Value { field: String::new(), expected: message.to_string() }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field.to_owned())
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown(field.to_owned())
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Repeated(field.to_owned())
    }
}

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Reads `pairs` into a `T`: a struct of scalars, options, unit enums and lists of these, or a map. When `strict`, fields that the
/// struct does not have are errors. All unknown fields and all U+0000 are reported together; otherwise the first fault is.
pub fn from_pairs<T: de::DeserializeOwned>(pairs: Vec<Pair<'_>>, strict: bool) -> Result<T, Vec<PairsError>> {
    let nul = |(name, value): &Pair<'_>| {
        (name.contains('\0') || value.contains('\0')).then(|| name.replace('\0', ""))
    };
    let nuls: Vec<_> = pairs.iter().filter_map(nul).map(PairsError::Nul).collect();
    if !nuls.is_empty() {
        return Err(nuls);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (name, value) in pairs {
        match groups.iter_mut().find(|g| g.name == name) {
            Some(group) => group.values.push(value),
            None => groups.push(Group { name, values: vec![value] }),
        }
    }
    let mut unknown = Vec::new();
    let read = T::deserialize(Root { groups, strict, unknown: &mut unknown });
    match read {
        _ if !unknown.is_empty() => Err(unknown),
        Ok(value) => Ok(value),
        Err(error) => Err(vec![error]),
    }
}

struct Group<'a> {
    name: Cow<'a, str>,
    values: Vec<Cow<'a, str>>,
}

struct Root<'a, 'u> {
    groups: Vec<Group<'a>>,
    strict: bool,
    unknown: &'u mut Vec<PairsError>,
}

impl<'de> Deserializer<'de> for Root<'_, '_> {
    type Error = PairsError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_map(Fields { rest: self.groups.into_iter(), current: None })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        let _: serde::de::IgnoredAny = self.deserialize_struct("", &[], de::IgnoredAny)?;
        visitor.visit_unit()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        let known = |g: &Group<'_>| fields.contains(&g.name.as_ref());
        if self.strict {
            let names = self.groups.iter().filter(|g| !known(g)).map(|g| g.name.to_string());
            self.unknown.extend(names.map(PairsError::Unknown));
        }
        self.groups.retain(known);
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields<'a> {
    rest: std::vec::IntoIter<Group<'a>>,
    current: Option<Group<'a>>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = PairsError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, PairsError> {
        self.current = self.rest.next();
        match &self.current {
            Some(group) => seed.deserialize(StrDeserializer::new(&group.name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, PairsError> {
        let group = self.current.take().ok_or_else(|| de::Error::custom("a value without its name"))?;
        let name = group.name.to_string();
        seed.deserialize(Values { name: &name, values: &group.values }).map_err(|error| match error {
            PairsError::Value { field, expected } if field.is_empty() => {
                PairsError::Value { field: name.clone(), expected }
            }
            other => other,
        })
    }
}

/// The values of one field.
struct Values<'v, 'a> {
    name: &'v str,
    values: &'v [Cow<'a, str>],
}

impl Values<'_, '_> {
    fn one(&self) -> Result<&str, PairsError> {
        match self.values {
            [value] => Ok(value),
            _ => Err(PairsError::Repeated(self.name.to_owned())),
        }
    }

    fn parse<T: std::str::FromStr>(&self, expected: &str) -> Result<T, PairsError> {
        let wrong = || PairsError::Value { field: self.name.to_owned(), expected: expected.to_owned() };
        self.one()?.trim().parse().map_err(|_| wrong())
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty, $expected:literal;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
            visitor.$visit(self.parse::<$type>($expected)?)
        })+
    };
}

impl<'de> Deserializer<'de> for Values<'_, '_> {
    type Error = PairsError;

    numbers! {
        deserialize_i8 visit_i8 i8, "a whole number";
        deserialize_i16 visit_i16 i16, "a whole number";
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_u8 visit_u8 u8, "a whole number";
        deserialize_u16 visit_u16 u16, "a whole number";
        deserialize_u32 visit_u32 u32, "a whole number";
        deserialize_u64 visit_u64 u64, "a whole number";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_str(self.one()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.one()? {
            "on" | "true" | "1" => visitor.visit_bool(true),
            "off" | "false" | "0" | "" => visitor.visit_bool(false),
            _ => Err(PairsError::Value { field: self.name.to_owned(), expected: "true or false".to_owned() }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        if self.values.iter().all(|v| v.is_empty()) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_seq(Each { name: self.name, rest: self.values })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        let value = self.one()?;
        if !variants.contains(&value) {
            let expected = variants.join(", ");
            return Err(PairsError::Value { field: self.name.to_owned(), expected });
        }
        IntoDeserializer::<PairsError>::into_deserializer(value).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

/// The values of a repeated field, one after the other.
struct Each<'v, 'a> {
    name: &'v str,
    rest: &'v [Cow<'a, str>],
}

impl<'de> SeqAccess<'de> for Each<'_, '_> {
    type Error = PairsError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, PairsError> {
        match self.rest.split_first() {
            Some((first, rest)) => {
                self.rest = rest;
                seed.deserialize(Values { name: self.name, values: std::slice::from_ref(first) }).map(Some)
            }
            None => Ok(None),
        }
    }
}
