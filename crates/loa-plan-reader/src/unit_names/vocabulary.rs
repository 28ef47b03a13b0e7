//! The words by which unit names are told from the text around them: vocabularies with an index by first word.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::Word;

/// Folded phrases, found by their first word.
pub struct Vocabulary {
    by_first: HashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl Vocabulary {
    /// From phrases parted by "; ".
    pub fn new(phrases: &'static str) -> Self {
        let mut by_first: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
        for phrase in phrases
            .split(';')
            .map(str::trim)
            .filter(|phrase| !phrase.is_empty())
        {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            by_first.entry(first).or_default().push(words.collect());
        }
        // The longest phrase wins.
        by_first
            .values_mut()
            .for_each(|rests| rests.sort_by_key(|rest| std::cmp::Reverse(rest.len())));
        Self { by_first }
    }

    /// The longest phrase that `words` begin with, as a number of words.
    pub fn begins(&self, words: &[Word]) -> Option<usize> {
        let (first, behind) = words.split_first()?;
        let rests = self.by_first.get(first.folded.as_str())?;
        let fits = |rest: &&Vec<&str>| {
            rest.iter()
                .enumerate()
                .all(|(at, part)| behind.get(at).is_some_and(|word| word.folded == *part))
        };
        rests.iter().find(fits).map(|rest| rest.len() + 1)
    }
}

/// First words of unit names with the marks that tell them from look-alikes ("sở" from "số").
pub static FIRST_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "báo; ban; bệnh; bộ; bưu; chi; chính; chủ; cơ; công; cổng; cục; đài; đại; đảng; địa; điện; đoàn; \
     doanh; đơn; đồn; giám; giáo; hải; hệ; hiệp; hiệu; học; hội; huyện; kho; liên; mặt; ngân; người; phòng; \
     quỹ; quận; quân; sở; tập; tạp; thanh; thành; thủ; thuế; thường; tỉnh; tổ; tòa; toà; tổng; trạm; \
     trung; trường; trưởng; ủy; uỷ; văn; viện; xã"
        .split("; ")
        .collect()
});

/// Abbreviations that stand for a unit or open its name.
pub static ABBREVIATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "bcd; bch; bchqs; bhxh; bql; bqlda; btv; cat; ctv; hccb; hdnd; hnd; khcn; ldld; lhpn; mttq; mttqvn; \
     tand; tcty; tt; ttpvhcc; ub; ubkt; ubmttq; ubmttqvn; ubnd; viettel; vksnd; vnpt; vp; vpcp; vpdu; \
     vpub; vpubnd"
        .split("; ")
        .collect()
});

/// Usual family names, folded; with one in front, a slip in capitals does not matter.
pub static FAMILY_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "be; bui; cam; cao; chu; dang; dinh; do; doan; duong; giang; ha; ho; hoang; hua; huynh; la; lau; le; \
     lo; luong; luu; ly; ma; mai; mua; ngo; nguyen; nong; pham; phan; phung; quang; sung; ta; thai; \
     thao; to; tong; tran; trieu; trinh; vang; vo; vu; vuong"
        .split("; ")
        .collect()
});

/// Openings of unit names.
pub static OPENINGS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "ban; bao; bao hiem xa hoi; bao va phat thanh; benh vien; bo; buu chinh; buu dien; chi bo; chi cuc; \
     chi nhanh; chinh phu; chinh quyen; chu dau tu; chu tich; co quan; co so; cong; cong an; cong doan; \
     cong thong tin dien tu; cong ty; cuc; dai; dai hoc; dai phat thanh; dai truyen; dang bo; dang uy; \
     dia phuong; dien luc; doan; doanh nghiep; don bien phong; don vi; giam doc; giao vien bo mon; \
     giao vien chu nhiem; giao vien phu trach; giao vien tong phu trach; hai quan; he thong; \
     he thong truyen thanh; hiep hoi; hieu truong; hoc vien; hoi; huyen doan; huyen uy; kho bac; \
     lien doan; lien hiep; lien minh; mat tran; ngan hang; nguoi dung dau; phong; quan doan; quan khu; \
     quan uy; quy; so; tap chi; tap doan; thanh doan; thanh tra; thanh uy; thanh vien; thu truong; \
     thu tuong; thue; thuong tin; thuong truc; thuong vu; tinh doan; tinh uy; to; toa an; tong cong ty; \
     tong cuc; tram; tram y te; trung tam; truong; uy ban; van phong; vien; xa doan",
    )
});

