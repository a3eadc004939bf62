//! Addresses, against a server of this test on the loopback alone.
#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use rashomon::Exit;
use serde_json::json;
use support::Person;

const PAGE: &str = "<html><head><title>Bridge open</title></head><body><article><p>The bridge opened on Monday, said the mayor, a day early.</p></article></body></html>";
const GONE: &str =
    "<html><body><p>This page is no longer here, says the Lake Post.</p></body></html>";
const ARABIC: &str =
    "<html><body><p>قال المتحدث إن الجسر فتح يوم الاثنين قبل موعده بيوم واحد.</p></body></html>";

/// Starts a server that answers each path in its own way; gives its address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || answer(stream.unwrap()));
        }
    });
    address
}

/// Answers one request. Whoever asks may have hung up: that is no failure.
fn answer(mut stream: TcpStream) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    reader.read_line(&mut line).unwrap();
    let mut rest = String::new();
    while reader.read_line(&mut rest).unwrap() > 2 {
        rest.clear();
    }
    let head = |status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nSet-Cookie: a=secret\r\n{more}Connection: close\r\n\r\n")
    };
    let moved = |to: &str| (head("302 Found", &format!("Location: {to}\r\n")), Vec::new());
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let page = |status: &str, body: &str| (head(status, html), body.as_bytes().to_vec());
    let arabic = encoding_rs::WINDOWS_1256.encode(ARABIC).0.into_owned();
    let in_1256 = "Content-Type: text/html; charset=windows-1256\r\n";
    let (head, body) = match line.split(' ').nth(1).unwrap() {
        "/old" => (head("301 Moved Permanently", "Location: /mid\r\n"), Vec::new()),
        "/mid" => moved("page"),
        "/page" => (head("200 OK", &format!("{html}X-Served: here\r\n")), PAGE.into()),
        "/%D8%AE%D8%A8%D8%B1" => page("200 OK", PAGE),
        "/urdu" => moved("/خبر"),
        "/round" => moved("/round"),
        "/file" => moved("file:///etc/hosts"),
        "/inside" => moved("http://ann:secret@127.0.0.1/"),
        "/gone" => page("410 Gone", GONE),
        "/closed" => page("403 Forbidden", GONE),
        "/broken" => page("503 Service Unavailable", GONE),
        "/empty" => page("200 OK", ""),
        "/cut" => (head("200 OK", "Content-Length: 900\r\n"), PAGE.into()),
        "/large" => (head("200 OK", "Content-Length: 90000000\r\n"), PAGE.into()),
        "/charset" => (head("200 OK", in_1256), arabic),
        "/packed" => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            packer.write_all(&arabic).unwrap();
            let packed = packer.finish().unwrap();
            (head("200 OK", &format!("{in_1256}Content-Encoding: gzip\r\n")), packed)
        }
        "/endless" => {
            let _ = stream.write_all(head("200 OK", html).as_bytes());
            let piece = vec![b'a'; 1 << 16];
            while stream.write_all(&piece).is_ok() {}
            return;
        }
        "/silent" => {
            // Until whoever asks hangs up.
            let _ = reader.read(&mut [0]);
            return;
        }
        "/slow" => {
            let _ = stream.write_all((head("200 OK", html) + PAGE).as_bytes());
            let _ = reader.read(&mut [0]);
            return;
        }
        _ => page("404 Not Found", GONE),
    };
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

