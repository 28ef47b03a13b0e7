//! A later version of a plan in force, and the plan of the year after.

use super::{EXAMPLE_TEXT, adopt, decide, upload};
use crate::duty;
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn a_later_version_keeps_what_stays_the_same() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.txt", EXAMPLE_TEXT.as_bytes()).await;
        decide(&mut browser, &plan).await;
        assert_eq!(adopt(&mut browser, &plan).await.location(), "/nhiem-vu");
        let ids = async || {
            let mut tx = site.tx().await;
            let (first, last) = (jiff::civil::date(2022, 1, 1), jiff::civil::date(2022, 12, 31));
            let all = duty::store::due_between(&mut tx, first, last).await.unwrap();
            all.into_iter()
                .map(|duty| (duty.id, duty))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let before = ids().await;

        // From June on: the weekly column becomes monthly, task 6 goes, a contest comes, a title is reworded.
        let text = EXAMPLE_TEXT
            .replacen("ngày 13 tháng 01 năm 2022", "ngày 01 tháng 6 năm 2022", 1)
            .replace("Một tuần một lần", "Hàng tháng")
            .replace("6\tDự các lớp tập huấn, bồi dưỡng về CCHC và Chỉ số Hiệu quả quản trị và hành chính công do tỉnh mở\tPhòng Nội vụ",
                     "6\tTổ chức cuộc thi viết dành cho học sinh\tPhòng Giáo dục và Đào tạo")
            .replace(['“', '”'], "\"")
            .replace("Phát tin, bài về CCHC qua hệ thống", "Phát tin, bài, gương tốt về CCHC qua hệ thống");
        let answer = browser
            .post_files(&format!("{plan}/ban-moi"), &[], &[("tep", "sua-doi.txt", text.as_bytes())])
            .await;
        assert_eq!(answer.location(), format!("{plan}/soat"), "{}", answer.text);
        decide(&mut browser, &plan).await;
        let page = browser.get(&format!("{plan}/ban-hanh")).await.text;
        let diff = page.split("So với bản đang thực hiện").nth(1).unwrap();
        let diff = diff.split("Cả kế hoạch sau khi ban hành:").next().unwrap();
        for told in [
            "Bản này tính từ 01/06/2022",
            "Một tuần một lần (mỗi tuần)",
            "Hàng tháng (mỗi tháng)",
            "Phát tin, bài, gương tốt về CCHC",
            "8 việc có hạn mới, ",
            "Thêm (1)",
            "Tổ chức cuộc thi viết dành cho học sinh",
            "<li>6. Dự các lớp tập huấn",
        ] {
            assert!(diff.contains(told), "{told} in {diff}");
        }
        // Until it is adopted the version in force stands.
        assert!(browser.get("/nhiem-vu").await.text.contains("Dự các lớp tập huấn"));
        assert_eq!(adopt(&mut browser, &plan).await.location(), "/nhiem-vu");

        let after = ids().await;
        let june = jiff::civil::date(2022, 6, 1);
        for (id, duty) in &before {
            let now = &after[id];
            let is_gone = duty.due_on >= june && (duty.number == "2.2" || duty.number == "6");
            assert_eq!(now.state == duty::State::Cancelled, is_gone, "{duty:?}");
            assert_eq!((now.opens_on, now.due_on), (duty.opens_on, duty.due_on));
        }
        let new: Vec<_> = after.iter().filter(|(id, _)| !before.contains_key(id)).map(|(_, duty)| duty).collect();
        let of = |number: &str| new.iter().filter(|duty| duty.number == number).count();
        assert_eq!((of("2.2"), of("6"), new.len()), (7, 1, 8), "June to December, and the contest");
        assert!(new.iter().all(|duty| duty.due_on >= june));
        let monthly = after.values().find(|duty| duty.number == "2.3").unwrap();
        assert!(monthly.title.contains("gương tốt"));
        let plan_page = browser.get(&plan).await.text;
        assert!(plan_page.contains("Đã có bản thay") && plan_page.contains("sua-doi.txt"));

        // The year after: dates move, what is late comes along with its units.
        let renewed = browser.post(&format!("{plan}/nam-sau"), &[]).await;
        let next = renewed.location().strip_suffix("/soat").unwrap().to_owned();
        assert_eq!(browser.post(&format!("{plan}/nam-sau"), &[]).await.location(), renewed.location());
        let review = browser.get(&format!("{next}/soat")).await.text;
        for told in [
            "huyện Sông Mã năm 2023",
            "Quý II, III năm 2023",
            "Chuyển tiếp từ năm 2022: còn 33 việc quá hạn của 33 đơn vị",
            "trong khoảng từ 01/01/2023 đến hết 31/12/2023",
        ] {
            assert!(review.contains(told), "{told}");
        }
    })
    .await;
}