/// What begins like a unit and is none.
pub static EXCEPTIONS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "ban do; ban giao; ban hanh; ban quyen; ban sac; ban tin; bao cao; bao dam; bao ve; bo cau hoi; \
     bo chi so; bo du lieu; bo luat; bo ma; bo may; bo nhan dien; bo phan mem; bo sung; bo tai lieu; \
     bo thu tuc; bo tieu chi; bo tri; chi nhanh song; chinh phu dien tu; chinh phu so; \
     chinh quyen dien tu; chinh quyen so; co so du lieu; co so ha tang; co so vat chat; cong bo; \
     cong chuc; cong cu; cong dan; cong dich vu; cong dien; cong dong; cong khai; cong nghe; \
     cong nghiep; cong nhan; cong suat; cong tac; cong thuong; cong trinh; cong van; cong viec; cuc bo; \
     dai bieu; dai dien; dai doan ket; dai hoi; dang ky; dang vien; doan ket; doanh nghiep hoa; \
     don vi tinh; he thong co so; he thong du lieu; he thong hoa; he thong thong tin; he thong van ban; \
     hoc vien duoc; hoi dap; hoi nghi; hoi nhap; hoi thao; hoi thi; hoi tu; phong ,; phong chay; \
     phong chong; phong ngua; phong thu; phong trao; quy che; quy dinh; so huu; tap huan; tap trung; \
     thanh lap; thanh tra ,; thanh tra viec; thu truong hop; to chuc; trung tam hoa; truong hop; \
     truong nhom; van phong pham; vien chuc; vien dan",
    )
});

/// Nouns that go on a group: "các sở, **ban**, **ngành**", "UBND các xã, **thị trấn**".
pub static GROUP_NOUNS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "ban; ca nhan; cap; chi cuc; chi nhanh; co quan; cong dong; cong ty; dac khu; dia phuong; doan the; \
     doanh nghiep; don vi; dong nghiep; du an; ho gia dinh; hoi; hop tac xa; huyen; khu; khu pho; \
     linh vuc; mat tran; nganh; nguoi dan; phuong; quan; so; tap doan; thanh pho; thi tran; thi xa; \
     thon; tinh; to; to chuc; to dan pho; trung tam; truong; uy ban; vien; xa",
    )
});

/// Nouns that open a group: "các **sở**, ban, ngành".
pub static GROUP_HEADS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "ban; bo; ca nhan; cap uy; chi bo; chi cuc; chi hoi; co quan; co so; cong ty; dac khu; dia phuong; \
     doan the; doanh nghiep; don vi; hoi; hop tac xa; huyen; nganh; nha; phong; phuong; quan; so; \
     tap doan; thanh pho; thanh vien; thi tran; thon; tinh; to; trung tam; truong; vien; xa",
    )
});

/// Words inside a cell that say what the unit does: the name ends before them.
pub static CELL_VERBS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "ban hanh; chiu trach nhiem; chu tri; co trach nhiem; dau moi; hoan thanh; huong dan; la co quan; la don vi; \
     phoi hop; ra soat; tham muu; theo doi; thuc hien; to chuc thuc hien; tong hop; trien khai; \
     thoi gian; trong nam; trong quy; trong thang; truc tiep trien khai; \
     truoc ngay; voi; xay dung",
    )
});