#[test]
fn a_page_is_got_with_its_headers_and_every_step_to_it() {
    let (person, at) = (Person::at_desk(), server());
    assert_eq!(person.ok(&format!("capture {at}/old")), "S1@1\n");
    let shown = person.run("source show S1 --json").json();
    let fields = &shown["data"]["captures"][0]["fields"];
    assert_eq!(fields["url"], format!("{at}/page"));
    assert_eq!(shown["data"]["source"]["fields"]["url"], format!("{at}/page"));
    assert_eq!((&fields["got-how"], &fields["name"]), (&json!("fetch"), &json!("page")));
    let headers = fields["headers"].as_array().unwrap();
    assert_eq!(headers[0], json!([":redirect", format!("301 {at}/old \u{2192} {at}/mid")]));
    assert_eq!(headers[1], json!([":redirect", format!("302 {at}/mid \u{2192} {at}/page")]));
    assert_eq!(headers[2], json!([":status", "200"]));
    assert!(headers.contains(&json!(["x-served", "here"])), "{headers:?}");
    assert!(!shown.to_string().contains("secret"), "{shown}");
    support::has(
        &person.ok("source show S1"),
        &[
            &format!("address {at}/page"),
            &format!("answered redirect: 301 {at}/old \u{2192} {at}/mid"),
            "answered status: 200",
        ],
    );
    assert!(person.ok("source text S1").contains("a day early"));
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn the_encoding_and_the_packing_that_the_server_names_are_undone_and_recorded() {
    let (person, at) = (Person::at_desk(), server());
    for (number, path) in [(1, "charset"), (2, "packed")] {
        person.ok(&format!("capture {at}/{path}"));
        let text = person.ok(&format!("source text S{number}"));
        assert!(text.contains("قال المتحدث إن الجسر فتح"), "{path}: {text}");
        let shown = person.run(&format!("source show S{number} --json")).json();
        let decoding = &shown["data"]["captures"][0]["fields"]["decoding"];
        assert_eq!(decoding["declared"], "windows-1256 (the sender)", "{path}");
        assert_eq!(decoding["used"], "windows-1256", "{path}");
    }
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn an_address_in_any_script_is_asked_for_in_its_coded_form() {
    let (person, at) = (Person::at_desk(), server());
    for (number, path) in [(1, "خبر"), (2, "urdu")] {
        let seen = person.run(&format!("capture {at}/{path} --salted"));
        assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
        let shown = person.run(&format!("source show S{number} --json")).json();
        let url = &shown["data"]["captures"][0]["fields"]["url"];
        assert_eq!(*url, format!("{at}/%D8%AE%D8%A8%D8%B1"));
    }
}

#[test]
fn that_the_page_of_a_known_source_is_gone_is_a_capture_and_of_a_new_one_an_error() {
    let (person, at) = (Person::at_desk(), server());
    let seen = person.run(&format!("capture {at}/gone"));
    assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
    assert!(seen.stderr.contains("the server answered 410: there is no such page"));
    assert_eq!(person.entries(), 1);
    person.ok(&format!("capture {at}/page"));
    let gone = person.run(&format!("capture S1 {at}/gone"));
    assert_eq!(gone.stdout, "S1@2\n", "{}", gone.transcript());
    assert!(gone.stderr.contains("the server answered 410"), "{}", gone.transcript());
}

#[test]
fn what_cannot_be_got_is_refused_and_the_next_step_said() {
    let (person, at) = (Person::at_desk(), server());
    for (path, words) in [
        ("/round", "it leads on more than 10 times"),
        ("/file", "it leads on to `file:///etc/hosts`"),
        ("/inside", "a name or password in an address"),
        ("/cut", "was not got: "),
        ("/large", "it has more than 67108864 bytes"),
        ("/endless", "it has more than 67108864 bytes"),
        ("/silent --wait 1", "it takes more than 1 seconds"),
        ("/slow --wait 1", "it takes more than 1 seconds"),
        ("/none", "the server answered 404: there is no such page"),
        ("/closed", "the server answered 403"),
        ("/broken", "the server answered 503"),
        ("/empty", "the file is empty"),
    ] {
        let seen = person.run(&format!("capture {at}{path}"));
        assert_eq!(seen.exit, Exit::Refused, "{path}: {}", seen.transcript());
        assert!(seen.stderr.contains(words), "{path}: {}", seen.stderr);
        assert!(seen.stderr.contains("hint: "), "{path}: {}", seen.stderr);
    }
    for address in ["http://127.0.0.1:1/", "http://", "http://ann:secret@127.0.0.1/"] {
        let seen = person.run(&format!("capture {address}"));
        assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
        assert!(seen.stderr.contains("hint: "), "{}", seen.transcript());
    }
    assert_eq!(person.entries(), 1);
}
