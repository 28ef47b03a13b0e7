//! Values that go into a statement.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::id::Id;

/// A parameter of a statement; `None` is NULL of its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// TEXT; civil dates are ISO text.
    Text(Option<String>),
    /// BIGINT; identities, counts, moments in microseconds since 1970.
    Int(Option<i64>),
    /// BOOLEAN
    Bool(Option<bool>),
}

macro_rules! values {
    ($($from:ty => $kind:ident, |$it:ident| $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self {
                Value::$kind(Some($make))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Value::$kind(value.map(|$it| $make))
            }
        }
    )*};
}

values! {
    &str => Text, |text| text.to_owned();
    String => Text, |text| text;
    &String => Text, |text| text.clone();
    Date => Text, |date| date.to_string();
    i64 => Int, |number| number;
    i32 => Int, |number| i64::from(number);
    u32 => Int, |number| i64::from(number);
    i16 => Int, |number| i64::from(number);
    // How many at most, and after how many: more than any table has is as good as all.
    usize => Int, |number| i64::try_from(number).unwrap_or(i64::MAX);
    Id => Int, |id| id.0;
    Timestamp => Int, |moment| moment.as_microsecond();
    bool => Bool, |truth| truth;
}

/// The parameters of a statement, in the order of `$1`, `$2`, …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Value::from($value)),*] };
}
