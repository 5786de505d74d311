//! What can go wrong with a document, told so that the person who has it knows what to do.

use std::io;

use crate::pdf::PAGES_MAX;
use crate::{BinaryKind, Note, SIZE_MAX_BYTES};

/// Why a document could not be read. [`DocumentError::message`] says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is no text in it.
    #[error("the document is empty")]
    Empty,
    /// It is larger than [`SIZE_MAX_BYTES`].
    #[error("the document has {size_bytes} bytes, more than {SIZE_MAX_BYTES}")]
    TooLarge {
        /// Its size.
        size_bytes: u64,
    },
    /// It is no plain text.
    #[error("the document is no plain text: {kind:?}")]
    Binary {
        /// What it is instead.
        kind: BinaryKind,
    },
    /// Its bytes are in no known encoding.
    #[error("the document is neither UTF-8 nor UTF-16 nor GB18030, from byte {offset} on")]
    NotDecodable {
        /// The first byte that is no UTF-8.
        offset: usize,
    },
    /// Its elements are nested deeper than any report's.
    #[error("the document's elements are nested too deeply")]
    TooDeep,
    /// It is a DOCX that is damaged or no DOCX at all.
    #[error("the document's parts cannot be read: {why}")]
    Damaged {
        /// What is wrong with it.
        why: String,
    },
    /// Unpacked, it is larger than any report.
    #[error("the document unpacks to more than {limit_bytes} bytes")]
    Bomb {
        /// The most that is unpacked.
        limit_bytes: u64,
    },
    /// It is a PDF that opens only with a password, or is encrypted in a way that is not known.
    #[error("the PDF is encrypted")]
    PdfEncrypted,
    /// It begins as a PDF and cannot be read as one.
    #[error("the PDF is broken")]
    PdfBroken,
    /// It is a PDF with more pages than are read.
    #[error("the PDF has {pages} pages, more than {PAGES_MAX}")]
    PdfTooManyPages {
        /// How many it has.
        pages: usize,
    },
    /// It is a PDF without a text that can be recovered, as scanned paper is.
    #[error("none of the PDF's {pages} pages has text that can be recovered")]
    PdfWithoutText {
        /// How many pages it has.
        pages: usize,
    },
    /// It is a folder or a device.
    #[error("not a file")]
    NotAFile,
    /// There is no such file.
    #[error("no such file")]
    NotFound,
    /// The disk or the system refused.
    #[error("the file could not be read")]
    Unreadable {
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Chinese,
    /// English.
    English,
}

impl DocumentError {
    /// What happened and what to do, in one sentence for the person at the keyboard.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.chinese(),
            Language::English => self.english(),
        }
    }

    fn chinese(&self) -> String {
        let limit = SIZE_MAX_BYTES / 1024 / 1024;
        match self {
            Self::Empty => "文件里没有文字，请确认保存的是报告全文".to_owned(),
            Self::TooLarge { .. } => {
                format!("文件超过 {limit} MiB，不像一份报告；请只保留报告正文")
            }
            Self::Binary { kind } => {
                format!("这是{}，不是纯文本；请另存为纯文本（.txt）后再读", kind.chinese())
            }
            Self::NotDecodable { offset } => format!(
                "第 {offset} 字节起既不是 UTF-8、UTF-16，也不是 GB18030；请用 UTF-8 重新保存"
            ),
            Self::TooDeep => "文件的结构嵌套过深，不像一份报告；请另存为纯文本后再读".to_owned(),
            Self::Damaged { why } => {
                format!("文件已损坏（{why}）；请重新下载，或用文字处理软件打开后另存")
            }
            Self::Bomb { .. } => {
                "文件解压后过大，不像一份报告；请用文字处理软件打开后另存".to_owned()
            }
            Self::PdfEncrypted => "PDF 已加密；请用密码打开后另存为不加密的 PDF".to_owned(),
            Self::PdfBroken => "PDF 已损坏或不完整；请重新下载，或另存为新的 PDF".to_owned(),
            Self::PdfTooManyPages { pages } => {
                format!("PDF 有 {pages} 页，超过 {PAGES_MAX} 页；请只保留报告正文")
            }
            Self::PdfWithoutText { pages } => format!(
                "PDF 的 {pages} 页都没有可提取的文字，可能是扫描件；\
                 请先做文字识别（OCR），或改用网页版"
            ),
            Self::NotAFile => "这不是文件；请给出报告文本文件的路径".to_owned(),
            Self::NotFound => "没有这个文件；请检查路径".to_owned(),
            Self::Unreadable { source } => format!("无法读取文件（{source}）；请检查权限和磁盘"),
        }
    }

    fn english(&self) -> String {
        let limit = SIZE_MAX_BYTES / 1024 / 1024;
        match self {
            Self::Empty => "the file has no text; check that the whole report was saved".to_owned(),
            Self::TooLarge { .. } => {
                format!("the file is larger than {limit} MiB; keep only the report's own text")
            }
            Self::Binary { kind } => {
                format!("this is {}; save it as plain text (.txt) and read that", kind.english())
            }
            Self::NotDecodable { offset } => format!(
                "from byte {offset} on, this is neither UTF-8, UTF-16 nor GB18030; \
                 save it again as UTF-8"
            ),
            Self::TooDeep => {
                "its elements are nested too deeply for a report; save it as plain text".to_owned()
            }
            Self::Damaged { why } => format!(
                "the file is damaged ({why}); download it again, or open and save it in a word \
                 processor"
            ),
            Self::Bomb { .. } => "unpacked it is too large for a report; open and save it in a \
                                  word processor"
                .to_owned(),
            Self::PdfEncrypted => {
                "the PDF is encrypted; open it with its password and save it without one".to_owned()
            }
            Self::PdfBroken => {
                "the PDF is broken or incomplete; download it again or save it anew".to_owned()
            }
            Self::PdfTooManyPages { pages } => format!(
                "the PDF has {pages} pages, more than {PAGES_MAX}; keep only the report itself"
            ),
            Self::PdfWithoutText { pages } => format!(
                "none of the PDF's {pages} pages has text that can be recovered, as with scanned \
                 paper; run OCR first or find the web page"
            ),
            Self::NotAFile => "this is not a file; give the path of a report's text".to_owned(),
            Self::NotFound => "there is no such file; check the path".to_owned(),
            Self::Unreadable { source } => {
                format!("the file cannot be read ({source}); check permissions and disk")
            }
        }
    }
}

impl Note {
    /// What was lost, in one sentence for the person who has the file.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::PageNotRecovered { page }, Language::Chinese) => {
                format!("第{page}页的文字无法还原（可能是扫描件），没有读入")
            }
            (Self::PageNotRecovered { page }, Language::English) => {
                format!("the text of page {page} cannot be recovered (a scan?) and was left out")
            }
        }
    }
}

impl BinaryKind {
    fn chinese(self) -> &'static str {
        match self {
            Self::Pdf => " PDF 文件",
            Self::Zip => " DOCX 或其他 ZIP 打包文件",
            Self::OldOffice => "旧版 Office 或 WPS 文件",
            Self::Image => "图片",
            Self::RichText => " RTF 文件",
            Self::Archive => "压缩包",
            Self::Unknown => "二进制文件",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF file",
            Self::Zip => "a DOCX or other ZIP file",
            Self::OldOffice => "an old Office or WPS file",
            Self::Image => "a picture",
            Self::RichText => "an RTF file",
            Self::Archive => "an archive",
            Self::Unknown => "a binary file",
        }
    }
}
