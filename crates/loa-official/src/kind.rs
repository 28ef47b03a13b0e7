//! The 29 kinds of administrative documents and their codes (Decree 30/2020/NĐ-CP, article 7 and Annex III).

use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the table below says each in its own words")]
pub enum Kind {
    Resolution,
    Decision,
    Directive,
    Regulation,
    Rule,
    Communique,
    Notice,
    Guidance,
    Programme,
    Plan,
    Scheme,
    Project,
    Undertaking,
    Report,
    Minutes,
    Submission,
    Contract,
    Letter,
    Telegram,
    Memorandum,
    Agreement,
    Mandate,
    Invitation,
    Introduction,
    Leave,
    SendingSlip,
    TransferSlip,
    NoticeSlip,
    OpenLetter,
}

impl Kind {
    /// All of them in the order of the decree, with their name and code. Công văn and thư công have no code.
    pub const ALL: [(Kind, &'static str, Option<&'static str>); 29] = [
        (Kind::Resolution, "Nghị quyết", Some("NQ")),
        (Kind::Decision, "Quyết định", Some("QĐ")),
        (Kind::Directive, "Chỉ thị", Some("CT")),
        (Kind::Regulation, "Quy chế", Some("QC")),
        (Kind::Rule, "Quy định", Some("QyĐ")),
        (Kind::Communique, "Thông cáo", Some("TC")),
        (Kind::Notice, "Thông báo", Some("TB")),
        (Kind::Guidance, "Hướng dẫn", Some("HD")),
        (Kind::Programme, "Chương trình", Some("CTr")),
        (Kind::Plan, "Kế hoạch", Some("KH")),
        (Kind::Scheme, "Phương án", Some("PA")),
        (Kind::Project, "Đề án", Some("ĐA")),
        (Kind::Undertaking, "Dự án", Some("DA")),
        (Kind::Report, "Báo cáo", Some("BC")),
        (Kind::Minutes, "Biên bản", Some("BB")),
        (Kind::Submission, "Tờ trình", Some("TTr")),
        (Kind::Contract, "Hợp đồng", Some("HĐ")),
        (Kind::Letter, "Công văn", None),
        (Kind::Telegram, "Công điện", Some("CĐ")),
        (Kind::Memorandum, "Bản ghi nhớ", Some("BGN")),
        (Kind::Agreement, "Bản thỏa thuận", Some("BTT")),
        (Kind::Mandate, "Giấy ủy quyền", Some("GUQ")),
        (Kind::Invitation, "Giấy mời", Some("GM")),
        (Kind::Introduction, "Giấy giới thiệu", Some("GGT")),
        (Kind::Leave, "Giấy nghỉ phép", Some("GNP")),
        (Kind::SendingSlip, "Phiếu gửi", Some("PG")),
        (Kind::TransferSlip, "Phiếu chuyển", Some("PC")),
        (Kind::NoticeSlip, "Phiếu báo", Some("PB")),
        (Kind::OpenLetter, "Thư công", None),
    ];

    fn row(self) -> (&'static str, Option<&'static str>) {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or(("", None), |row| (row.1, row.2))
    }

    /// "Báo cáo"
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// "BC"; `None` for công văn and thư công.
    pub fn code(self) -> Option<&'static str> {
        self.row().1
    }

    /// The kind with this code, as it is written.
    pub fn with_code(code: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|row| row.2 == Some(code));
        row.map(|row| row.0)
    }
}
