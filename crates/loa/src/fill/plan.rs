//! The plan of a district for a year as a document: 27 tasks, by which a commune owes 167 duties in a year.

/// What communes do every month.
const MONTHLY: [&str; 10] = [
    "Phát tin, bài về cải cách hành chính trên loa truyền thanh",
    "Đăng tin trên trang thông tin điện tử",
    "Hướng dẫn người dân nộp hồ sơ qua mạng",
    "Giới thiệu thủ tục mới tại nhà văn hóa",
    "Trả lời ý kiến của người dân về thủ tục",
    "Cập nhật bảng niêm yết thủ tục hành chính",
    "Nói chuyện về cải cách hành chính ở bản",
    "Phát tờ gấp về dịch vụ công trực tuyến",
    "Ghi âm chuyên mục tiếng dân tộc",
    "Họp bộ phận một cửa về thời gian trả kết quả",
];

/// And every quarter.
const QUARTERLY: [&str; 10] = [
    "Tập huấn kỹ năng số cho cán bộ bản",
    "Đối thoại với người dân về thủ tục đất đai",
    "Treo băng rôn tuyên truyền",
    "Lồng ghép tuyên truyền trong họp bản",
    "Khảo sát sự hài lòng của người dân",
    "Giới thiệu gương điển hình",
    "Thi tìm hiểu về cải cách hành chính ở trường học",
    "Rà soát quy trình nội bộ",
    "Kiểm tra bảng niêm yết ở các bản",
    "Tuyên truyền lưu động ngày chợ phiên",
];

/// And once.
const ONCE: [(&str, u8); 7] = [
    ("Ban hành kế hoạch của xã", 2),
    ("Lập danh sách cộng tác viên", 3),
    ("Tổng hợp kiến nghị lần một", 5),
    ("Sơ kết sáu tháng", 6),
    ("Hội thi tuyên truyền viên", 8),
    ("Tổng hợp kiến nghị lần hai", 10),
    ("Tổng kết năm", 12),
];

/// The document of the n-th district.
pub fn text(district: usize, year: i16) -> String {
    let mut rows = String::new();
    let mut number = 0;
    let mut row = |what: &str, when: &str| {
        number += 1;
        rows.push_str(&format!("{number}\t{what} (mẫu)\tUBND các xã\t\t{when}\n"));
    };
    for what in MONTHLY {
        row(what, "Hàng tháng");
    }
    for what in QUARTERLY {
        row(what, "Hàng quý");
    }
    for (what, month) in ONCE {
        row(what, &format!("Hoàn thành trước 25/{month}/{year}"));
    }
    format!(
        "ỦY BAN NHÂN DÂN\nHUYỆN MẪU {district}\n-------\n\
         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n\
         Số: {district}/KH-UBND\nMẫu, ngày 02 tháng 01 năm {year}\n\n\
         KẾ HOẠCH\nTuyên truyền cải cách hành chính huyện Mẫu {district} năm {year}\n\n\
         Ủy ban nhân dân huyện ban hành Kế hoạch tuyên truyền cải cách hành chính năm {year} như sau:\n\n\
         I. MỤC ĐÍCH\n\nGiúp người dân biết và làm được thủ tục.\n\n\
         II. NHIỆM VỤ\n\nChi tiết tại Phụ lục kèm theo.\n\n\
         Nơi nhận:\n- UBND các xã;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\n\nNguyễn Văn Mẫu\n\n\
         PHỤ LỤC\nNhiệm vụ tuyên truyền cải cách hành chính năm {year}\n\
         (Kèm theo Kế hoạch số {district}/KH-UBND ngày 02 tháng 01 năm {year} của UBND huyện Mẫu {district})\n\n\
         TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện\n{rows}"
    )
}
