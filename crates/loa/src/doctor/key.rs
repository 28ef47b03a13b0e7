//! The key opens what was sealed with it.

use crate::doctor::{Finding, Patient};
use crate::serve::key;

/// Those who have codes of an app can use them.
pub async fn check(patient: &Patient) -> Vec<Finding> {
    let Ok(db) = &patient.db else {
        return Vec::new();
    };
    let config = &patient.config;
    let key = match key::as_it_is(config) {
        Ok(key) => key,
        Err(problem) => {
            return vec![Finding::bad(
                (problem.message.vi, problem.message.en),
                key::ADVICE,
            )];
        }
    };
    // What cannot be asked is told by the checks before.
    match key::fits(db, &patient.localities, key.as_ref()).await {
        Err(_) | Ok((0, 0)) => Vec::new(),
        Ok((opened, 0)) => vec![Finding::good(
            format!(
                "Khóa {} mở được mã từ ứng dụng của {opened} người",
                key::place(config)
            ),
            format!(
                "The key {} opens the codes of {opened} people's apps",
                key::place(config)
            ),
        )],
        Ok((opened, shut)) => {
            let what = match key {
                Some(_) => key::strange(config, opened, shut),
                None => key::gone(config, shut),
            };
            vec![Finding::bad((what.vi, what.en), key::ADVICE)]
        }
    }
}
