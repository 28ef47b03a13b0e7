//! What can go wrong outside a document, as sentences: what happened, where, what to do.

use std::io;

use loa_docfile::read::ReadError;
use loa_docfile::refusal::{self, Refusal};
use loa_plan_reader::notice::Sentence;
use loa_plan_reader::units::{UnitsError, UnitsProblem};

use crate::language::pick;
use crate::terminal::printable;
use loa_calendar::language::Language;

/// Something a person has to put right before the program can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code; [`TOPICS`] tells more.
    pub code: &'static str,
    /// What happened and where.
    pub message: Sentence,
    /// One by one, what the message only counts.
    pub details: Vec<Sentence>,
}

/// What `loa plan explain` tells of a code.
pub struct Topic {
    /// The code.
    pub code: &'static str,
    /// In one line: Vietnamese, English.
    pub name: (&'static str, &'static str),
    /// What to do: Vietnamese, English.
    pub advice: (&'static str, &'static str),
}

/// Every code of a [`Problem`].
pub static TOPICS: &[Topic] = &[
    Topic {
        code: "B001",
        name: ("Không sao lưu được", "The backup could not be made"),
        advice: (
            "Chưa ghi tệp nào. Xem cơ sở dữ liệu và kho tệp có trả lời không (loa doctor), rồi chạy lại.",
            "Nothing was written. Look whether the database and the place of files answer (loa doctor), then run it again.",
        ),
    },
    Topic {
        code: "B002",
        name: ("Đây không phải tệp sao lưu của Loa", "This is no backup of Loa"),
        advice: (
            "Chọn tệp do loa backup hoặc loa export ghi, thường có đuôi .tar.",
            "Choose a file that loa backup or loa export wrote; it usually ends in .tar.",
        ),
    },
    Topic {
        code: "B003",
        name: (
            "Tệp sao lưu bị hỏng hoặc bị cắt cụt",
            "The backup is damaged or cut off",
        ),
        advice: (
            "Chưa thay đổi gì. Dùng bản sao lưu khác, hoặc chép lại tệp này từ nơi lưu gốc.",
            "Nothing was changed. Use another backup, or copy this one again from where it was kept.",
        ),
    },
    Topic {
        code: "B004",
        name: (
            "Do phiên bản Loa mới hơn ghi",
            "Written by a later version of Loa",
        ),
        advice: (
            "Chưa thay đổi gì. Cài phiên bản Loa ấy hoặc mới hơn rồi chạy lại.",
            "Nothing was changed. Install that version of Loa or a later one and run it again.",
        ),
    },
    Topic {
        code: "B005",
        name: ("Nơi này đã có dữ liệu", "There is data already"),
        advice: (
            "Chưa thay đổi gì. Nêu --data một thư mục khác, hoặc thêm --replace để thay toàn bộ dữ liệu đang có.",
            "Nothing was changed. Name another folder with --data, or add --replace to replace all that is there.",
        ),
    },
    Topic {
        code: "B006",
        name: ("Loa đang chạy trên dữ liệu này", "Loa runs on this data"),
        advice: (
            "Dừng trang web và các lệnh loa khác đang dùng thư mục này rồi chạy lại.",
            "Stop the web site and other loa commands that use this folder, then run it again.",
        ),
    },
    Topic {
        code: "B007",
        name: ("Không khôi phục được", "It could not be restored"),
        advice: (
            "Dữ liệu đang có vẫn như trước. Xem lý do đã nêu, sửa rồi chạy lại.",
            "The data that was there is as before. Put right what is named and run it again.",
        ),
    },
    Topic {
        code: "B008",
        name: ("Không có dữ liệu ở đây", "There is no data here"),
        advice: (
            "Kiểm tra --data, --config hoặc database_url: có thể đang chỉ đến thư mục khác.",
            "Check --data, --config or database_url: they may name another place.",
        ),
    },
    Topic {
        code: "B009",
        name: ("Tệp này thuộc loại khác", "This file is of the other kind"),
        advice: (
            "Bản sao lưu thì dùng loa restore; bản xuất một địa phương thì dùng loa import.",
            "A backup is for loa restore; the export of a locality is for loa import.",
        ),
    },
    Topic {
        code: "B010",
        name: (
            "Địa phương này hoặc tên đăng nhập của nó đã có ở đây",
            "This locality, or a login of it, is here already",
        ),
        advice: (
            "Chưa thay đổi gì. Địa phương đã nhập thì không nhập lần nữa; trùng tên đăng nhập thì đổi ở một bên rồi xuất lại.",
            "Nothing was changed. A locality is imported once; where a login is taken, change it on one side and export again.",
        ),
    },
    Topic {
        code: "B011",
        name: (
            "Không rõ xuất địa phương nào",
            "Which locality to export is not clear",
        ),
        advice: (
            "Nêu tên sau --locality, đúng như đã liệt kê.",
            "Name it with --locality, as it is listed.",
        ),
    },
    Topic {
        code: "R001",
        name: ("Không tìm thấy tệp", "File not found"),
        advice: (
            "Kiểm tra tên tệp và thư mục; tên có dấu cách phải đặt trong dấu nháy.",
            "Check the name and the folder; put a name with spaces in quotes.",
        ),
    },
    Topic {
        code: "R002",
        name: ("Không có quyền đọc tệp", "No permission to read the file"),
        advice: (
            "Nhờ người quản lý tệp cấp quyền đọc, hoặc chép tệp về thư mục của mình.",
            "Ask the owner for read access, or copy the file to your own folder.",
        ),
    },
    Topic {
        code: "R003",
        name: ("Đây là thư mục, không phải tệp", "A folder, not a file"),
        advice: (
            "Nêu tên từng tệp trong thư mục, ví dụ: ke-hoach/*.docx.",
            "Name the files in the folder, for instance: plans/*.docx.",
        ),
    },
    Topic {
        code: "R004",
        name: ("Lỗi khi đọc tệp", "The file could not be read"),
        advice: (
            "Thử lại; nếu vẫn lỗi, chép tệp sang ổ đĩa khác rồi đọc bản chép.",
            "Try again; if it fails again, copy the file to another disk and read the copy.",
        ),
    },
    Topic {
        code: "R005",
        name: ("Tệp không có chữ nào", "The file holds no text"),
        advice: (
            "Mở tệp bằng chương trình soạn thảo xem có nội dung không; có thể đã lưu nhầm tệp trống.",
            "Open the file in its editor and look; an empty file may have been saved by mistake.",
        ),
    },
    Topic {
        code: "R006",
        name: (
            "Loa gặp lỗi của chính mình khi đọc tệp",
            "Loa itself failed on the file",
        ),
        advice: (
            "Báo cho nơi phát triển Loa kèm tệp này; trong lúc chờ, thử lưu tệp sang .docx hoặc .txt.",
            "Report it with the file; meanwhile try saving the file as .docx or .txt.",
        ),
    },
    of_file(refusal::UNKNOWN_FORMAT),
    of_file(refusal::DAMAGED),
    of_file(refusal::TOO_LARGE),
    of_file(refusal::ENCRYPTED),
    of_file(refusal::NO_TEXT_LAYER),
    of_file(refusal::BROKEN_FONT_MAP),
    of_file(refusal::NEEDS_CONVERSION),
    Topic {
        code: "R108",
        name: (
            "Không chuyển được tệp Word đời cũ",
            "An old Word file could not be converted",
        ),
        advice: (
            "Mở tệp bằng Word hoặc LibreOffice và lưu thành .docx.",
            "Open the file in Word or LibreOffice and save it as .docx.",
        ),
    },
    Topic {
        code: "R201",
        name: ("Danh sách đơn vị không phải CSV", "The unit list is not CSV"),
        advice: (
            "Lưu danh sách thành CSV UTF-8, dòng đầu là tên cột: id, parent_id, name, kind, level, unit_code.",
            "Save the list as UTF-8 CSV whose first line names the columns: id, parent_id, name, kind, level, unit_code.",
        ),
    },
    Topic {
        code: "R202",
        name: ("Danh sách đơn vị thiếu cột", "The unit list lacks a column"),
        advice: (
            "Thêm cột đó vào dòng đầu; lưu thành CSV UTF-8 với dấu phẩy giữa các cột, không phải dấu chấm phẩy.",
            "Add the column to the first line; save as UTF-8 CSV with commas between the columns, not semicolons.",
        ),
    },
    Topic {
        code: "R203",
        name: ("Danh sách đơn vị có ô sai", "The unit list holds a wrong value"),
        advice: (
            "Sửa ô đó: mã và tên không được trống, ngày viết như 2022-01-31.",
            "Correct the cell: id and name must not be empty, dates are written as 2022-01-31.",
        ),
    },
    Topic {
        code: "R204",
        name: (
            "Danh sách đơn vị có hai dòng cùng mã",
            "Two rows of the unit list share an id",
        ),
        advice: (
            "Cho mỗi đơn vị một mã riêng.",
            "Give every unit an id of its own.",
        ),
    },
    Topic {
        code: "R205",
        name: (
            "Danh sách đơn vị không nhập được",
            "The unit list cannot be imported",
        ),
        advice: (
            "Sửa những chỗ đã nêu rồi nhập lại; chưa ghi gì. Danh mục cả nước cần thêm --code, ví dụ --code 126.",
            "Correct what is named and import again; nothing was written. The national list needs --code, such as --code 126.",
        ),
    },
    Topic {
        code: "S001",
        name: ("Cấu hình không dùng được", "The configuration cannot be used"),
        advice: (
            "Sửa khóa này trong tệp cấu hình, biến môi trường hoặc dòng lệnh.",
            "Correct this key in the configuration file, the environment or the command line.",
        ),
    },
    Topic {
        code: "S002",
        name: ("Không mở được cơ sở dữ liệu", "The database cannot be opened"),
        advice: (
            "Kiểm tra thư mục dữ liệu có ghi được không, hoặc máy chủ PostgreSQL có chạy không và địa chỉ có đúng không.",
            "Check that the data folder may be written to, or that the PostgreSQL server runs and its address is right.",
        ),
    },
    Topic {
        code: "S003",
        name: ("Không mở được cổng", "Cannot listen there"),
        advice: (
            "Cổng có thể đang được chương trình khác dùng: chọn cổng khác sau --listen.",
            "Another program may use the port: choose another one after --listen.",
        ),
    },
    Topic {
        code: "S004",
        name: (
            "Không lập được dữ liệu dùng thử",
            "The demonstration cannot be set up",
        ),
        advice: (
            "Kiểm tra kế hoạch và danh sách đơn vị đã nêu; đơn vị ban hành kế hoạch phải có trong danh sách.",
            "Check the plan and the unit list that were named; the unit that issued the plan must be in the list.",
        ),
    },
    Topic {
        code: "S005",
        name: ("Chưa lập địa phương nào", "No locality was founded yet"),
        advice: (
            "Nhập danh sách đơn vị trước: loa org import TỆP (xem loa org import --help).",
            "Import the list of units first: loa org import FILE (see loa org import --help).",
        ),
    },
    Topic {
        code: "S006",
        name: (
            "Không rõ đơn vị nào đứng đầu địa phương",
            "Which unit stands at the top of the locality is not clear",
        ),
        advice: (
            "Chọn bằng --root KHÓA (cột id của danh sách), hoặc --code MÃ (mã hành chính, ví dụ 126).",
            "Choose by --root KEY (column id of the list) or --code CODE (the official code, such as 126).",
        ),
    },
    Topic {
        code: "S007",
        name: ("Không mời được người này", "The person cannot be invited"),
        advice: (
            "Sửa tùy chọn đã nêu rồi chạy lại; chưa ghi gì.",
            "Correct the option that is named and run again; nothing was written.",
        ),
    },
    Topic {
        code: "S008",
        name: (
            "Không dùng được kho tệp S3",
            "The S3 store of files cannot be used",
        ),
        advice: (
            "Kiểm tra các khóa s3_…: tên kho, địa chỉ, vùng, khóa truy cập; khóa phải được ghi và đọc trong kho.",
            "Check the keys s3_…: bucket, address, region, access key; the key must be allowed to write and read there.",
        ),
    },
    Topic {
        code: "S009",
        name: (
            "Cơ sở dữ liệu có nhiều địa phương",
            "The database holds several localities",
        ),
        advice: (
            "Lệnh này chỉ dùng khi cơ sở dữ liệu có một địa phương; mời làm trên trang web của địa phương cần sửa.",
            "This command is for a database with one locality; use the web site of the locality instead.",
        ),
    },
    Topic {
        code: "S010",
        name: (
            "Không ghi được vào cơ sở dữ liệu",
            "The database did not take what was to be written",
        ),
        advice: (
            "Chưa ghi gì. Thử lại; nếu vẫn lỗi, xem máy chủ cơ sở dữ liệu và ổ đĩa còn chỗ không.",
            "Nothing was written. Try again; if it fails again, look at the database server and the room on the disk.",
        ),
    },
    Topic {
        code: "S011",
        name: (
            "Địa phương đã lập với đơn vị đứng đầu khác",
            "The locality was founded with another unit at its top",
        ),
        advice: (
            "Bỏ --root và nhập lại: danh sách được so với địa phương đã có. Lập địa phương khác thì dùng thư mục dữ liệu khác.",
            "Leave --root out and import again: the list is compared with the locality that is there. Another locality needs another data folder.",
        ),
    },
    Topic {
        code: "W001",
        name: ("Không ghi được kết quả", "The result could not be written"),
        advice: (
            "Kiểm tra thư mục đích có tồn tại, còn chỗ trống và được phép ghi.",
            "Check that the target folder exists, has room and may be written to.",
        ),
    },
    Topic {
        code: "W002",
        name: (
            "Kết quả sẽ ghi đè lên chính kế hoạch",
            "The result would replace the plan itself",
        ),
        advice: (
            "Chọn tên khác hoặc thư mục khác sau -o.",
            "Choose another name or folder after -o.",
        ),
    },
];

