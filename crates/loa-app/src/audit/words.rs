//! The log in words for people.

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]
mod tests;

/// What was done: the key under which it is kept, and how it reads.
pub const ACTIONS: &[(&str, &str)] = &[
    ("activity.recorded", "Ghi hoạt động"),
    ("activity.corrected", "Sửa hoạt động"),
    ("article.written", "Viết bài"),
    ("article.acted", "Gửi duyệt, duyệt, đăng, gỡ bài"),
    ("article.version", "Mở bản tiếng khác của bài"),
    ("article.asked", "Giao người dịch, người đọc lại"),
    ("article.kept", "Bản dịch vẫn đúng sau khi bài gốc sửa"),
    ("article.surface", "Làm áp phích, tin, ảnh chia sẻ, bản đọc"),
    ("article.remarked", "Nhận xét, trả lời nhận xét một đoạn của bài"),
    ("article.settled", "Giải quyết nhận xét của bài"),
    ("article.scheduled", "Hẹn giờ đăng, gỡ bài"),
    ("delegation.given", "Nhờ người làm thay"),
    ("delegation.ended", "Thôi nhờ làm thay"),
    ("duty.approval", "Đặt việc cần duyệt minh chứng"),
    ("duty.extended", "Gia hạn"),
    ("duty.proven", "Gắn minh chứng"),
    ("duty.unproven", "Bỏ minh chứng"),
    ("finding.written", "Ghi phát hiện khi kiểm tra"),
    ("feed.renewed", "Tạo địa chỉ lịch riêng"),
    ("feed.ended", "Bỏ địa chỉ lịch riêng"),
    ("group.saved", "Ghi nhóm đơn vị"),
    ("group.removed", "Bỏ nhóm đơn vị"),
    ("inspection.programme", "Lập chương trình kiểm tra"),
    ("inspection.planned", "Đưa đơn vị vào kế hoạch kiểm tra"),
    ("inspection.arranged", "Đặt ngày, đoàn kiểm tra"),
    ("inspection.drawn", "Lấy lại danh sách việc của phiếu kiểm tra"),
    ("inspection.visited", "Ghi đã kiểm tra tại đơn vị"),
    ("inspection.answered", "Trả lời phiếu kiểm tra"),
    ("inspection.replied", "Đơn vị trả lời đoàn kiểm tra"),
    ("inspection.concluded", "Kết luận kiểm tra"),
    ("inspection.closed", "Khép lại cuộc kiểm tra"),
    ("inspection.cancelled", "Bỏ cuộc kiểm tra"),
    ("inspection.questions", "Sửa câu hỏi kiểm tra chung"),
    ("job.retried", "Cho chạy lại việc nền"),
    ("job.cancelled", "Hủy việc nền"),
    ("letterhead.set", "Ghi thể thức văn bản của đơn vị"),
    ("link.made", "Tạo liên kết đặt mật khẩu"),
    ("locality.founded", "Lập địa phương"),
    ("disclosure.decided", "Quyết định công khai văn bản"),
    ("notice.written", "Soạn thông báo niêm yết"),
    ("notice.posted", "Niêm yết thông báo"),
    ("notice.corrected", "Đính chính thông báo niêm yết"),
    ("notice.told_loud", "Ghi số ngày phát loa của thông báo"),
    ("notice.withdrawn", "Gỡ thông báo niêm yết"),
    ("official.assigned", "Giao giải quyết văn bản đến"),
    ("official.cancelled", "Hủy số văn bản"),
    ("official.issued", "Ban hành văn bản"),
    ("official.read", "Báo đã đọc văn bản"),
    ("official.recalled", "Thu hồi văn bản"),
    ("official.received", "Vào sổ văn bản đến"),
    ("official.reserved", "Lấy số văn bản"),
    ("official.signed", "Nhận bản đã ký"),
    ("overview.shared", "Tạo liên kết tổng quan"),
    ("overview.withdrawn", "Thu hồi liên kết tổng quan"),
    ("password.changed", "Đổi mật khẩu"),
    ("password.set", "Đặt mật khẩu bằng liên kết"),
    ("person.added", "Thêm người"),
    ("person.back", "Cho trở lại làm việc"),
    ("person.described", "Sửa thông tin người"),
    ("person.invited", "Mời người"),
    ("person.left", "Cho nghỉ, chuyển đi"),
    ("person.seen", "Xem thông tin riêng của người"),
    ("plan.added", "Thêm nhiệm vụ"),
    ("plan.adopted", "Ban hành kế hoạch"),
    ("plan.chosen", "Chọn cách hiểu thời gian"),
    ("plan.corrected", "Sửa nhiệm vụ"),
    ("plan.dropped", "Bỏ bản dự thảo kế hoạch"),
    ("plan.head_corrected", "Sửa phần đầu kế hoạch"),
    ("plan.merged", "Gộp nhiệm vụ vào nhiệm vụ khác"),
    ("plan.merged_into", "Nhận nhiệm vụ gộp vào"),
    ("plan.named", "Nêu rõ đơn vị"),
    ("plan.read", "Đọc văn bản kế hoạch"),
    ("plan.recalled", "Thu hồi kế hoạch"),
    ("plan.removed", "Bỏ nhiệm vụ"),
    ("plan.reset", "Trả nhiệm vụ về bản đọc"),
    ("plan.restored", "Lấy lại nhiệm vụ đã bỏ"),
    ("proof.judged", "Duyệt minh chứng"),
    ("term.set", "Ghi từ đã thống nhất khi dịch"),
    ("term.deleted", "Bỏ từ đã thống nhất khi dịch"),
    ("section.set", "Đặt chuyên mục của trang công khai"),
    ("site.set", "Lập trang công khai"),
    ("report.opened", "Mở kỳ báo cáo"),
    ("report.written", "Viết báo cáo"),
    ("report.counted", "Đếm lại số liệu báo cáo"),
    ("report.corrected", "Điều chỉnh số liệu báo cáo"),
    ("report.acted", "Gửi, duyệt, trả lại báo cáo"),
    ("report.issued", "Phát hành báo cáo"),
    ("report.set", "Đặt chế độ báo cáo"),
    ("recognition.acted", "Viết, duyệt, đăng, gỡ biểu dương, phê bình"),
    ("register.opened", "Mở sổ văn bản nối tiếp sổ giấy"),
    ("register.ruled", "Đặt cách đánh số văn bản"),
    ("role.given", "Giao vai trò"),
    ("role.taken", "Thôi giao vai trò"),
    ("session.opened", "Đăng nhập"),
    ("session.ended", "Kết thúc phiên"),
    ("sessions.ended", "Kết thúc mọi phiên của người"),
    ("locality.exported", "Xuất dữ liệu địa phương"),
    ("locality.imported", "Nhập dữ liệu địa phương"),
    ("outside_account.linked", "Nối tài khoản bên ngoài"),
    ("outside_account.unlinked", "Bỏ tài khoản bên ngoài"),
    ("passkey.added", "Thêm khóa truy cập"),
    ("passkey.removed", "Bỏ khóa truy cập"),
    ("recovery_codes.made", "Tạo mã dự phòng"),
    ("second_factor.asked", "Đặt bắt buộc xác thực hai lớp"),
    ("second_factor.refused", "Nhập sai mã xác thực"),
    ("second_factor.removed", "Bỏ xác thực hai lớp"),
    ("second_factor.reset", "Gỡ xác thực hai lớp cho người mất máy"),
    ("second_factor.set", "Bật xác thực hai lớp"),
    ("subplan.accepted", "Chấp nhận kế hoạch của đơn vị"),
    ("subplan.called", "Gọi kế hoạch của đơn vị"),
    ("subplan.filed", "Gửi kế hoạch của đơn vị"),
    ("subplan.returned", "Trả lại kế hoạch của đơn vị"),
    ("subplan.told", "Chỉ mục của kế hoạch có nhiệm vụ"),
    ("unit.added", "Thêm đơn vị"),
    ("unit.changed", "Sửa đơn vị"),
    ("unit.ended", "Kết thúc đơn vị"),
    ("unit.urged", "Đôn đốc đơn vị"),
    ("unit.reopened", "Cho đơn vị hoạt động lại"),
    ("units.imported", "Nhập danh sách đơn vị"),
];

