//! The port, and the address that people type.

use std::net::TcpListener;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use loa_app::clock::moment_text;

use crate::doctor::{Finding, Patient};

/// Nobody waits longer for a page.
const PATIENCE: Duration = Duration::from_secs(10);
/// Certificates are renewed a month before their end; whoever has not done so two weeks before has forgotten.
const SOON_DAYS: i64 = 14;

/// Loa answers there, or nobody does.
pub async fn port(patient: &Patient) -> Vec<Finding> {
    let listen = patient.config.listen;
    let Some(error) = TcpListener::bind(listen).err() else {
        return vec![Finding::note(
            (
                format!("Trang web không chạy ở {listen}"),
                format!("The web site does not run at {listen}"),
            ),
            (
                "Chạy: loa serve (hoặc systemctl start loa).",
                "Run: loa serve (or systemctl start loa).",
            ),
        )];
    };
    let mut local = listen;
    if local.ip().is_unspecified() {
        local.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let answer = client().and_then(|client| {
        client
            .get(format!("http://{local}/healthz"))
            .build()
            .ok()
            .map(|ask| (client, ask))
    });
    let answer = match answer {
        Some((client, ask)) => client.execute(ask).await.ok(),
        None => None,
    };
    let is_loa = answer
        .as_ref()
        .is_some_and(|answer| answer.headers().contains_key("x-request-id"));
    let status = answer.map(|answer| answer.status().as_u16());
    vec![match (is_loa, status) {
        (true, Some(200)) => Finding::good(
            format!("Trang web trả lời ở {listen}"),
            format!("The web site answers at {listen}"),
        ),
        (true, _) => Finding::bad(
            (
                format!("Trang web chạy ở {listen} nhưng cơ sở dữ liệu của nó không trả lời"),
                format!("The web site runs at {listen} but its database does not answer"),
            ),
            ("Xem nhật ký của trang web.", "Look at the log of the web site."),
        ),
        _ => Finding::bad(
            (
                format!("{listen} không dùng được: {error}"),
                format!("{listen} cannot be used: {error}"),
            ),
            (
                "Chương trình khác giữ cổng này: dừng nó, hoặc đặt listen thành cổng khác.",
                "Another program holds the port: stop it, or set listen to another one.",
            ),
        ),
    }]
}

fn client() -> Option<reqwest::Client> {
    // The first one stays; there is only one in this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().timeout(PATIENCE).tls_info(true);
    builder.redirect(reqwest::redirect::Policy::none()).build().ok()
}

/// It leads here, over HTTPS, with a certificate that holds for a while.
pub async fn public_address(patient: &Patient) -> Vec<Finding> {
    let url = &patient.config.public_url;
    if !url.starts_with("https://") {
        let told = if url.is_empty() { "public_url" } else { url };
        return vec![Finding::note(
            (
                format!("{told}: chưa có địa chỉ https://"),
                format!("{told}: there is no address with https:// yet"),
            ),
            (
                "Để dùng thật: đặt sau máy chủ web có chứng thư số và đặt public_url.",
                "For real use: put a web server with a certificate in front and set public_url.",
            ),
        )];
    }
    let Some(client) = client() else {
        return Vec::new();
    };
    match client.get(format!("{url}/healthz")).send().await {
        Err(error) => {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(next) = cause.source() {
                cause = next;
            }
            vec![Finding::bad(
                (
                    format!("{url} không mở được: {cause}"),
                    format!("{url} cannot be opened: {cause}"),
                ),
                (
                    "Xem tên miền, tường lửa, máy chủ web đứng trước và chứng thư số của nó.",
                    "Look at the name, the firewall, the web server in front and its certificate.",
                ),
            )]
        }
        Ok(answer) => {
            let info = answer.extensions().get::<reqwest::tls::TlsInfo>();
            let ends = info.and_then(|info| info.peer_certificate()).and_then(not_after);
            let is_loa = answer.headers().contains_key("x-request-id");
            certificate(url, ends, is_loa)
        }
    }
}

fn certificate(url: &str, ends: Option<Timestamp>, is_loa: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_loa {
        findings.push(Finding::bad(
            (
                format!("{url} không dẫn đến Loa"),
                format!("{url} does not lead to Loa"),
            ),
            (
                "Xem máy chủ web đứng trước chuyển yêu cầu về đâu.",
                "Look where the web server in front sends requests.",
            ),
        ));
    }
    if let Some(ends) = ends {
        let days = ends.duration_since(Timestamp::now()).as_hours() / 24;
        let at = moment_text(ends);
        let what = (
            format!("Chứng thư số của {url} hết hạn lúc {at} (còn {days} ngày)"),
            format!("The certificate of {url} ends at {at} ({days} days left)"),
        );
        findings.push(if days < SOON_DAYS {
            Finding::bad(what, ("Gia hạn chứng thư số ngay.", "Renew the certificate now."))
        } else {
            Finding::good(what.0, what.1)
        });
    }
    findings
}

/// The end of a certificate's validity, out of its DER: certificate, its first part, and in that the fifth or sixth
/// value, which begins with two times.
fn not_after(certificate: &[u8]) -> Option<Timestamp> {
    let (_, inside, _) = value(certificate)?;
    let (_, mut rest, _) = value(inside)?;
    // The version is optional and has a tag of its own; number, algorithm and issuer follow.
    if rest.first() == Some(&0xa0) {
        rest = value(rest)?.2;
    }
    for _ in 0..3 {
        rest = value(rest)?.2;
    }
    let (_, validity, _) = value(rest)?;
    let (kind, text, _) = value(value(validity)?.2)?;
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    // Two digits of a year mean 1950 to 2049 here.
    let text = match (kind, text.get(..2)?.parse::<u8>().ok()?) {
        (0x17, year) if year >= 50 => format!("19{text}"),
        (0x17, _) => format!("20{text}"),
        (0x18, _) => text.to_owned(),
        _ => return None,
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// Tag and content of the first DER value, and what comes behind it.
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, mut rest) = rest.split_first()?;
    let mut length = usize::from(*first);
    if length > 0x80 {
        let (digits, behind) = rest.split_at_checked(length - 0x80)?;
        length = digits.iter().try_fold(0_usize, |sum, digit| {
            sum.checked_mul(256)?.checked_add(usize::from(*digit))
        })?;
        rest = behind;
    }
    let (inside, behind) = rest.split_at_checked(length)?;
    Some((*tag, inside, behind))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let short = |tag: u8, inside: &[u8]| -> Vec<u8> {
            let mut bytes = vec![tag, 0x82, 0, u8::try_from(inside.len()).unwrap()];
            bytes.extend_from_slice(inside);
            bytes
        };
        let of = |kind: u8, ends: &str| {
            let validity = [short(0x17, b"260101000000Z"), short(kind, ends.as_bytes())].concat();
            let parts = [
                short(0xa0, &[2, 1, 2]),
                short(2, &[7]),
                short(0x30, &[]),
                short(0x30, &[]),
                short(0x30, &validity),
            ];
            short(0x30, &short(0x30, &parts.concat()))
        };
        for (kind, ends, want) in [
            (0x17, "270131235959Z", "2027-01-31T23:59:59Z"),
            (0x18, "20520131235959Z", "2052-01-31T23:59:59Z"),
        ] {
            let der = of(kind, ends);
            assert_eq!(not_after(&der), Some(want.parse().unwrap()));
            for length in 0..der.len() {
                assert_eq!(not_after(&der[..length]), None, "{length}");
            }
        }
        assert_eq!(
            not_after(&[0x30, 0x88, 255, 255, 255, 255, 255, 255, 255, 255]),
            None
        );
    }
}
