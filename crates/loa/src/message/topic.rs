//! Every code of a problem: its name, and what to do.

use loa_docfile::refusal::{self, Refusal};

/// What `loa plan explain` tells of a code.
pub struct Topic {
    /// The code.
    pub code: &'static str,
    /// In one line: Vietnamese, English.
    pub name: (&'static str, &'static str),
    /// What to do: Vietnamese, English.
    pub advice: (&'static str, &'static str),
}

/// Every code of a [`Problem`](super::Problem).
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
        code: "S012",
        name: (
            "Không làm được như vậy với việc nền này",
            "This cannot be done with the job",
        ),
        advice: (
            "Xem mã và tình trạng bằng loa jobs list; việc đang chạy thì đợi xong rồi xem lại.",
            "See identities and states with loa jobs list; let a job that is being done come to its end first.",
        ),
    },
    Topic {
        code: "S013",
        name: ("Không gửi được thư", "The letter could not be sent"),
        advice: (
            "Xem các khóa smtp_url, smtp_url_2, mail_from và lời của máy chủ thư; sửa rồi chạy lại loa mail test.",
            "Look at the keys smtp_url, smtp_url_2, mail_from and at what the mail server says; then run loa mail test again.",
        ),
    },
    Topic {
        code: "S014",
        name: ("Cơ sở dữ liệu này không trống", "This database is not empty"),
        advice: (
            "Dữ liệu mẫu để đo chỉ ghi vào chỗ trống: chọn thư mục dữ liệu khác bằng --data, hoặc cơ sở dữ liệu khác.",
            "Sample data for measuring goes into an empty place only: choose another data folder with --data, or another database.",
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
    Topic {
        code: "W003",
        name: (
            "Trong thư mục đích có thứ khác",
            "There is something else in the target folder",
        ),
        advice: (
            "Chưa ghi gì. Chọn thư mục trống, hoặc thư mục mà loa portal export đã ghi lần trước.",
            "Nothing was written. Choose an empty folder, or one that loa portal export wrote before.",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(TOPICS.is_sorted_by(|one, next| one.code < next.code));
    }
}
