use ::serde::de::{Deserialize, Deserializer, Error};
use ::serde::ser::Serializer;
use ::serde_with::{DeserializeAs, SerializeAs};
use ::time::format_description::well_known::Iso8601;
use ::time::{OffsetDateTime, Time};

/// A date-time of RFC 3339.
pub struct DateTime;

impl<'de> DeserializeAs<'de, OffsetDateTime> for DateTime {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
        ::time::serde::rfc3339::deserialize(deserializer)
    }
}

impl SerializeAs<OffsetDateTime> for DateTime {
    fn serialize_as<S: Serializer>(
        value: &OffsetDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        ::time::serde::rfc3339::serialize(value, serializer)
    }
}

/// A time as `08:30:00`, with a fraction of a second where it has one.
pub struct TimeOfDay;

impl<'de> DeserializeAs<'de, Time> for TimeOfDay {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains(['Z', 'z', '+', '-']) {
            return Err(D::Error::custom("a time has no offset here"));
        }
        Time::parse(&text, &Iso8601::PARSING).map_err(D::Error::custom)
    }
}

impl SerializeAs<Time> for TimeOfDay {
    fn serialize_as<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        let (hour, minute, second, nanosecond) = time.as_hms_nano();
        let mut text = format!("{hour:02}:{minute:02}:{second:02}");
        if nanosecond > 0 {
            let fraction = format!("{nanosecond:09}");
            text.push('.');
            text.push_str(fraction.trim_end_matches('0'));
        }
        serializer.serialize_str(&text)
    }
}
