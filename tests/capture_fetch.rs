//! Addresses, against a server of this test on the loopback alone.
#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use rashomon::Exit;
use serde_json::json;
use support::Person;

const PAGE: &str = "<html><head><title>Bridge open</title></head><body><article><p>The bridge opened on Monday, said the mayor, a day early.</p></article></body></html>";

/// Answers each path in its own way; gives the address of the server.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut rest = String::new();
            while reader.read_line(&mut rest).unwrap() > 2 {
                rest.clear();
            }
            let path = line.split(' ').nth(1).unwrap().to_owned();
            let head = |status: &str, more: &str, length: usize| {
                format!(
                    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: a=secret\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n"
                )
            };
            let answer = match path.as_str() {
                "/old" => head("301 Moved Permanently", "Location: /mid\r\n", 0),
                "/mid" => head("302 Found", "Location: page\r\n", 0),
                "/page" => head("200 OK", "X-Served: here\r\n", PAGE.len()) + PAGE,
                "/gone" => head("410 Gone", "", PAGE.len()) + PAGE,
                "/round" => head("302 Found", "Location: /round\r\n", 0),
                "/file" => head("302 Found", "Location: file:///etc/hosts\r\n", 0),
                "/cut" => head("200 OK", "", PAGE.len() + 100) + PAGE,
                _ => head("404 Not Found", "", 0),
            };
            // The one who asks may have hung up.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn a_page_is_got_with_its_headers_and_every_step_to_it() {
    let (person, at) = (Person::at_desk(), server());
    assert_eq!(person.ok(&format!("capture {at}/old")), "S1@1\n");
    let shown = person.run("source show S1 --json").json();
    let fields = &shown["data"]["captures"][0]["fields"];
    assert_eq!(fields["url"], format!("{at}/page"));
    assert_eq!(fields["got-how"], "fetch");
    let headers = fields["headers"].as_array().unwrap();
    assert_eq!(headers[0], json!([":redirect", format!("301 {at}/old \u{2192} {at}/mid")]));
    assert_eq!(headers[1], json!([":redirect", format!("302 {at}/mid \u{2192} {at}/page")]));
    assert_eq!(headers[2], json!([":status", "200"]));
    assert!(headers.contains(&json!(["x-served", "here"])), "{headers:?}");
    assert!(!shown.to_string().contains("secret"), "{shown}");
    assert!(person.ok("source text S1").contains("a day early"));
    let gone = person.run(&format!("capture S1 {at}/gone"));
    assert!(gone.stderr.contains("these very bytes already"), "{}", gone.transcript());
}

#[test]
fn what_cannot_be_got_is_refused_and_said() {
    let (person, at) = (Person::at_desk(), server());
    for (path, words) in [
        ("/round", "more than 10 times"),
        ("/file", "leads on to `file:///etc/hosts`"),
        ("/cut", "the answer was cut"),
        ("/none", "the file is empty"),
    ] {
        let seen = person.run(&format!("capture {at}{path}"));
        assert_eq!(seen.exit, Exit::Refused, "{path}: {}", seen.transcript());
        assert!(seen.stderr.contains(words), "{path}: {}", seen.stderr);
    }
    let seen = person.run("capture http://127.0.0.1:1/");
    assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
    assert_eq!(person.entries(), 1);
}
