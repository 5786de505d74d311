//! The city's two trees.

use hall::{Office, OfficeKind, Place};

use super::table::{Kind, Sheet};
use super::{ExportError, Sink, Source};

pub(super) fn tables(source: &Source<'_>, sink: &mut dyn Sink) -> Result<(), ExportError> {
    let city = &source.definitions.city;
    places().write_all(sink, &city.places)?;
    offices().write_all(sink, &city.offices)
}

fn places<'a>() -> Sheet<'a, &'a Place> {
    let (text, from) = (Kind::Text, "places.toml");
    Sheet::<&'a Place>::new(
        "places",
        ["辖区，按城市文件中的顺序", "Places, in the order of the city's file"],
    )
    .column(("place", text), ["代码", "Code"], from, |it| (&it.code).into())
    .column(("level", text), ["级别", "Level"], from, |it| (&it.level).into())
    .column(
        ("parent", text),
        ["上级辖区的代码", "Code of the place that it is part of"],
        from,
        |it| it.parent.as_ref().into(),
    )
    .column(("name_zh", text), ["中文名称", "Name in Chinese"], from, |it| (&it.name.zh).into())
    .column(("name_en", text), ["英文名称", "Name in English"], from, |it| (&it.name.en).into())
}

fn offices<'a>() -> Sheet<'a, &'a Office> {
    let (text, from) = (Kind::Text, "offices.toml");
    Sheet::<&'a Office>::new(
        "offices",
        ["单位，按城市文件中的顺序", "Offices, in the order of the city's file"],
    )
    .column(("office", text), ["编号", "Id"], from, |it| (&it.id).into())
    .column(("place", text), ["服务的辖区", "The place that it serves"], from, |it| {
        (&it.place).into()
    })
    .column(("kind", text), ["类别", "What it is in the hall"], from, |it| kind(it.kind).into())
    .column(("name_zh", text), ["中文名称", "Name in Chinese"], from, |it| (&it.name.zh).into())
    .column(("name_en", text), ["英文名称", "Name in English"], from, |it| (&it.name.en).into())
}

fn kind(kind: OfficeKind) -> &'static str {
    match kind {
        OfficeKind::CityOffice => "city-office",
        OfficeKind::DistrictOffice => "district-office",
        OfficeKind::Supervision => "supervision",
        OfficeKind::Public => "public",
    }
}
