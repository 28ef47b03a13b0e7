//! Typing slips of ordinary words, as data: set phrases whose marks are certain, and wrong phrases with the right ones.
//!
//! Written for this program from what administrative language uses; a phrase belongs here only when another
//! marking of the same letters makes no sense in such documents.

/// Set phrases of administrative language. The same letters with other marks are a slip ("cãi cách", "thực hiên").
pub const SET_PHRASES: &[&str] = &[
    "ủy ban", "ủy ban nhân dân", "hội đồng nhân dân", "mặt trận tổ quốc", "cải cách hành chính", "thủ tục hành chính", "bộ phận tiếp nhận và trả kết quả",
    "cải cách", "hành chính", "tuyên truyền", "kế hoạch", "thực hiện", "triển khai", "phối hợp", "chủ trì", "đôn đốc", "hướng dẫn",
    "kiểm tra", "giám sát", "giải quyết", "trách nhiệm", "nhiệm vụ", "bảo đảm", "đảm bảo", "cán bộ", "công chức", "viên chức",
    "cơ quan", "tổ chức", "lãnh đạo", "doanh nghiệp", "địa bàn", "địa phương", "chính quyền", "trung ương", "chính phủ", "thủ tướng",
    "nghị quyết", "nghị định", "quyết định", "thông báo", "chương trình", "phụ lục", "căn cứ", "quy định", "kết quả", "hiệu quả",
    "chất lượng", "đẩy mạnh", "tăng cường", "kịp thời", "thường xuyên", "định kỳ", "đột xuất", "công khai", "minh bạch", "niêm yết",
    "đăng tải", "phổ biến", "quán triệt", "bồi dưỡng", "tập huấn", "đào tạo", "hội nghị", "tọa đàm", "khẩu hiệu", "kinh phí",
    "ngân sách", "dự toán", "quyết toán", "tài chính", "nội vụ", "tư pháp", "văn hóa", "giáo dục", "nông nghiệp",
    "môi trường", "công nghệ", "truyền thông", "thông tin", "chuyển đổi số", "dịch vụ công", "trực tuyến", "bưu chính", "một cửa", "liên thông",
    "phản ánh", "kiến nghị", "khiếu nại", "tố cáo", "khen thưởng", "kỷ luật", "rút kinh nghiệm", "phòng ngừa", "phòng chống", "an ninh",
    "trật tự", "quốc phòng", "chủ tịch", "phó chủ tịch", "giám đốc", "thủ trưởng", "trưởng phòng", "đề nghị", "yêu cầu", "tham mưu",
    "tổng hợp", "theo dõi", "đánh giá", "rà soát", "xây dựng", "ban hành", "hoàn thành", "hoàn thiện", "sửa đổi", "sửa chữa", "bảo vệ", "bảo quản", "đầy đủ", "bổ sung",
    "bãi bỏ", "thay thế", "phê duyệt", "thẩm định", "cụ thể", "thiết thực", "nâng cao", "phát huy", "vai trò", "nhận thức",
    "hài lòng", "nhũng nhiễu", "tiêu cực", "phiền hà", "nhân rộng điển hình", "đơn vị", "cá nhân", "nhân dân", "người dân", "đoàn thể",
    "đồng bào", "dân tộc thiểu số", "xã hội", "kinh tế", "phát triển", "quản lý", "thuận lợi", "khó khăn", "vướng mắc", "tồn tại",
    "hạn chế", "nguyên nhân", "giải pháp", "mục tiêu", "chỉ tiêu", "chỉ đạo", "điều hành", "phân công", "lồng ghép", "kiện toàn",
    "củng cố", "hỗ trợ", "kỹ năng", "kỹ thuật", "kỷ niệm", "nỗ lực", "nổi bật", "nghỉ hưu", "sử dụng", "chia sẻ",
    "ảnh hưởng", "diễn biến", "biểu mẫu", "cơ sở", "trụ sở", "hồ sơ", "lưu trữ", "văn thư", "chữ ký", "điện tử",
    "trang thông tin điện tử", "cổng thông tin điện tử", "cổng dịch vụ công", "trung tâm", "trên địa bàn tỉnh", "trên địa bàn huyện",
    "bí thư", "thường trực", "ban thường vụ", "ban chấp hành", "đảng ủy", "chi bộ", "thanh niên", "phụ nữ", "nông dân", "cựu chiến binh",
    "lao động", "thương binh", "người có công", "bảo hiểm", "tài nguyên", "khoa học", "thể thao", "du lịch", "thành phố", "đề án",
];