/// Whole details as they are kept, and how they read.
const DETAILS: &[(&str, &str)] = &[
    ("from the command line", "từ dòng lệnh"),
    ("coordinator", "Điều phối"),
    ("officer", "Cán bộ đầu mối"),
    ("editor", "Biên tập"),
    ("approver", "Người duyệt"),
    ("procedure_keeper", "Giữ bộ thủ tục"),
    ("finance", "Tài chính"),
    ("inspector", "Kiểm tra"),
    ("leader", "Lãnh đạo"),
    ("administrator", "Quản trị"),
    ("accepted", "chấp nhận"),
    ("returned", "trả lại"),
    ("yes", "cần"),
    ("no", "không cần"),
    ("password", "bằng mật khẩu"),
    ("link", "bằng liên kết đặt mật khẩu"),
    ("passkey", "bằng khóa truy cập"),
    ("code", "bằng mã từ ứng dụng"),
    ("recovery code", "bằng mã dự phòng"),
    ("outside account", "bằng tài khoản bên ngoài"),
    ("invitation", "qua liên kết mời"),
    ("dat", "đạt"),
    ("chua-dat", "chưa đạt"),
    ("khong-kiem-tra", "không kiểm tra"),
    ("late", "đến sau kết luận"),
    ("explained", "giải trình"),
    ("nothing", "không có ý kiến"),
    ("agreed", "đồng ý biên bản"),
];

