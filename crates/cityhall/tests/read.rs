//! `cityhall read` as people and programs meet it: the built binary on files of every sort.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const REPORT: &str = "2031年甲州市政府工作报告\n\
    ——2031年1月8日在甲州市第九届人民代表大会第三次会议上\n\
    各位代表：\n\
    一、2030年工作回顾\n\
    全年地区生产总值增长6.5%，新建“口袋公园”12个，发放补贴1.86亿元。\n\
    二、2031年重点工作\n\
    （一）城市建设\n\
    新建公共停车位3000个以上，改造管网25—30公里。出台夜间经济促进办法。\n";

/// A plan with targets of the year and a promise that cannot be measured.
const TARGETS: &str = "二、2031年主要目标和重点工作\n\
    主要预期目标是：地区生产总值增长6%左右，城镇调查失业率控制在5%以内，\
    一般公共预算收入增长4%。推进南湖大桥建设。\n";

/// A folder with the files of a test.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).expect("the file is written");
        path
    }
}

fn read(arguments: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cityhall"))
        .arg("read")
        .args(arguments)
        .args(files)
        .env("LANG", "en_US.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("COLUMNS", "80")
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn rows(output: &Output) -> Vec<serde_json::Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

#[test]
fn json_lines_hold_the_fields_of_a_figure_in_order() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.as_bytes());
    let output = read(&["--format", "jsonl"], &[&path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let first = stdout(&output).lines().next().expect("a figure").to_owned();
    assert!(
        first.starts_with(concat!(
            r#"{"part": "review", "quote": "全年地区生产总值增长6.5%", "subject": "地区生产总值", "#,
            r#""action": "增长", "value": 6.5, "unit": "%", "sense": "change", "#,
            r#""direction": "up", "relation": "eq", "year": 2030, "start": 64, "end": 78, "#,
            r#""number_start": 74, "number_end": 78, "base_value": 6.5, "base_unit": "%", "#,
            r#""dimension": "share", "confidence": "#,
        )),
        "{first}"
    );
    let rows = rows(&output);
    let values: Vec<String> = rows.iter().map(|row| row["value"].to_string()).collect();
    assert_eq!(values, ["6.5", "12", "186000000", "3000", "25"]);
    assert_eq!(rows[4]["value_high"], 30);
    assert_eq!(
        (&rows[4]["base_value"], &rows[4]["base_value_high"]),
        (&25000.into(), &30000.into())
    );
    assert_eq!(rows[4]["dimension"], "length");
    let cut: String = REPORT.chars().take(78).skip(64).collect();
    assert_eq!(cut, "全年地区生产总值增长6.5%");
}

#[test]
fn every_encoding_gives_the_same_figures() {
    let files = Files::new();
    let utf16: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gb18030 = encoding_rs::GB18030.encode(REPORT).0.into_owned();
    let marked = [b"\xEF\xBB\xBF".to_vec(), REPORT.as_bytes().to_vec()].concat();
    let expected =
        stdout(&read(&["--format", "jsonl"], &[&files.write("plain.txt", REPORT.as_bytes())]));
    for (name, bytes) in [("utf16.txt", utf16), ("gb.txt", gb18030), ("marked.txt", marked)] {
        let output = read(&["--format", "jsonl"], &[&files.write(name, &bytes)]);
        assert_eq!(stdout(&output), expected, "{name}");
    }
}

#[test]
fn csv_quotes_what_needs_quoting() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.replace("公共停车位", "\"“停,车”\"位").as_bytes());
    let output = read(&["--format", "csv"], &[&path]);
    let text = stdout(&output);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "part,quote,subject,action,value,value_high,unit,sense,direction,relation,year,start,end,\
         number_start,number_end,base_value,base_value_high,base_unit,dimension,confidence"
    );
    assert_eq!(lines.len(), 7, "header, five figures, and nothing after the last line end");
    assert!(text.contains("\"新建\"\"“停,车”\"\"位3000个以上\""), "{text}");
}

#[test]
fn commitments_are_promises_of_the_plan() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.as_bytes());
    let rows = rows(&read(&["--out", "commitments", "--format", "jsonl"], &[&path]));
    let quotes: Vec<&str> = rows.iter().filter_map(|row| row["quote"].as_str()).collect();
    assert_eq!(quotes, ["新建公共停车位3000个以上", "改造管网25—30公里", "出台夜间经济促进办法"]);
    assert_eq!(rows[0]["id"], "甲州市-2031/1");
    assert_eq!(rows[0]["path"], serde_json::json!(["2031年重点工作", "城市建设"]));
    assert_eq!(rows[0]["figures"][0]["value"], 3000);
    assert_eq!(rows[2]["figures"], serde_json::json!([]));
}

