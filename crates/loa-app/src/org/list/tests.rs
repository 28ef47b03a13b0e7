//! What files say, and what is wrong with them.

use super::*;

fn bad(text: &str) -> Vec<String> {
    match read(text.as_bytes(), "126") {
        Ok(_) => Vec::new(),
        Err(rows) => rows.iter().map(|row| row.sentence(Language::Vi)).collect(),
    }
}

#[test]
fn every_bad_row_is_told_with_its_line() {
    let text = "id,parent_id,name,valid_from,valid_to\n\
                a,,Phòng A,,\n\
                a,,Phòng B,,\n\
                ,,Phòng C,,\n\
                d,d,Phòng D,,\n\
                e,,,,\n\
                f,,Phòng F,07/2025,\n\
                g,,Phòng G,2025-07-01,2025-06-30\n";
    let told = bad(text);
    for (line, part) in [
        (3, "đã có ở dòng 2"),
        (4, "cột id"),
        (5, "chính nó"),
        (6, "cột name"),
        (7, "cột valid_from"),
        (8, "đứng trước"),
    ] {
        let start = format!("Dòng {line}: ");
        assert!(
            told.iter()
                .any(|told| told.starts_with(&start) && told.contains(part)),
            "{line} {part}: {told:?}"
        );
    }
    assert_eq!(told.len(), 6);
}

#[test]
fn files_of_no_kind_are_refused_with_a_reason() {
    let long = format!("id,name\na,{}\n", "x".repeat(NAME_LENGTH + 1));
    for (text, part) in [
        ("", "không có dòng nào"),
        ("id,name\n", "không có dòng nào"),
        ("tên,chức vụ\na,b\n", "Dòng tiêu đề"),
        ("Tên đơn vị,ma\na,b\n", "Dòng tiêu đề"),
        (" TÊN ,Mã\n,b\n", "cột TÊN để trống"),
        (long.as_str(), "quá dài"),
        ("code,level,full_name,parent_code\n1x,xa,Xã,\n", "chữ số"),
        (
            "code,level,full_name,parent_code\n14,province,Tỉnh Sơn La,\n",
            "mã “126”",
        ),
        ("old_code,new_code,new_full_name\n04168,,Xã Sông Mã\n", "cùng có"),
    ] {
        assert!(bad(text).concat().contains(part), "{text}: {:?}", bad(text));
    }
    let told = read(&[0xff, 0xfe, 0x41], "").unwrap_err();
    assert!(told[0].reason.vi.contains("UTF-8"));
}

#[test]
fn heads_may_be_vietnamese_and_the_file_one_that_excel_has_saved() {
    let one = |text: &str| match read(text.as_bytes(), "") {
        Ok(ListFile::Units(list)) => list.rows[0].clone(),
        other => panic!("{text}: {other:?}"),
    };
    let want = one(
        "id,name,parent_id,kind,level,unit_code,aliases,valid_from,valid_to,successors\n\
                    a,Xã A,b,uy-ban,xa,04189,A;Á,2022-01-01,2025-06-30,c\n",
    );
    for head in [
        "mã;tên;trực thuộc;loại;cấp;mã hành chính;tên khác;từ ngày;đến ngày;kế thừa",
        "Ma;TEN;Truc Thuoc;Loai;Cap;Ma_hanh_chinh;Ten khac;Tu ngay;Den  ngay;Ke thua",
        "MÃ;TÊN;TRỰC THUỘC;LOẠI;CẤP;MÃ HÀNH CHÍNH;TÊN KHÁC;TỪ NGÀY;ĐẾN NGÀY;KẾ THỪA",
    ] {
        let text = format!("\u{feff}{head}\na;Xã A;b;uy-ban;xa;4189;\"A;Á\";01/01/2022;30/6/2025;c\n");
        assert_eq!(one(&text), want, "{head}");
    }
}

#[test]
fn the_national_list_gives_the_part_of_one_locality() {
    let text = "code,level,type,name,full_name,name_ascii,parent_code,province_code\n\
                14,province,Tỉnh,Sơn La,Tỉnh Sơn La,Son La,,14\n\
                126,district,Huyện,Sông Mã,Huyện Sông Mã,Song Ma,14,14\n\
                119,district,Huyện,Bắc Yên,Huyện Bắc Yên,Bac Yen,14,14\n\
                04168,commune,Thị trấn,Sông Mã,Thị trấn Sông Mã,Song Ma,126,14\n";
    let Ok(ListFile::Units(list)) = read(text.as_bytes(), "126") else {
        panic!("a list")
    };
    let told: Vec<_> = list
        .rows
        .iter()
        .map(|row| {
            (
                row.key.as_str(),
                row.parent.as_deref(),
                row.name.as_str(),
                row.level.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ubnd-14", None, "UBND tỉnh Sơn La", "tinh"),
            ("ubnd-126", Some("ubnd-14"), "UBND huyện Sông Mã", "huyen"),
            ("ubnd-04168", Some("ubnd-126"), "UBND thị trấn Sông Mã", "xa"),
        ]
    );
    // What travels through a form reads back as the same list, lines apart.
    let again = read(ListFile::Units(list.clone()).to_csv(&[]).as_bytes(), "126");
    let Ok(ListFile::Units(again)) = again else {
        panic!("a list")
    };
    let bare = |list: List| -> Vec<Listed> {
        let rows = list.rows.into_iter();
        rows.map(|row| Listed { line: 0, ..row }).collect()
    };
    assert_eq!(bare(again), bare(list));
}
