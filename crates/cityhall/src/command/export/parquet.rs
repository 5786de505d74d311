//! Tables as Apache Parquet: typed columns, all of them optional, in groups of rows small enough to
//! be held.

use std::fs::File;
use std::sync::Arc;

use app::export::{Column, Kind, SinkError, Table, Value};
use jiff::civil::date;
use parquet::basic::{Compression, ConvertedType, GzipLevel, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::types::Type;
use rust_decimal::Decimal;

use super::Writing;

/// A group of rows ends with the row by which it has so many rows, or so many bytes of text.
const ROWS: usize = 65_536;
const BYTES: usize = 32 << 20;

/// Decimals have so many digits, and so many of them after the point.
const PRECISION: i32 = 38;
const SCALE: u32 = 9;

/// A table under way.
pub(super) struct Parquet {
    out: SerializedFileWriter<File>,
    columns: Vec<Column>,
    /// The values of the next group, by column.
    values: Vec<Vec<Value>>,
    bytes: usize,
}

impl Parquet {
    pub(super) fn begin(file: File, table: &Table) -> Result<Self, SinkError> {
        let columns: Vec<Column> = table.exported().cloned().collect();
        let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder(&table.name).with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::GZIP(GzipLevel::default()))
            .set_created_by(concat!("cityhall ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let out = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?;
        let values = vec![Vec::new(); columns.len()];
        Ok(Self { out, columns, values, bytes: 0 })
    }

    fn write_group(&mut self) -> Result<(), SinkError> {
        let mut group = self.out.next_row_group()?;
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            write_column(&mut group, column, &std::mem::take(values))?;
        }
        group.close()?;
        self.bytes = 0;
        Ok(())
    }
}

impl Writing for Parquet {
    fn row(&mut self, row: &[Value]) -> Result<(), SinkError> {
        for (values, value) in self.values.iter_mut().zip(row) {
            self.bytes += match value {
                Value::Text(text) => text.len(),
                _ => 0,
            };
            values.push(value.clone());
        }
        let rows = self.values.first().map_or(0, Vec::len);
        if rows >= ROWS || self.bytes >= BYTES { self.write_group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        if self.values.first().is_some_and(|values| !values.is_empty()) {
            self.write_group()?;
        }
        self.out.into_inner()?.sync_all()?;
        Ok(())
    }
}

fn field(column: &Column) -> Result<Arc<Type>, SinkError> {
    let (physical, meant) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
        Kind::Integer => (Physical::INT64, ConvertedType::NONE),
        Kind::Decimal => (Physical::FIXED_LEN_BYTE_ARRAY, ConvertedType::DECIMAL),
        Kind::Date => (Physical::INT32, ConvertedType::DATE),
        Kind::Instant => (Physical::INT64, ConvertedType::TIMESTAMP_MILLIS),
        Kind::Flag => (Physical::BOOLEAN, ConvertedType::NONE),
    };
    let mut built = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(meant);
    if column.kind == Kind::Decimal {
        let scale = i32::try_from(SCALE)?;
        built = built.with_length(16).with_precision(PRECISION).with_scale(scale);
    }
    Ok(Arc::new(built.build()?))
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: &Column,
    values: &[Value],
) -> Result<(), SinkError> {
    let mut out = group.next_column()?.ok_or("the table has fewer columns than were told")?;
    match column.kind {
        Kind::Text => put::<ByteArrayType>(&mut out, values, |value| match value {
            Value::Text(text) => Ok(Some(ByteArray::from(text.as_str()))),
            other => none(column, other),
        }),
        Kind::Integer => put::<Int64Type>(&mut out, values, |value| match value {
            Value::Integer(number) => Ok(Some(*number)),
            other => none(column, other),
        }),
        Kind::Decimal => put::<FixedLenByteArrayType>(&mut out, values, |value| match value {
            Value::Decimal(number) => scaled(column, *number).map(Some),
            other => none(column, other),
        }),
        Kind::Date => put::<Int32Type>(&mut out, values, |value| match value {
            Value::Date(day) => Ok(Some((*day - date(1970, 1, 1)).get_days())),
            other => none(column, other),
        }),
        Kind::Instant => put::<Int64Type>(&mut out, values, |value| match value {
            Value::Instant(instant) => Ok(Some(instant.as_millisecond())),
            other => none(column, other),
        }),
        Kind::Flag => put::<BoolType>(&mut out, values, |value| match value {
            Value::Flag(flag) => Ok(Some(*flag)),
            other => none(column, other),
        }),
    }?;
    Ok(out.close()?)
}

fn put<T: DataType>(
    out: &mut SerializedColumnWriter<'_>,
    values: &[Value],
    of: impl Fn(&Value) -> Result<Option<T::T>, SinkError>,
) -> Result<(), SinkError> {
    let (mut present, mut levels) = (Vec::new(), Vec::with_capacity(values.len()));
    for value in values {
        let value = of(value)?;
        levels.push(i16::from(value.is_some()));
        present.extend(value);
    }
    out.typed::<T>().write_batch(&present, Some(&levels), None)?;
    Ok(())
}

/// Nothing, where nothing is there; a value of another type is a fault of this program.
fn none<T>(column: &Column, value: &Value) -> Result<Option<T>, SinkError> {
    match value {
        Value::Empty => Ok(None),
        other => Err(format!("{other:?} does not fit the column {}", column.name).into()),
    }
}

/// A decimal as its digits with a fixed number of places, big-endian. Nothing is ever rounded.
fn scaled(column: &Column, number: Decimal) -> Result<FixedLenByteArray, SinkError> {
    let number = number.normalize();
    let places = SCALE.checked_sub(number.scale()).ok_or_else(|| {
        let name = &column.name;
        format!("{number} in the column {name} has more than {SCALE} places: export it as CSV")
    })?;
    // 96 bits and nine digits more fit 128 bits.
    let digits = number.mantissa() * 10_i128.pow(places);
    Ok(FixedLenByteArray::from(digits.to_be_bytes().to_vec()))
}