/// Verbs with which a sentence goes on behind the unit that it orders to do something, and the terms that may stand
/// there ("UBND các xã **trong quý II**").
pub static VERBS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "bam sat; ban giao; ban hanh; bao cao; bao dam; bao duong; bao quan; bao tri; bao ve; bien soan; bien \
     tap; bieu duong; bo nhiem; bo sung; bo tri; boi duong; cai dat; cai tao; cai thien; cai tien; cam \
     ket; can; can cu; can doi; cap nhat; cap phat; cat giam; cham nhat; chap hanh; chi dao; chi tra; \
     chia se; chiu trach nhiem; cho y kien; chu dong; chu tri; chua; chuan bi; chuan hoa; chuyen giao; co \
     giai phap; co ke hoach; co phuong an; co trach nhiem; co van ban; co y kien; cong bo; cong khai; cu; \
     cu the hoa; cung cap; cung co; da; dam bao; dam nhan; dam nhiem; dang bai; dang tai; dang thong tin; \
     dang tin; danh gia; day manh; day nhanh; de bao dam; de cao; de kip thoi; de phuc vu; de ra; de theo \
     doi; de thuc hien; de tong hop; de trien khai; de xuat; dieu chinh; dieu hanh; dinh ky; do luong; \
     doc lap; doi chieu; doi moi; doi thoai; don dep; don doc; don gian hoa; dong bo; dong goi; dong \
     hanh; dong vien; dua; dua tin; dua vao; duoc giao; duoc phan cong; duy tri; ghi nhan; giai dap; giai \
     quyet; giai trinh; giam sat; giao nop; gioi thieu; giu gin; giu vung; giup; gop phan; gop y; gui; \
     han che; hang nam; hang quy; hang thang; hang tuan; hinh thanh; ho tro; hoan tat; hoan thanh; hoan \
     thien; hoc tap; hop ban; hop danh gia; hop dinh ky; hop giao ban; huong dan; huy bo; huy dong; in; ke khai; ket noi; kham benh; kham chua; kham suc khoe; ket thuc; keu goi; khac phuc; \
     khai bao; khai giang; khai mac; khai thac; khan truong; khanh thanh; khao sat; khi; khoi cong; khoi \
     dong; khoi phuc; khoi tao; khong; kich hoat; kiem dem; kiem ke; kiem soat; kiem tra; kien nghi; kien \
     toan; kip thoi; ky cam ket; ky ket; la co quan; la dau moi; la don vi; la thanh vien; lam dau moi; \
     lam moi; lam ro; lam sach; lam thu tuc; lam tot; lam viec; lanh dao; lap; lap dat; lay y kien; len; \
     lien he; long ghep; lua chon; luu giu; mo; mo rong; mua sam; nam bat; nam chac; nam tinh hinh; nang \
     cao; nang cap; nang muc; neu; ngan chan; ngan ngua; nghiem tuc; nghien cuu; nham; nhan dien; nhan \
     rong; nhap; niem yet; nop; phai; phan anh; phan bo; phan cong; phan dau; phan loai; phan tich; phat \
     dong; phat hanh; phat hien; phat huy; phat song; phat tin; phat to roi; phat trien; phe duyet; pho \
     bien; phoi hop; phong ngua; phong van; phu trach; phuc dung; phuc hoi; quan ly; quan tam; quan \
     triet; quang ba; quy dinh; quyet dinh; quyet liet; quyet tam; quyet toan; ra mat; ra quan; ra soat; ra thong bao; rut ngan; \
     san sang; sap xep; se; so hoa; so ket; su dung; sua chua; sua doi; tai cau truc; tang cuong; tang \
     qua; tang toc; tao dieu kien; tao lap; tao thuan loi; tap huan; tap trung; tham dinh; tham gia; tham \
     hoi; tham muu; tham van; thanh lap; thanh toan; thao go; thay the; theo chuc nang; theo doi; theo \
     nhiem vu; theo tham quyen; thi diem; thiet ke; thiet lap; thoi gian; thoi han; thong bao; thong ke; \
     thong nhat; thong tin; thu gom; thu hoi; thu hut; thu thap; thuc day; thuc hien; thuong truc giup; \
     thuong xuyen; tich cuc; tich hop; tiep can; tiep cong dan; tiep don; tiep nhan; tiep quan; tiep thu; \
     tiep tuc; tiep xuc; tinh gian; to chuc; to chuc dang ky; to chuc dang tai; to chuc hoi cho; to chuc \
     hoi dam; to chuc hoi dien; to chuc hoi giang; to chuc hoi hop; to chuc hoi khoe; to chuc hoi nghi; \
     to chuc hoi thao; to chuc hoi thi; to chuc hoi trai; ton vinh; tong duyet; tong hop; tong ket; tra \
     cuu; tra loi; trang bi; trang tri; trao doi; trao tang; tren co so; treo; trien khai; trinh; trinh \
     chieu; trong nam; trong pham vi; trong qua trinh; trong quy; trong thang; truc tiep; truoc ngay; \
     truoc thang; tu can doi; tu ngay; tu nguon; tuan thu; tuy theo; tuyen chon; tuyen dung; tuyen \
     truyen; ung dung; uu tien; uy quyen; van dong; van hanh; viet bai; viet tin; xac dinh; xac minh; xac \
     nhan; xay dung; xem xet; xoa bo; xu ly; yeu cau",
    )
});

/// Names that end in what reads like a verb: "Trung tâm Dịch vụ **tổng hợp**".
pub static NAME_ENDINGS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "dich vu tong hop; hoi dong danh gia; hoi dong kiem tra; hoi dong lua chon; hoi dong phoi hop; \
     hoi dong quan ly; hoi dong tham dinh; hoi dong xet; phong ke hoach tong hop; phong nghiep vu tong hop; \
     trung tam ho tro; trung tam huong dan; trung tam kiem soat; trung tam quan ly; trung tam ung dung; \
     trung tam van hoa tong hop; trung tam xuc tien; co quan quan ly; don vi quan ly; don vi su dung",
    )
});

/// What completes "Ban", "Tổ", "Đội", "Đoàn", which no unit is called alone: "Ban **chỉ đạo**", "Tổ **kiểm tra**".
pub static TEAM_NAMES: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "bao ve; chap hanh; chi dao; chi huy; dieu hanh; giam sat; giup viec; ho tro; huong dan; kiem soat; \
     kiem tra; quan ly; tham dinh; theo doi; tiep cong dan; tiep nhan; to chuc; tuyen truyen; van dong; \
     van hanh; xay dung; xac minh; xu ly",
    )
});

/// What begins like one of the verbs and is a noun.
pub static VERB_NOUNS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(
        "cong khai ,; cu tri; in an; quan ly du an; quan ly khu; quan ly nha nuoc; thong tin co so; \
     thong tin dai chung; thong tin dien tu; to chuc , ca nhan; to chuc , co so; to chuc , doan the; to chuc , doanh nghiep; \
     to chuc , don vi; to chuc , hoi; to chuc ca nhan; to chuc va ca nhan; to chuc va doanh nghiep; to chuc chinh tri; \
     to chuc co lien quan; to chuc dang; to chuc doan the; to chuc hoi; to chuc kinh te; \
     to chuc lien quan; to chuc thanh vien; to chuc tin dung; to chuc xa hoi; trong va ngoai",
    )
});
