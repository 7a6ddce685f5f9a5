use ::core::fmt;
use ::core::marker::PhantomData;
use ::serde::de::{Deserialize, Deserializer, Error, Visitor};

/// What is, or holds, integers, each of which may be written with a fraction of zero: `1.0` is an integer in JSON Schema.
pub trait Whole: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

struct Integer<T>(PhantomData<T>);

impl<T: TryFrom<i128>> Visitor<'_> for Integer<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(::core::any::type_name::<T>())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<T, E> {
        T::try_from(value).map_err(|_| {
            let name = ::core::any::type_name::<T>();
            E::custom(format_args!(
                "invalid value: integer `{value}`, expected {name}"
            ))
        })
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        if value.fract() == 0.0 && value.abs() < 1e38 {
            return self.visit_i128(value as i128);
        }
        Err(E::invalid_type(
            ::serde::de::Unexpected::Float(value),
            &self,
        ))
    }
}

macro_rules! integers {
    ($($integer:ident $method:ident)*) => {$(
        impl Whole for $integer {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$method(Integer(PhantomData))
            }
        }
    )*};
}
integers! {
    i8 deserialize_i8 i16 deserialize_i16 i32 deserialize_i32 i64 deserialize_i64
    u8 deserialize_u8 u16 deserialize_u16 u32 deserialize_u32 u64 deserialize_u64
}

impl<T: Whole> Whole for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Lenient<T>>::deserialize(deserializer)?.map(Lenient::into_inner))
    }
}

impl<T: Whole> Whole for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::<Lenient<T>>::deserialize(deserializer)?;
        Ok(items.into_iter().map(Lenient::into_inner).collect())
    }
}

/// Reads by `Whole`.
pub struct Lenient<T>(T);

impl<T> Lenient<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<'de, T: Whole> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// Reads a value.
pub fn read<'de, T: Whole, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Reads a value that is there, null included: only a key that is missing gives `None`.
pub fn present<'de, T: Whole, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}
