//! Letters of the built program at a mail server.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::place::{Place, answer};

const SECRET: &str = "mat-khau-cua-may-thu";

/// A mail server that answers recipients alike; gives its address and the letters that it takes.
pub fn server(to_recipients: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, letters) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = talk(stream.unwrap(), to_recipients, &sender);
        }
    });
    (address, letters)
}

fn talk(mut stream: TcpStream, to_recipients: &str, letters: &Sender<String>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 may thu\r\n")?;
    while let Some(line) = lines.next() {
        let answer = match line?.get(..4) {
            Some("RCPT") => to_recipients,
            Some("DATA") => "354 go on",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
        if answer.starts_with("354") {
            let letter: Vec<String> = lines
                .by_ref()
                .map_while(Result::ok)
                .take_while(|line| line != ".")
                .collect();
            let _ = letters.send(letter.join("\n"));
            stream.write_all(b"250 taken\r\n")?;
        }
    }
    Ok(())
}

#[test]
fn a_letter_is_tried_by_each_server_and_no_password_is_told() {
    let place = Place::new();
    let (first, letters) = server("250 ok");
    let (second, _) = server("451 4.3.0 come again");
    let test = ["mail", "test", "--to", "mau@xa.example.vn"];
    let unset = place.loa(&test);
    assert!(
        unset.code == 2 && unset.err.contains("lỗi[S013]: smtp_url"),
        "{}",
        unset.err
    );
    let mut command = place.program(&test);
    command
        .env("LOA_SMTP_URL", format!("smtp://{first}"))
        .env("LOA_MAIL_FROM", "Loa <loa@songma.example.vn>");
    let taken = answer(&mut command);
    assert_eq!(taken.code, 0, "{}", taken.err);
    assert_eq!(
        taken.out,
        "smtp_url: máy chủ đã nhận thư gửi mau@xa.example.vn.\n"
    );
    let letter = letters.recv().unwrap();
    assert!(letter.contains("From: Loa <loa@songma.example.vn>"), "{letter}");
    let refused = answer(
        command
            .env("LOA_SMTP_URL_2", format!("smtp://{second}"))
            .arg("--lang=en"),
    );
    assert!(
        refused.code == 2 && refused.err.contains("smtp_url_2") && refused.err.contains("451"),
        "{}",
        refused.err
    );
    // A password goes over no open line: this server knows no TLS.
    let secret = format!("smtp://loa:{SECRET}@{first}");
    let closed = answer(command.env("LOA_SMTP_URL", secret).env("LOA_LOG", "trace"));
    assert_eq!(closed.code, 2);
    assert!(
        !closed.err.contains(SECRET) && !closed.out.contains(SECRET),
        "{}",
        closed.err
    );
    assert!(
        letters.try_iter().count() == 1,
        "only the letter of the try before"
    );
}
