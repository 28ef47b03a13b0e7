//! A row as one line of JSON, the same whatever the engine it came from.

use loa_db::copy::{Column, Kind};
use loa_db::value::Value;
use serde_json::{Map, Value as Json};

/// Writes `{"id":1,"name":"…"}` and a line break.
pub fn write(columns: &[Column], row: &[Value], into: &mut Vec<u8>) -> serde_json::Result<()> {
    for (at, (column, value)) in columns.iter().zip(row).enumerate() {
        into.push(if at == 0 { b'{' } else { b',' });
        serde_json::to_writer(&mut *into, &column.name)?;
        into.push(b':');
        match value {
            Value::Text(text) => serde_json::to_writer(&mut *into, text)?,
            Value::Int(number) => serde_json::to_writer(&mut *into, number)?,
            Value::Bool(truth) => serde_json::to_writer(&mut *into, truth)?,
        }
    }
    into.extend_from_slice(b"}\n");
    Ok(())
}

/// Reads such a line; `Err` says what is wrong with it.
pub fn read(columns: &[Column], line: &[u8]) -> Result<Vec<Value>, String> {
    let mut map: Map<String, Json> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let row = columns.iter().map(|column| {
        let value = map.remove(&column.name);
        let value = value.ok_or_else(|| format!("{} is missing", column.name))?;
        value_of(column.kind, value).ok_or_else(|| format!("{} is of another kind", column.name))
    });
    let row: Vec<Value> = row.collect::<Result<_, _>>()?;
    match map.keys().next() {
        Some(unknown) => Err(format!("{unknown} is unknown")),
        None => Ok(row),
    }
}

fn value_of(kind: Kind, value: Json) -> Option<Value> {
    Some(match (kind, value) {
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Int, Json::Null) => Value::Int(None),
        (Kind::Bool, Json::Null) => Value::Bool(None),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Int, Json::Number(number)) => Value::Int(Some(number.as_i64()?)),
        (Kind::Bool, Json::Bool(truth)) => Value::Bool(Some(truth)),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        let column = |name: &str, kind| Column {
            name: name.to_owned(),
            kind,
        };
        vec![
            column("id", Kind::Int),
            column("name", Kind::Text),
            column("is_sample", Kind::Bool),
        ]
    }

    #[test]
    fn a_row_reads_back() {
        for row in [
            [i64::MAX.into(), "Bản Nà “Dìa”\n\\".into(), true.into()],
            [i64::MIN.into(), Value::Text(None), Value::Bool(None)],
        ] {
            let mut line = Vec::new();
            write(&columns(), &row, &mut line).unwrap();
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            assert_eq!(read(&columns(), &line).unwrap(), row);
        }
    }

    #[test]
    fn what_is_no_row_is_told() {
        for (line, told) in [
            ("{\"id\":1,\"name\":\"a\"}", "is_sample is missing"),
            (
                "{\"id\":1.5,\"name\":\"a\",\"is_sample\":true}",
                "id is of another kind",
            ),
            (
                "{\"id\":1,\"name\":\"a\",\"is_sample\":true,\"x\":1}",
                "x is unknown",
            ),
            ("[]", "invalid type"),
            ("", "EOF"),
        ] {
            let error = read(&columns(), line.as_bytes()).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }
}
