//! `cityhall export`: a whole city as tables, with a dictionary of what is in them.

mod csv;
mod dictionary;
#[cfg(feature = "parquet")]
mod parquet;

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use app::export::{Sink, SinkError, Table, Value};
use app::{Clock, Definitions, Documents};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::Ended;
use crate::clock::SystemClock;
use crate::place::CityPlace;
use crate::scratch::Scratch;

/// The signed checkpoint of the log that the tables follow from.
const CHECKPOINT: &str = "checkpoint";

/// Options of `cityhall export`. The city may be served meanwhile.
#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: CityPlace,
    /// The folder to make, which must not exist.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// The day at whose end promises are judged and measures told, as 2020-09-30; today if left
    /// out.
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// The form of the tables.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Begin CSV files with a byte order mark, by which Excel tells that they are UTF-8.
    #[arg(long)]
    bom: bool,
}

/// The form of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// RFC 4180, in UTF-8.
    #[default]
    Csv,
    /// Apache Parquet, with types.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Export {
    pub(crate) fn run(self) -> Ended {
        let place = self.place.find()?;
        let folder = self.to.display();
        if self.to.exists() {
            return Err(format!("{folder} is there already; choose another name with --to").into());
        }
        let store = place.open_to_read()?;
        store.standing()?.refuse_unless_open(place.name()?)?;
        // Whatever is recorded meanwhile: all tables are of one moment.
        let city = store.snapshot()?;
        let definitions = Definitions::read(&Documents::of_journal(city.as_ref())?)?;
        let today = || definitions.city.day(SystemClock.now());
        let on = self.on.or(definitions.city.today).unwrap_or_else(today);
        let scratch = Scratch::beside(&self.to)?;
        let made = scratch.join("made");
        fs::create_dir(&made)?;
        let mut files = Files { folder: made, export: &self, under_way: None, done: Vec::new() };
        app::export::export(city.as_ref(), &definitions, on, &mut files)?;
        let note = city.checkpoint()?.unwrap_or_default();
        files.put("dictionary.csv", &dictionary::bytes(&files.done, self.bom)?)?;
        files.put(CHECKPOINT, note.as_bytes())?;
        scratch.put("made", &self.to)?;
        for (table, rows) in &files.done {
            println!("{rows:>10}  {}", table.name);
        }
        println!("ok: {folder} has all of the {} entries, as of {on}", city.log_size()?);
        eprintln!("Nothing of it is of a person: what is personal never leaves the vault.");
        Ok(ExitCode::SUCCESS)
    }
}

/// A table that is being written.
trait Writing {
    fn row(&mut self, row: &[Value]) -> Result<(), SinkError>;
    /// Brings all of it to the disk.
    fn finish(self: Box<Self>) -> Result<(), SinkError>;
}

/// The files of an export, one a table.
struct Files<'a> {
    folder: PathBuf,
    export: &'a Export,
    under_way: Option<(Box<dyn Writing>, Table, u64)>,
    /// The tables that are whole, each with how many rows it has.
    done: Vec<(Table, u64)>,
}

impl Files<'_> {
    fn put(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let mut file = File::create_new(self.folder.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }
}

impl Sink for Files<'_> {
    fn begin(&mut self, table: &Table) -> Result<(), SinkError> {
        let create =
            |ending: &str| File::create_new(self.folder.join(format!("{}.{ending}", table.name)));
        let writing: Box<dyn Writing> = match self.export.format {
            Format::Csv => Box::new(csv::Csv::begin(create("csv")?, table, self.export.bom)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(parquet::Parquet::begin(create("parquet")?, table)?),
        };
        self.under_way = Some((writing, table.clone(), 0));
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), SinkError> {
        let (writing, _, rows) = self.under_way.as_mut().ok_or("no table has begun")?;
        *rows += 1;
        writing.row(row)
    }

    fn end(&mut self) -> Result<(), SinkError> {
        let (writing, table, rows) = self.under_way.take().ok_or("no table has begun")?;
        writing.finish()?;
        self.done.push((table, rows));
        Ok(())
    }
}