/// Other marks of the same letters that are words too: "nhận thức hiện nay", "thông báo cao điểm".
pub const OTHER_WORDS: &[&str] = &[
    "thức hiện", "báo cao", "đăng tại", "người dẫn", "tại chính", "ký luật", "bảo về", "cả nhân", "ra soát", "cụ thế", "nhân dẫn", "nhận dân", "kiểm trả", "có quan", "địa bản", "chính phụ", "chính phù", "nghị đính", "thông bảo", "thống báo", "định kỹ", "định kỷ",
    "định ký", "đang tải", "từ pháp", "mỗi trường", "truyền thống", "chuyển đổi sở", "theo đối", "năng cao", "nhận thực", "đồng bảo", "đồng báo", "mức tiêu", "chi tiêu", "chỉ đào",
    "phận công", "phần công", "kiến toàn", "cơ số", "cố sở", "trữ sở", "lưu trú", "điện từ", "chi bổ", "chí bộ", "thành niên", "khóa học", "thứ trưởng", "nhận thức", "công nhân",
    "nhân thức", "hiệu quá", "tự pháp", "cán bỏ", "tín dụng", "bảo cáo", "chủ trị", "chủ trí", "thu trưởng", "tài chỉnh", "hạn chê", "dư toán", "dự toàn", "xa hội", "xã hồi", "kinh tê", "kính tế",
    "quản lỵ", "thương trực", "thường trức", "nội vũ", "tổ chực", "đơn vì", "cá nhẫn", "giai pháp", "giải phạp", "giải phóng", "đánh già", "hưởng dẫn", "nghi quyết", "thanh phố", "thành phổ",
    "trung tầm", "trùng tâm", "trúng tâm", "tổng hộp", "tông hợp", "phối hộp", "bí thứ", "bị thu", "phụ nư", "đề an", "để án", "lao đông", "hồ sở", "hộ sơ", "hồ số", "chỉ bộ", "chỉ bổ", "chi bố", "mục tiểu",
    "kỳ thuật", "kỹ thuất", "công khải", "cống khai", "nâng cáo", "vài trò", "cơ quân", "hồ trợ", "hộ trợ", "thủ tương", "thông tín", "trách nhiễm", "phân cống", "phát triền", "quốc phóng",
];

/// Pairs of words whose second part looks like the wrong end of a set phrase: "quy định | kỹ thuật", "chính | phù hợp".
pub const NEIGHBOURS: &[&str] = &[
    "hàng quý", "hằng quý", "mỗi quý", "từng quý", "theo quý", "phù hợp", "công trình", "công việc", "công tác", "công ty", "sở hữu", "sở y", "sở xây", "phụ lục", "phụ trách", "bảo hiểm", "bảo trì", "báo cáo", "đào tạo", "đính chính", "đính kèm", "kỹ thuật",
    "kỷ luật", "kỷ niệm", "ký kết", "ký ban", "ký số", "trường hợp", "pháp luật", "pháp lý", "toàn quốc", "toàn bộ", "toàn tỉnh", "bản chính", "bản sao", "dân số", "dân cư", "dẫn đến", "dẫn chứng",
    "bổ sung", "bổ nhiệm", "bố trí", "thực hành", "thực hiện", "thực tế", "hiện nay", "hiện diện", "hiện có", "hiện đại", "tiêu hao", "tiêu dùng", "học tập", "học sinh", "điểm cao", "cao điểm", "quan hệ", "quan tâm",
    "quan trọng", "tình hình", "tỉnh ủy", "tính toán", "đối tượng", "đối với", "số liệu", "số lượng", "lý do", "lý luận", "trị giá", "trí tuệ", "bảo đảm", "bảo vệ", "trung gian", "quả thực", "dụng cụ",
];

/// A phrase that is wrong wherever it stands, with the right one.
pub struct Slip {
    /// As typed, in lower case.
    pub wrong: &'static str,
    /// As it should read.
    pub right: &'static str,
    /// Folded words before which... behind which the phrase is right after all ("vấn | đề nhân rộng").
    pub not_after: &'static [&'static str],
    /// Folded words that may follow and make it right ("cũng cố | gắng").
    pub not_before: &'static [&'static str],
}

const fn slip(wrong: &'static str, right: &'static str) -> Slip {
    Slip { wrong, right, not_after: &[], not_before: &[] }
}

