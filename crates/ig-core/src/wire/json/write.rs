//! Writing JSON into one buffer: what snapshots and tags are written with.
//!
//! A snapshot is written before each request that must not be sent twice, and most of what
//! `serde_json` spent on it was the search for what has to be escaped. Here eight bytes are looked
//! at together, and the names of fields, which are this crate's own, not at all.

mod words;

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use self::words::{decimal, text};

/// Which of two forms a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The form of the API.
    Api,
    /// The short form, for values that have one: for stores.
    Short,
}

/// Appends `value` as JSON to `out`, without white space.
///
/// The names of fields and variants are written as they are, so they must be plain words.
pub(crate) fn write(out: &mut Vec<u8>, form: Form, value: &impl Serialize) -> fmt::Result {
    value.serialize(Writer { out, form })
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    form: Form,
}

/// An object or an array that is being written, and how it ends.
struct Nested<'a> {
    out: &'a mut Vec<u8>,
    form: Form,
    is_empty: bool,
    end: &'static [u8],
}

impl<'a> Writer<'a> {
    fn nested(self, start: u8, end: &'static [u8]) -> Nested<'a> {
        self.out.push(start);
        Nested { out: self.out, form: self.form, is_empty: true, end }
    }

    /// The one value of a variant, after its name.
    fn variant(self, variant: &str, start: u8, end: &'static [u8]) -> Nested<'a> {
        self.out.push(b'{');
        name(self.out, variant);
        self.nested(start, end)
    }

    fn raw(self, text: &str) -> fmt::Result {
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn whole(self, number: impl itoa::Integer) -> fmt::Result {
        self.raw(itoa::Buffer::new().format(number))
    }
}

impl Nested<'_> {
    #[inline]
    fn next(&mut self) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
    }

    #[inline]
    fn writer(&mut self) -> Writer<'_> {
        Writer { out: self.out, form: self.form }
    }

    #[inline]
    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        self.next();
        value.serialize(self.writer())
    }

    #[inline]
    fn field(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        self.next();
        name(self.out, key);
        value.serialize(self.writer())
    }

    fn close(self) -> fmt::Result {
        self.out.extend_from_slice(self.end);
        Ok(())
    }
}

/// The name of a field or a variant, which has nothing to escape.
fn name(out: &mut Vec<u8>, name: &str) {
    out.reserve(name.len() + 3);
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

macro_rules! numbers {
    ($($method:ident($kind:ty))*) => {$(
        #[inline]
        fn $method(self, number: $kind) -> fmt::Result {
            self.whole(number)
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Nested<'a>;
    type SerializeTuple = Nested<'a>;
    type SerializeTupleStruct = Nested<'a>;
    type SerializeTupleVariant = Nested<'a>;
    type SerializeMap = Nested<'a>;
    type SerializeStruct = Nested<'a>;
    type SerializeStructVariant = Nested<'a>;

    numbers! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
    }

    fn is_human_readable(&self) -> bool {
        self.form == Form::Api
    }

    fn serialize_bool(self, yes: bool) -> fmt::Result {
        self.raw(if yes { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> fmt::Result {
        serde_json::to_writer(self.out, &number).map_err(|_| fmt::Error)
    }

    fn serialize_f64(self, number: f64) -> fmt::Result {
        decimal(self.out, self.form, number)
    }

    fn serialize_char(self, char: char) -> fmt::Result {
        self.serialize_str(char.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, words: &str) -> fmt::Result {
        text(self.out, words);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> fmt::Result {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> fmt::Result {
        self.raw("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> fmt::Result {
        self.raw("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> fmt::Result {
        self.raw("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> fmt::Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> fmt::Result {
        let mut object = self.nested(b'{', b"}");
        object.field(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.nested(b'[', b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.nested(b'[', b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.nested(b'[', b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.variant(variant, b'[', b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.nested(b'{', b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.nested(b'{', b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Nested<'a>, fmt::Error> {
        Ok(self.variant(variant, b'{', b"}}"))
    }
}

macro_rules! elements {
    ($($of:ident::$method:ident)*) => {$(
        impl $of for Nested<'_> {
            type Ok = ();
            type Error = fmt::Error;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
                self.element(value)
            }

            fn end(self) -> fmt::Result {
                self.close()
            }
        }
    )*};
}

elements! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! fields {
    ($($of:ident)*) => {$(
        impl $of for Nested<'_> {
            type Ok = ();
            type Error = fmt::Error;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> fmt::Result {
                self.field(key, value)
            }

            fn end(self) -> fmt::Result {
                self.close()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

/// Its keys are strings, which are escaped.
impl SerializeMap for Nested<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> fmt::Result {
        self.element(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        self.out.push(b':');
        value.serialize(self.writer())
    }

    fn end(self) -> fmt::Result {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    fn written(form: Form, value: &impl Serialize) -> String {
        let mut out = Vec::new();
        write(&mut out, form, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[track_caller]
    fn is_the_same(value: &impl Serialize) {
        assert_eq!(written(Form::Api, value), serde_json::to_string(value).unwrap());
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Pair(u8, &'static str);

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Unit,
        One(u8),
        Two(u8, bool),
        Named { a: u8, b: Option<u8> },
    }

    #[derive(Serialize)]
    struct Named {
        first: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u8>,
        list: Vec<Pair>,
        kinds: [Kind; 4],
        unit: Unit,
        map: BTreeMap<String, char>,
    }

    #[test]
    fn every_shape_is_written_as_serde_json_writes_it() {
        let kinds = [Kind::Unit, Kind::One(1), Kind::Two(2, true), Kind::Named { a: 3, b: None }];
        is_the_same(&Named {
            first: i64::MIN,
            skipped: None,
            list: vec![Pair(7, "\u{1}"), Pair(8, "")],
            kinds,
            unit: Unit,
            map: [("a\"b".to_owned(), 'ä'), (String::new(), '\n')].into(),
        });
        is_the_same(&json!({ "a": [1, null, [], {}], "b": { "c": -1.5 }, "d": u64::MAX }));
        is_the_same(&Vec::<Value>::new());
    }

    /// At each place of a word of eight bytes, between bytes of every kind.
    #[test]
    fn every_character_is_escaped_where_it_must_be_and_nowhere_else() {
        for char in (0..0x180).chain([0x2028, 0xFFFF, 0x1_F600]).filter_map(char::from_u32) {
            for before in 0..17 {
                let text = format!("{}{char}{}", "~".repeat(before), "\u{7f}é x".repeat(3));
                is_the_same(&text);
            }
        }
        is_the_same(&"\"\\\u{8}\u{c}\n\r\t\0\u{1f}");
    }

    #[test]
    fn every_decimal_is_the_shortest() {
        let few = (0..=2000).map(|thousandths| f64::from(thousandths) / 1000.0);
        let odd =
            [0.1 + 0.2, 1.0 / 3.0, -0.0, -0.5, 1e-7, 0.0005, 4_294_967.295, 1e300, 123_456.75];
        for number in few.chain(odd).chain([f64::MIN_POSITIVE, f64::NAN, f64::INFINITY]) {
            is_the_same(&number);
        }
        is_the_same(&0.1_f32);
    }
}
