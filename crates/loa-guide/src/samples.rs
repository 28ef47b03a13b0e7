//! A small flow for tests, with every kind of question.

/// Sound; tests break it by replacing a part of it.
pub(crate) const SMALL: &str = r#"key = "mau"
title = "Mẫu"
lead = "Để thử."
checked_on = 2026-11-27
source = ["1.001193", "1.004884"]

[[question]]
key = "lan-dau"
title = "Đã làm lần nào chưa?"
kind = "yes-no"
answers = [{ key = "co", go = "ngay" }, { key = "khong", go = "ai" }]

[[question]]
key = "ngay"
title = "Làm ngày nào?"
kind = "date"
rules = [{ when = { ngay = { before = 2016-01-01 } }, go = "ai" }]
go = "moi"

[[question]]
key = "ai"
title = "Ai đi làm?"
answers = [
  { key = "minh", label = "Chính mình", go = "moi" },
  { key = "nguoi-khac", label = "Người khác", go = "lai" },
]
rules = [{ when = { lan-dau = "co", ai = ["minh"] }, go = "lai" }]

[[outcome]]
key = "moi"
title = "Làm mới"
procedures = ["1.001193"]
steps = ["Nộp tờ khai."]
place = "Một cửa"
fee = [{ text = "10.000 đồng", to = 2026-12-31 }, { text = "20.000 đồng", from = 2027-01-01 }]
time = { working_days = 3 }
online = "toan-trinh"
postal = "ca-hai"
not_asked = ["Bản sao đã có trong hệ thống."]

[[outcome]]
key = "lai"
title = "Làm lại"
procedures = ["1.004884"]
steps = ["Nộp tờ khai.", { text = "Ký sổ.", from = 2027-01-01 }]
papers = ["Giấy cũ"]
place = "Một cửa"
"#;