/// Slips that change letters, drop a word or hit another word: dấu hỏi/ngã, s/x, ch/tr, l/n, missing syllables.
pub const SLIPS: &[Slip] = &[
    // A mark that makes another word.
    slip("hải lòng", "hài lòng"),
    slip("những nhiễu", "nhũng nhiễu"),
    slip("những nhiều ,", "nhũng nhiễu,"),
    slip("nhũng nhiều", "nhũng nhiễu"),
    Slip { wrong: "đề nhân rộng", right: "để nhân rộng", not_after: &["van", "chu", "chuyen", "tieu", "dat"], not_before: &[] },
    slip("hdnd", "HĐND"),
    slip("hđnđ", "HĐND"),
    slip("quân sự tinh", "quân sự tỉnh"),
    slip("điện tử tính", "điện tử tỉnh"),
    slip("ubnd tinh", "UBND tỉnh"),
    slip("ubnd tính", "UBND tỉnh"),
    slip("ubnd tình", "UBND tỉnh"),
    slip("hđnd tinh", "HĐND tỉnh"),
    slip("hđnd tính", "HĐND tỉnh"),
    slip("công an tinh", "Công an tỉnh"),
    slip("cấp tinh", "cấp tỉnh"),
    slip("trên địa bàn tinh", "trên địa bàn tỉnh"),
    slip("toàn tinh", "toàn tỉnh"),
    slip("nơi nhân :", "Nơi nhận:"),
    // A syllable is missing.
    slip("các quan ,", "các cơ quan,"),
    slip("các quan đơn vị", "các cơ quan, đơn vị"),
    slip("các quan nhà nước", "các cơ quan nhà nước"),
    slip("các quan hành chính", "các cơ quan hành chính"),
    slip("trên địa thành phố", "trên địa bàn thành phố"),
    slip("trên địa tỉnh", "trên địa bàn tỉnh"),
    slip("trên địa huyện", "trên địa bàn huyện"),
    slip("trên địa xã", "trên địa bàn xã"),
    slip("trên địa phường", "trên địa bàn phường"),
    slip("cán công chức", "cán bộ, công chức"),
    slip("cán bộ , công viên chức", "cán bộ, công chức, viên chức"),
    slip("công / trang thông tin", "Cổng/Trang thông tin"),
    Slip { wrong: "công thông tin điện tử", right: "Cổng thông tin điện tử", not_after: &["vu", "thanh"], not_before: &[] },
    // s and x.
    slip("sử lý", "xử lý"),
    slip("xữ lý", "xử lý"),
    slip("xử dụng", "sử dụng"),
    slip("bổ xung", "bổ sung"),
    slip("xắp xếp", "sắp xếp"),
    slip("sắp sếp", "sắp xếp"),
    slip("xắp sếp", "sắp xếp"),
    slip("suất sắc", "xuất sắc"),
    slip("xuất xắc", "xuất sắc"),
    slip("xúc tích", "súc tích"),
    slip("cọ sát", "cọ xát"),
    slip("thường suyên", "thường xuyên"),
    slip("đột suất", "đột xuất"),
    slip("sản suất", "sản xuất"),
    slip("xản xuất", "sản xuất"),
    slip("rà xoát", "rà soát"),
    slip("giám xát", "giám sát"),
    slip("xát nhập", "sáp nhập"),
    slip("sát nhập", "sáp nhập"),
    // ch and tr, l and n, d, gi and r.
    slip("chiển khai", "triển khai"),
    slip("chách nhiệm", "trách nhiệm"),
    slip("chương chình", "chương trình"),
    slip("chủ chì", "chủ trì"),
    slip("trủ trì", "chủ trì"),
    slip("trỉ đạo", "chỉ đạo"),
    slip("chung ương", "trung ương"),
    slip("chuyền thông", "truyền thông"),
    slip("tuyên chuyền", "tuyên truyền"),
    slip("chuyền thanh", "truyền thanh"),
    slip("chau dồi", "trau dồi"),
    slip("trao dồi", "trau dồi"),
    slip("vô hình chung", "vô hình trung"),
    slip("tựu chung", "tựu trung"),
    slip("chuẩn đoán", "chẩn đoán"),
    slip("thăm quan", "tham quan"),
    slip("nãnh đạo", "lãnh đạo"),
    slip("nàm tốt", "làm tốt"),
    slip("lâng cao", "nâng cao"),
    slip("lội vụ", "nội vụ"),
    slip("dà soát", "rà soát"),
    slip("rự toán", "dự toán"),
    slip("dám sát", "giám sát"),
    slip("dải quyết", "giải quyết"),
    slip("dải pháp", "giải pháp"),
    slip("rành mạnh", "rành mạch"),
    // Endings n and ng, c and t, i and y.
    slip("bàng giao", "bàn giao"),
    slip("hoàng thành", "hoàn thành"),
    slip("hoàng thiện", "hoàn thiện"),
    slip("phảng ánh", "phản ánh"),
    slip("tăn cường", "tăng cường"),
    slip("khắc phụt", "khắc phục"),
    slip("bức súc", "bức xúc"),
    slip("đôn đốt", "đôn đốc"),
    slip("chấp hàng", "chấp hành"),
    slip("đồng thuẫn", "đồng thuận"),
    slip("bố chí", "bố trí"),
    // Hỏi and ngã where the right form has other letters too, or stands alone.
    Slip { wrong: "cũng cố", right: "củng cố", not_after: &[], not_before: &["gang", "y", "tinh"] },
    slip("sỡ dĩ", "sở dĩ"),
    slip("nghĩ lễ", "nghỉ lễ"),
    slip("kỹ cương", "kỷ cương"),
    slip("mẩu số", "mẫu số"),
    slip("theo mẩu", "theo mẫu"),
    slip("dẩn đến", "dẫn đến"),
    slip("giử gìn", "giữ gìn"),
    slip("lảng phí", "lãng phí"),
    slip("gỡ bõ", "gỡ bỏ"),
    slip("trãi nghiệm", "trải nghiệm"),
    slip("trãi qua", "trải qua"),
    slip("vỉ tuyến", "vĩ tuyến"),
];
