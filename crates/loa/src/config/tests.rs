//! Settings from a file, the environment and the command line.

use super::*;

fn read(file: &str, environment: &[(&str, &str)], given: Given) -> Result<Config, Problem> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loa.toml");
    std::fs::write(&path, file).unwrap();
    let given = Given {
        file: Some(path),
        ..given
    };
    Config::read(&given, |name| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn the_command_line_beats_the_environment_beats_the_file() {
    let file = "listen = \"10.0.0.1:1\"\ndata = \"a\"\nbehind_proxy = true\n";
    let given = Given {
        listen: Some("10.0.0.3:3".to_owned()),
        ..Given::default()
    };
    let config = read(file, &[("LOA_LISTEN", "10.0.0.2:2"), ("LOA_DATA", "b")], given).unwrap();
    assert_eq!(config.listen.to_string(), "10.0.0.3:3");
    assert_eq!(config.data, Path::new("b"));
    assert!(config.behind_proxy);
    assert_eq!(config.database(), "sqlite:b/loa.db");
}

#[test]
fn errors_name_the_key_and_keep_secrets() {
    for (file, environment, named) in [
        ("listen = \"8080\"", None, "listen"),
        ("lisen = \"127.0.0.1:80\"", None, "lisen"),
        ("data = 7", None, "data"),
        ("backup_at = \"24:30\"", None, "backup_at"),
        ("backup_keep = \"14\"", None, "backup_keep"),
        ("backup_keep = \"0+3\"", None, "backup_keep"),
        ("metrics_token = \"giu-kin\"", None, "metrics_token"),
        ("x = [", None, "loa.toml"),
        ("", Some(("LOA_LOG_FORMAT", "xml")), "LOA_LOG_FORMAT"),
        (
            "",
            Some(("LOA_DATABASE_URL", "mysql://u:giu-kin@h/d")),
            "LOA_DATABASE_URL",
        ),
        ("", Some(("LOA_SECRET_KEY", "giu-kin")), "LOA_SECRET_KEY"),
    ] {
        let environment: Vec<(&str, &str)> = environment.into_iter().collect();
        let told = read(file, &environment, Given::default()).unwrap_err();
        assert!(told.message.vi.contains(named), "{}", told.message.vi);
        assert!(!told.message.vi.contains("giu-kin"));
    }
}

#[test]
fn a_store_of_files_is_told_whole_or_not_at_all() {
    let whole = "s3_bucket = \"loa\"\ns3_endpoint = \"https://s3.example.vn/\"\ns3_access_key = \"a\"\n";
    let secret = [("LOA_S3_SECRET_KEY", "khoa-mat")];
    let config = read(whole, &secret, Given::default()).unwrap();
    let s3 = config.s3.clone().unwrap();
    assert_eq!(
        (s3.endpoint.as_str(), s3.region.as_str(), s3.secret_key.as_str()),
        ("https://s3.example.vn", "us-east-1", "khoa-mat")
    );
    assert!(!format!("{config:?}").contains("khoa-mat"));
    assert_eq!(read("", &[], Given::default()).unwrap().s3, None);
    for (file, environment, named) in [
        (whole, None, "s3_secret_key: "),
        ("", secret.first(), "LOA_S3_SECRET_KEY: "),
        ("s3_region = \"vn\"", None, "loa.toml: s3_region: "),
        ("s3_bucket = \"a b\"", secret.first(), "loa.toml: s3_bucket: "),
        (
            "s3_bucket = \"a\"\ns3_endpoint = \"s3.vn\"",
            secret.first(),
            "loa.toml: s3_endpoint: ",
        ),
    ] {
        let environment: Vec<(&str, &str)> = environment.copied().into_iter().collect();
        let told = read(file, &environment, Given::default()).unwrap_err().message.vi;
        assert!(told.contains(named) && !told.contains("khoa-mat"), "{told}");
    }
}

#[test]
fn mail_is_told_whole_or_not_at_all_and_its_password_never() {
    let whole = "smtp_url = \"smtps://loa:mat-khau@mail.example.vn\"\nmail_from = \"loa@example.vn\"\n";
    let config = read(
        whole,
        &[("LOA_SMTP_URL_2", "smtp://127.0.0.1:25")],
        Given::default(),
    )
    .unwrap();
    let mail = config.mail.clone().unwrap();
    let names: Vec<_> = mail.servers.iter().map(|server| server.name).collect();
    assert_eq!(names, ["smtp_url", "smtp_url_2"]);
    assert!(!format!("{config:?}").contains("mat-khau"));
    assert_eq!(read("", &[], Given::default()).unwrap().mail, None);
    for (file, named) in [
        ("smtp_url = \"smtps://loa:mat-khau@mail.example.vn\"", "mail_from"),
        ("mail_from = \"loa@example.vn\"", "smtp_url"),
        (
            "smtp_url = \"mat-khau\"\nmail_from = \"loa@example.vn\"",
            "loa.toml: smtp_url",
        ),
        (
            "smtp_url = \"smtp://h\"\nmail_from = \"loa\"",
            "loa.toml: mail_from",
        ),
        (
            "smtp_url_2 = \"smtp://h\"\nmail_from = \"loa@example.vn\"",
            "smtp_url",
        ),
        ("webhook_url = \"mat-khau\"", "loa.toml: webhook_url"),
        ("webhook_token = \"mat-khau\"", "webhook_url"),
    ] {
        let told = read(file, &[], Given::default()).unwrap_err().message.vi;
        assert!(
            told.contains(named) && !told.contains("mat-khau"),
            "{file}: {told}"
        );
    }
}

#[test]
fn a_provider_is_told_whole_and_over_a_locked_line() {
    let whole = "oidc_issuer = \"https://dang-nhap.example.vn\"\noidc_client_id = \"loa\"\n";
    let secret = [("LOA_OIDC_CLIENT_SECRET", "khoa-mat")];
    let config = read(whole, &secret, Given::default()).unwrap();
    assert_eq!(config.oidc.clone().unwrap().client_secret, "khoa-mat");
    assert!(!format!("{config:?}").contains("khoa-mat"));
    assert_eq!(read("", &[], Given::default()).unwrap().oidc, None);
    for (file, environment, named) in [
        (
            "oidc_issuer = \"https://a.vn\"",
            secret.first(),
            "oidc_client_id: ",
        ),
        ("", secret.first(), "LOA_OIDC_CLIENT_SECRET: "),
        (
            "oidc_issuer = \"http://a.vn\"\noidc_client_id = \"a\"",
            None,
            "loa.toml: oidc_issuer: ",
        ),
    ] {
        let environment: Vec<(&str, &str)> = environment.copied().into_iter().collect();
        let told = read(file, &environment, Given::default()).unwrap_err().message.vi;
        assert!(told.contains(named) && !told.contains("khoa-mat"), "{told}");
    }
}

#[test]
fn backups_are_made_when_there_is_a_place_for_them() {
    assert_eq!(read("", &[], Given::default()).unwrap().backups, None);
    let config = read("backup_dir = \"/srv/sao-luu\"", &[], Given::default()).unwrap();
    let backups = config.backups.unwrap();
    assert_eq!((backups.days, backups.weeks), (14, 8));
    assert_eq!(backups.at, jiff::civil::time(2, 0, 0, 0));
}

#[test]
fn every_key_is_documented() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/cai-dat.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    for key in KEYS {
        assert!(guide.contains(&format!("`{}`", key.name)), "{}", key.name);
        assert!(
            guide.contains(&format!("LOA_{}", key.name.to_uppercase())),
            "{}",
            key.name
        );
    }
}