/// What is told of a code, whatever the case of its letters.
pub fn topic(code: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.code.eq_ignore_ascii_case(code))
}

/// A refusal of the reader of documents as a topic.
const fn of_file(refusal: Refusal) -> Topic {
    Topic {
        code: refusal.code,
        name: refusal.name,
        advice: refusal.advice,
    }
}

impl Problem {
    /// The topic's name, a place and what the system says.
    fn new(code: &'static str, place: &str, detail: (&str, &str)) -> Self {
        let topic = topic(code);
        let name = topic.map_or((code, code), |topic| topic.name);
        let message = |name: &str, detail: &str| match detail {
            "" => format!("{place}: {}", lower_first(name)),
            detail => format!("{place}: {} ({detail})", lower_first(name)),
        };
        Self {
            code,
            message: Sentence::new(message(name.0, detail.0), message(name.1, detail.1)),
            details: Vec::new(),
        }
    }

    /// A file that the system does not hand over.
    pub fn cannot_open(file: &str, error: &io::Error) -> Self {
        let detail = error.to_string();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new("R001", file, ("", "")),
            io::ErrorKind::PermissionDenied => Self::new("R002", file, ("", "")),
            io::ErrorKind::IsADirectory => Self::new("R003", file, ("", "")),
            _ => Self::new("R004", file, (&detail, &detail)),
        }
    }

    /// A file that cannot be written.
    pub fn cannot_write(file: &str, error: &io::Error) -> Self {
        let system = error.to_string();
        // What a temporary file says of itself names a file that nobody asked for.
        let detail = match error.kind() {
            io::ErrorKind::NotFound => ("không có thư mục đó", "there is no such folder"),
            io::ErrorKind::NotADirectory => ("không phải thư mục", "not a folder"),
            io::ErrorKind::PermissionDenied => ("không được phép ghi", "not allowed to write"),
            io::ErrorKind::StorageFull => ("hết chỗ trống", "no room left"),
            io::ErrorKind::ReadOnlyFilesystem => ("ổ đĩa chỉ đọc", "the disk is read-only"),
            _ => (system.as_str(), system.as_str()),
        };
        Self::new("W001", file, detail)
    }

    /// A result named like its own plan.
    pub fn over_itself(file: &str) -> Self {
        Self::new("W002", file, ("", ""))
    }

    /// Whether the result could not be written, rather than a file read.
    pub fn is_of_output(&self) -> bool {
        self.code.starts_with('W')
    }

    /// A document that holds nothing.
    pub fn no_text(file: &str) -> Self {
        Self::new("R005", file, ("", ""))
    }

    /// A fault of the program.
    pub fn fault(file: &str) -> Self {
        Self::new("R006", file, ("", ""))
    }

    /// A document that its reader refuses.
    pub fn cannot_read(file: &str, error: &ReadError) -> Self {
        Self::new(error.refusal().code, file, error.detail())
    }

    /// A conversion that went wrong.
    pub fn cannot_convert(file: &str, detail: (&str, &str)) -> Self {
        Self::new("R108", file, detail)
    }

    /// A key of the configuration; `wanted` says what is.
    pub fn bad_setting(place: &str, value: &str, wanted: (&str, &str)) -> Self {
        let given = |word: &str| {
            if value.is_empty() {
                String::new()
            } else {
                format!("“{value}”; {word} ")
            }
        };
        let detail = |word: &str, wanted: &str| format!("{}{wanted}", given(word));
        Self::new(
            "S001",
            place,
            (&detail("cần", wanted.0), &detail("wanted:", wanted.1)),
        )
    }

    /// The database does not open or migrate.
    pub fn database(place: &str, detail: &str) -> Self {
        Self::new("S002", place, (detail, detail))
    }

    /// The database is there but does not take what is to be written.
    pub fn not_written(place: &str, detail: (&str, &str)) -> Self {
        Self::new("S010", place, detail)
    }

    /// An address that cannot be listened on.
    pub fn cannot_listen(place: &str, error: &io::Error) -> Self {
        let detail = error.to_string();
        Self::new("S003", place, (&detail, &detail))
    }

    /// A demonstration that cannot be set up.
    pub fn demo(detail: (&str, &str)) -> Self {
        Self::new("S004", "demo", detail)
    }

    /// A unit list that cannot be used.
    pub fn bad_units(file: &str, error: &UnitsError) -> Self {
        let place = match error.line {
            0 => file.to_owned(),
            line => format!("{file}:{line}"),
        };
        match &error.problem {
            UnitsProblem::NotCsv(detail) => Self::new("R201", &place, (detail, detail)),
            UnitsProblem::MissingColumn(column) => Self::new("R202", &place, (column, column)),
            UnitsProblem::BadValue(column) => Self::new(
                "R203",
                &place,
                (&format!("cột {column}"), &format!("column {column}")),
            ),
            UnitsProblem::DoubleId(id) => Self::new("R204", &place, (id, id)),
        }
    }

    /// A list that cannot be imported; every row is told.
    pub fn rows(file: &str, rows: Vec<Sentence>) -> Self {
        Self {
            details: rows,
            ..Self::new("R205", file, ("", ""))
        }
    }

    /// A place without a locality.
    pub fn no_locality(place: &str) -> Self {
        Self::new("S005", place, ("", ""))
    }

    /// A list in which the unit at the top has to be chosen, among `details` where there are any.
    pub fn no_top(file: &str, detail: (&str, &str), details: Vec<Sentence>) -> Self {
        Self {
            details,
            ..Self::new("S006", file, detail)
        }
    }

    /// A list for a locality that was founded with another unit at its top.
    pub fn other_top(file: &str, detail: (&str, &str)) -> Self {
        Self::new("S011", file, detail)
    }

    /// A person who cannot be invited; `option` names what is wrong.
    pub fn cannot_invite(option: &str, detail: (&str, &str)) -> Self {
        Self::new("S007", option, detail)
    }

    /// A store of files that does not do what is asked.
    pub fn store(place: &str, detail: (&str, &str)) -> Self {
        Self::new("S008", place, detail)
    }

    /// A database with more than one locality.
    pub fn several_localities(place: &str) -> Self {
        Self::new("S009", place, ("", ""))
    }

    /// A backup that could not be made.
    pub fn not_backed_up(place: &str, detail: &str) -> Self {
        Self::new("B001", place, (detail, detail))
    }

    /// A file that is no archive.
    pub fn no_archive(file: &str) -> Self {
        Self::new("B002", file, ("", ""))
    }

    /// An archive with other bytes than were written.
    pub fn damaged_archive(file: &str, what: &str) -> Self {
        Self::new("B003", file, (what, what))
    }

    /// An archive of a later program.
    pub fn newer_archive(file: &str, program: &str) -> Self {
        let detail = format!("Loa {program}");
        Self::new("B004", file, (&detail, &detail))
    }

    /// A database of a later program.
    pub fn newer(place: &str, step: i64) -> Self {
        let (vi, en) = (format!("bước {step}"), format!("step {step}"));
        Self::new("B004", place, (&vi, &en))
    }

    /// A place that is not empty.
    pub fn not_empty(place: &str) -> Self {
        Self::new("B005", place, ("", ""))
    }

    /// A place on which somebody works.
    pub fn in_use(place: &str) -> Self {
        Self::new("B006", place, ("", ""))
    }

    /// Something that was not brought in.
    pub fn not_restored(place: &str, detail: &str) -> Self {
        Self::new("B007", place, (detail, detail))
    }

    /// A place without a database.
    pub fn nothing_there(place: &str) -> Self {
        Self::new("B008", place, ("", ""))
    }

    /// A locality that is there already.
    pub fn there_already(place: &str, what: &str) -> Self {
        Self::new("B010", place, (what, what))
    }

    /// Several localities, or none of that name.
    pub fn which_locality(place: &str, names: &[String]) -> Self {
        let names = names.iter().map(|name| Sentence::new(name.clone(), name.clone()));
        Self {
            details: names.collect(),
            ..Self::new("B011", place, ("", ""))
        }
    }

    /// An export where a backup is wanted, or the other way round.
    pub fn other_archive(file: &str, wants_backup: bool) -> Self {
        let detail = if wants_backup {
            ("bản xuất một địa phương", "the export of a locality")
        } else {
            ("bản sao lưu", "a backup")
        };
        Self::new("B009", file, detail)
    }

    /// What to do.
    pub fn hint(&self, language: Language) -> &'static str {
        let advice = topic(self.code).map_or(("", ""), |topic| topic.advice);
        language.choose(advice.0, advice.1)
    }

    /// For people at a terminal: code, sentence, details, hint.
    pub fn told(&self, language: Language) -> String {
        let (error, help) = language.choose(("lỗi", "cách sửa"), ("error", "help"));
        let details: String = self
            .details
            .iter()
            .map(|detail| format!("  {}\n", printable(pick(language, detail))))
            .collect();
        format!(
            "{error}[{}]: {}\n{details}  {help}: {}\n",
            self.code,
            printable(pick(language, &self.message)),
            self.hint(language)
        )
    }
}

