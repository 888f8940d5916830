//! Other programs that answer on HTTP, as far as they could be installed: what a team would use
//! instead. One signs, as a gateway must; the others answer bytes that lie ready, and sign nothing.

use std::path::Path;
use std::process::Command;

use crate::answer::{Known, Worth};
use crate::programs::contestant::Contestant;
use crate::programs::server::Server;
use crate::{Bench, Outcome};

/// A program beside ours.
struct Peer {
    name: &'static str,
    remark: &'static str,
    /// Its file; where it is missing, so is the peer.
    file: &'static str,
    port: u16,
    /// What runs it: words, where `{port}`, `{folder}`, `{node}` and `{answer}` stand for ours.
    command: &'static str,
    /// What it is asked; our own requests if empty.
    request: &'static str,
}

const PEERS: &[Peer] = &[
    Peer {
        name: "Node.js, written by hand",
        remark: "verifies and signs the same bytes with `node:crypto`",
        file: "node/gateway.mjs",
        port: 8611,
        command: "node node/gateway.mjs {port} {folder} {node}",
        request: "",
    },
    Peer {
        name: "stripe-mock",
        remark: "unsigned; its own answer to `GET /v1/customers/x`",
        file: "bin/stripe-mock",
        port: 8612,
        command: "bin/stripe-mock -http-addr 127.0.0.1:{port}",
        request: "GET /v1/customers/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\
                  authorization: Bearer sk_test_123\r\n\r\n",
    },
    Peer {
        name: "WireMock",
        remark: "unsigned; the same bytes from a stub",
        file: "wiremock/lib",
        port: 8613,
        command: "java -cp wiremock/lib/* wiremock.Run --port {port} --bind-address 127.0.0.1 \
                  --no-request-journal --disable-banner --root-dir {folder}/wiremock",
        request: "",
    },
    Peer {
        name: "Mockoon",
        remark: "unsigned; the same bytes from a stub",
        file: "mockoon/node_modules",
        port: 8614,
        command: "node mockoon/node_modules/@mockoon/cli/bin/run.js start --data {folder}/mockoon.json \
                  --port {port} --disable-log-to-file --disable-admin-api",
        request: "",
    },
    Peer {
        name: "Prism",
        remark: "unsigned; an example of the same size from OpenAPI",
        file: "prism/node_modules",
        port: 8615,
        command: "node prism/node_modules/@stoplight/prism-cli/dist/index.js mock -p {port} \
                  -h 127.0.0.1 --verboseLevel silent {folder}/openapi.json",
        request: "",
    },
];

/// Starts each peer that is there; the others are noted as missing.
pub(crate) fn start(bench: &mut Bench) -> Outcome<Vec<Contestant>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let node = bench.folder.path.join("node.json");
    std::fs::write(&node, &bench.node)?;
    write_stubs(bench)?;
    let mut contestants = Vec::new();
    for peer in PEERS {
        let started = if home.join(peer.file).exists() {
            start_one(bench, &home, peer)
        } else {
            Err("not installed".into())
        };
        match started {
            Ok(contestant) => contestants.push(contestant),
            Err(error) => bench.missing.push(format!("{}: {error}", peer.name)),
        }
    }
    Ok(contestants)
}

fn start_one(bench: &Bench, home: &Path, peer: &Peer) -> Outcome<Contestant> {
    eprintln!("starting {}", peer.name);
    let folder = bench.folder.path.display().to_string();
    let words = peer.command.split_whitespace().map(|word| {
        word.replace("{port}", &peer.port.to_string())
            .replace("{node}", &format!("{folder}/node.json"))
            .replace("{folder}", &folder)
    });
    let words: Vec<_> = words.collect();
    let (program, arguments) = words.split_first().ok_or("no command")?;
    let mut command =
        Command::new(if program.contains('/') { home.join(program) } else { program.into() });
    command.args(arguments).current_dir(home);
    let own = match peer.request {
        "" => Vec::new(),
        request => vec![request.as_bytes().to_vec()],
    };
    let request = own.first().or(bench.requests.first()).ok_or("no request")?;
    let server = Server::peer(command, peer.port, request)?;
    let body = server.ask(request)?;
    let mut known = bench.known.clone();
    if known.worth(&body) != Worth::Good {
        if body.len() < bench.node.len() / 2 {
            return Err(format!("it answers {}", String::from_utf8_lossy(&body)).into());
        }
        known = Known::default();
        known.add(body.clone(), Worth::Good);
    }
    let remark = format!("{} ({} bytes)", peer.remark, body.len());
    Ok(Contestant::peer(peer.name, server, known).on(&remark).asking(own))
}

/// What the stub servers are to answer: the bytes of our answer, in their own files.
fn write_stubs(bench: &Bench) -> Outcome<()> {
    let node = String::from_utf8(bench.node.clone())?;
    // As long as our answer with its key and its signature.
    let answer = format!("{{\"response\":{node},\"sign\":\"{}\"}}", "A".repeat(388));
    let quoted = format!("\"{}\"", answer.replace('"', "\\\""));
    let folder = &bench.folder.path;
    std::fs::create_dir_all(folder.join("wiremock/mappings"))?;
    let wiremock = format!(
        "{{\"request\":{{\"method\":\"POST\",\"urlPath\":\"/gateway.do\"}},\"response\":{{\"status\":200,\
         \"headers\":{{\"content-type\":\"application/json\"}},\"body\":{quoted}}}}}"
    );
    std::fs::write(folder.join("wiremock/mappings/gateway.json"), wiremock)?;
    let openapi = format!(
        "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"x\",\"version\":\"1\"}},\"paths\":{{\"/gateway.do\":\
         {{\"post\":{{\"requestBody\":{{\"content\":{{\"application/x-www-form-urlencoded\":\
         {{\"schema\":{{\"type\":\"object\"}}}}}}}},\"responses\":{{\"200\":{{\"description\":\"x\",\"content\":{{\"application/json\":\
         {{\"example\":{answer}}}}}}}}}}}}}}}}}"
    );
    std::fs::write(folder.join("openapi.json"), openapi)?;
    let mockoon = include_str!("../../peers/mockoon/environment.json");
    std::fs::write(folder.join("mockoon.json"), mockoon.replace("\"{answer}\"", &quoted))?;
    Ok(())
}