#[test]
fn the_table_fits_and_speaks_the_language_asked_for() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.as_bytes());
    for out in ["figures", "commitments"] {
        let output = read(&["--out", out, "--lang", "zh"], &[&path]);
        let text = stdout(&output);
        assert!(text.starts_with("2031年甲州市政府工作报告\n"), "{text}");
        assert!(text.contains("地方: 甲州市  年份: 2031"), "{text}");
        let widest = text.lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest.is_some_and(|widest| widest <= 80), "{widest:?}\n{text}");
    }
    assert!(stdout(&read(&[], &[&path])).contains("Place: 甲州市  Year: 2031"));
}

#[test]
fn the_overview_tells_targets_and_what_cannot_be_measured() {
    let files = Files::new();
    let report = REPORT.replace("二、2031年重点工作\n", TARGETS);
    let text = stdout(&read(&["--lang", "zh"], &[&files.write("r.txt", report.as_bytes())]));
    for told in [
        "会议: 甲州市第九届人民代表大会第三次会议",
        "日期: 2031-01-08",
        "地区生产总值",
        "增 ≈6%",
        "≤5%",
        "无法计量，缺少 数量 (1)",
        "推进南湖大桥建设",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    let plain =
        stdout(&read(&["--lang", "en"], &[&files.write("n.txt", "请带12份材料。".as_bytes())]));
    assert!(plain.contains("no plan part was found"), "{plain}");
}

#[test]
fn a_folder_is_read_in_order_with_a_line_a_report_and_a_total() {
    let files = Files::new();
    for year in [2031, 2029, 2030] {
        let text = REPORT.replace("2031年", &format!("{year}年"));
        files.write(&format!("{year}.txt"), text.as_bytes());
    }
    files.write("broken.docx", b"PK\x03\x04");
    files.write("notes.md", b"no report");
    files.write(".hidden.txt", REPORT.as_bytes());
    let output = read(&[], &[files.0.path()]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    let years: Vec<&str> = text.lines().filter_map(|line| line.get(23..27)).collect();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    for (line, year) in lines[1..4].iter().zip(["2029", "2030", "2031"]) {
        assert!(line.contains(year), "{years:?} {text}");
    }
    assert!(lines[4].starts_with("Total 3"), "{text}");
    assert!(stderr(&output).contains("broken.docx: the file is damaged"), "{}", stderr(&output));
}

#[test]
fn every_record_tells_its_type_when_all_are_asked_for() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.as_bytes());
    let rows = rows(&read(&["--out", "all", "--format", "jsonl"], &[&path]));
    let types: Vec<&str> = rows.iter().filter_map(|row| row["type"].as_str()).collect();
    let count = |name: &str| types.iter().filter(|it| **it == name).count();
    assert_eq!((types[0], types.len()), ("report", rows.len()));
    assert_eq!((count("section"), count("figure"), count("commitment")), (3, 5, 3));
    assert_eq!(rows[0]["date"], "2031-01-08");
    assert_eq!((&rows[0]["format"], &rows[0]["measurable"]), (&"text".into(), &3.into()));
    assert_eq!((&rows[1]["parent"], &rows[3]["parent"]), (&serde_json::Value::Null, &1.into()));
    let note = files.write("note.txt", "明天下午开会，请带12份材料。".as_bytes());
    let both = read(&["--out", "all", "--format", "jsonl"], &[&note, &path]);
    assert!(stdout(&both).lines().all(|line| line.starts_with("{\"type\": ")), "type comes first");
    assert!(stdout(&both).contains(r#""type": "diagnostic""#), "{}", stdout(&both));
    let csv = stdout(&read(&["--out", "all", "--format", "csv"], &[&path]));
    assert_eq!(csv.split("\r\n").next(), Some("type,id,quote,start,end,record"));
}

#[test]
fn the_page_has_every_figure_once_and_runs_no_words_of_the_report() {
    let files = Files::new();
    let report = REPORT.replace("口袋公园", "<script>alert(1)</script>&园");
    let path = files.write("report.txt", report.as_bytes());
    let page = stdout(&read(&["--format", "html"], &[&path]));
    assert!(page.starts_with("<!DOCTYPE html>"));
    for at in 0..5 {
        assert_eq!(page.matches(&format!("<section id=\"f{at}\">")).count(), 1);
        assert!(page.contains(&format!("href=\"#f{at}\"")), "f{at}");
    }
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!page.contains("http://") && !page.contains("https://"), "it asks for nothing");
}

#[test]
fn several_pages_go_to_a_folder_and_a_file_is_whole_or_not_there() {
    let files = Files::new();
    let (first, second) = (files.0.path().join("a"), files.0.path().join("b"));
    for folder in [&first, &second] {
        fs::create_dir(folder).expect("a folder");
        fs::write(folder.join("report.txt"), REPORT).expect("a report");
    }
    let refused = read(&["--format", "html"], &[&first, &second]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("add --output"), "{}", stderr(&refused));
    let pages = files.0.path().join("pages");
    let output = pages.to_str().expect("a name");
    let done = read(&["--format", "html", "--output", output], &[&first, &second]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    for name in ["report.html", "report-2.html"] {
        let page = fs::read_to_string(pages.join(name)).expect("the page is there");
        assert!(page.trim_end().ends_with("</html>"));
    }
    let csv = files.0.path().join("figures.csv");
    let name = csv.to_str().expect("a name");
    let done = read(&["--format", "csv", "--output", name], &[&first.join("report.txt")]);
    assert_eq!(done.status.code(), Some(0));
    assert!(fs::read(&csv).expect("the table").starts_with(b"\xEF\xBB\xBFpart,"));
    let nowhere = files.0.path().join("none/figures.csv");
    let name = nowhere.to_str().expect("a name");
    let failed = read(&["--format", "csv", "--output", name], &[&first.join("report.txt")]);
    assert_eq!(failed.status.code(), Some(1));
}

#[test]
fn no_report_is_written_over_and_no_old_result_where_nothing_was_read() {
    let files = Files::new();
    let report = files.write("report.html", REPORT.as_bytes());
    let name = report.to_str().expect("a name");
    let refused = read(&["--format", "csv", "--output", name], &[&report]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("choose another name"), "{}", stderr(&refused));
    // A page beside its report gets a name of its own.
    let folder = files.0.path().to_str().expect("a name");
    let second = files.write("other.txt", REPORT.as_bytes());
    let done = read(&["--format", "html", "--output", folder], &[&report, &second]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    assert_eq!(fs::read_to_string(&report).expect("the report"), REPORT);
    assert!(files.0.path().join("report-2.html").exists());
    let old = files.write("figures.csv", b"old");
    let name = old.to_str().expect("a name");
    let empty = files.write("empty.txt", b"");
    assert_eq!(read(&["--format", "csv", "--output", name], &[&empty]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&old).expect("the old result"), "old");
    let names = fs::read_dir(files.0.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| !name.starts_with('.')), "nothing half written is left");
}

#[test]
fn pages_in_a_folder_below_are_no_reports_of_the_next_run() {
    let files = Files::new();
    files.write("report.txt", REPORT.as_bytes());
    let pages = files.0.path().join("pages");
    let name = pages.to_str().expect("a name");
    for _ in 0..2 {
        let done = read(&["--format", "html", "--output", name], &[files.0.path()]);
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    }
    assert_eq!(fs::read_dir(&pages).expect("a folder").count(), 1);
}

#[test]
fn markdown_has_a_list_by_section_and_no_marks_of_the_report() {
    let files = Files::new();
    let path = files.write("report.txt", REPORT.replace("夜间", "*夜间*").as_bytes());
    let text = stdout(&read(&["--format", "md", "--lang", "zh"], &[&path]));
    assert!(text.starts_with("# 2031年甲州市政府工作报告\n"));
    assert!(text.contains("### 2031年重点工作 › 城市建设"), "{text}");
    assert!(text.contains("3. 出台\\*夜间\\*经济促进办法 — 制度"), "{text}");
}

#[test]
fn bad_files_are_told_at_the_end_and_the_rest_is_read() {
    let files = Files::new();
    let good = files.write("good.txt", REPORT.as_bytes());
    let empty = files.write("empty.txt", b"");
    let picture = files.write("report.txt", b"\x89PNG\r\n\x1A\n");
    let large = files.write("large.txt", b"");
    fs::File::options()
        .write(true)
        .open(&large)
        .and_then(|file| file.set_len(33 * 1024 * 1024))
        .expect("a sparse file");
    let missing = files.0.path().join("missing.txt");
    let output = read(&["--format", "jsonl"], &[&empty, &picture, &large, &missing, &good]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(rows(&output).len(), 5, "the good file is read");
    assert!(rows(&output).iter().all(|row| row["file"].as_str().is_some()));
    let messages = stderr(&output);
    for reason in ["has no text", "this is a picture", "larger than 32 MiB", "no such file"] {
        assert!(messages.contains(reason), "{reason} in {messages}");
    }
}

#[test]
fn a_text_that_is_no_report_is_read_with_a_warning() {
    let files = Files::new();
    let path = files.write("note.txt", "明天下午开会，请带12份材料。".as_bytes());
    let output = read(&["--format", "jsonl"], &[&path]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("no plan part was found"), "{}", stderr(&output));
}

#[test]
fn a_command_that_is_not_understood_is_status_2() {
    assert_eq!(read(&["--format", "xml"], &[Path::new("x")]).status.code(), Some(2));
    assert_eq!(read(&[], &[]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::Stdio;
    let files = Files::new();
    let long = format!("{REPORT}{}", "新建步道12公里。".repeat(20_000));
    let path = files.write("long.txt", long.as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_cityhall"))
        .args(["read", "--format", "jsonl"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