/// The first letter small, so that the name can follow a colon; abbreviations keep theirs.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_what_happened_and_what_to_do() {
        let refusals = [
            ReadError::UnknownFormat,
            ReadError::Damaged("x".into()),
            ReadError::TooLarge("pages"),
            ReadError::Encrypted,
            ReadError::NoTextLayer,
            ReadError::BrokenFontMap,
            ReadError::NeedsConversion,
        ];
        let lists = [
            UnitsProblem::NotCsv("x".into()),
            UnitsProblem::MissingColumn("id"),
            UnitsProblem::BadValue("name"),
            UnitsProblem::DoubleId("x".into()),
        ];
        let all = (refusals.iter().map(|error| Problem::cannot_read("a.txt", error)))
            .chain(
                lists
                    .into_iter()
                    .map(|problem| Problem::bad_units("a.txt", &UnitsError { line: 3, problem })),
            )
            .chain([
                Problem::no_text("a.txt"),
                Problem::cannot_convert("a.txt", ("", "")),
            ]);
        for problem in all {
            assert!(topic(problem.code).is_some(), "{}", problem.code);
            let hint = Sentence::new(problem.hint(Language::Vi), problem.hint(Language::En));
            for sentence in [&problem.message, &hint] {
                assert!(
                    !sentence.vi.is_empty() && !sentence.en.is_empty() && sentence.vi != sentence.en,
                    "{sentence:?}"
                );
            }
            assert!(problem.message.vi.starts_with("a.txt"));
        }
    }

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(TOPICS.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(lower_first("PDF quét"), "PDF quét");
        assert_eq!(lower_first("Đây là thư mục"), "đây là thư mục");
        assert_eq!(lower_first("A folder"), "a folder");
    }
}