/// Beginnings and endings of details with something between, and how they read around it.
const AROUND: &[(&str, &str, &str, &str)] = &[
    ("by job ", "", "việc nền ", ""),
    ("edition ", "", "bản ", ""),
    ("", " new duties", "", " việc mới"),
    ("", " orders", "", " nhiệm vụ"),
    ("", " duties", "", " việc"),
    ("", " units", "", " đơn vị"),
    ("", " findings", "", " phát hiện"),
    (
        "",
        ": told by the same person",
        "",
        ": do chính người ấy ghi, không còn ai khác duyệt được",
    ),
];

/// Things: the key under which they are kept, how they read, and where their pages are that whoever reads the log may open.
const THINGS: &[(&str, &str, &str)] = &[
    ("activity", "Hoạt động", "/hoat-dong/"),
    ("delegation", "Giấy nhờ làm thay", ""),
    ("duty", "Việc đến hạn", ""),
    ("finding", "Phát hiện", ""),
    ("article", "Bài", ""),
    ("inspection", "Cuộc kiểm tra", ""),
    ("inspection_answer", "Câu trả lời phiếu kiểm tra", ""),
    ("inspection_programme", "Chương trình kiểm tra", ""),
    ("job", "Việc nền", ""),
    ("locality", "Địa phương", ""),
    ("notice", "Thông báo niêm yết", ""),
    ("official", "Văn bản", "/van-ban/"),
    ("person", "Người", "/nguoi/"),
    ("plan_item", "Nhiệm vụ", ""),
    ("plan_version", "Bản kế hoạch", ""),
    ("proof", "Minh chứng", ""),
    ("recognition", "Biểu dương, phê bình", ""),
    ("session", "Phiên", ""),
    ("subplan", "Kế hoạch của đơn vị", "/ke-hoach-don-vi/"),
    ("subplan_call", "Đợt gọi kế hoạch", "/ke-hoach-don-vi/dot/"),
    ("unit", "Đơn vị", "/don-vi/"),
    ("unit_group", "Nhóm đơn vị", ""),
];

/// How a kind of thing reads, and where the pages of such things are; empty where there are none.
pub fn thing(key: &str) -> (&str, &'static str) {
    THINGS
        .iter()
        .find(|(known, _, _)| *known == key)
        .map_or((key, ""), |(_, words, path)| (*words, *path))
}

/// How an action reads; as it is kept where nobody has words for it yet.
pub fn action(key: &str) -> &str {
    ACTIONS
        .iter()
        .find(|(known, _)| *known == key)
        .map_or(key, |(_, words)| *words)
}

/// How a detail reads.
pub fn detail(kept: &str) -> String {
    let kept = kept.replace(", nobody else may judge", "");
    let parts = kept.split(", ").map(part);
    parts.collect::<Vec<_>>().join(", ")
}

fn part(kept: &str) -> String {
    if let Some((_, words)) = DETAILS.iter().find(|(known, _)| *known == kept) {
        return (*words).to_owned();
    }
    if let Some((count, day)) = kept.split_once(" changes from ") {
        return format!("{count} thay đổi từ {}", part(day));
    }
    for (before, after, words_before, words_after) in AROUND {
        let between = kept
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        if let Some(between) = between {
            return format!("{words_before}{}{words_after}", part(between));
        }
    }
    if let Some((from, to)) = kept.split_once('/')
        && let (Ok(from), Ok(to)) = (from.parse(), to.parse())
    {
        return format!("{} đến {}", crate::text::day(from), crate::text::day(to));
    }
    kept.parse().map_or_else(|_| kept.to_owned(), crate::text::day)
}
