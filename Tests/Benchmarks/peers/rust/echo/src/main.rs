//! The same JSON-RPC work as the testbed's on tokio and serde_json: requests pipelined, the answers to one read written at
//! once, nothing spawned per request. Prints the port it got. WORKERS sets the number of tokio's threads.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Deserialize)]
struct Request<'a> {
    jsonrpc: &'a str,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    method: &'a str,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Answer<'a, Result: Serialize> {
    jsonrpc: &'static str,
    result: Result,
    id: &'a RawValue,
}

#[derive(Serialize)]
struct Failure<'a> {
    jsonrpc: &'static str,
    error: Fault,
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Fault {
    code: i64,
    message: &'static str,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Reflection {
    number: i64,
    text: String,
}

const INVALID_PARAMS: Fault = Fault { code: -32602, message: "Invalid params" };

fn run<'a, P: Deserialize<'a>, R: Serialize>(
    request: &Request<'a>, output: &mut Vec<u8>, method: impl FnOnce(P) -> R,
) -> Result<(), Fault> {
    let params = request.params.ok_or(INVALID_PARAMS)?;
    let params = serde_json::from_str(params.get()).map_err(|_| INVALID_PARAMS)?;
    let result = method(params);
    if let Some(id) = request.id {
        serde_json::to_writer(output, &Answer { jsonrpc: "2.0", result, id }).unwrap();
    }
    Ok(())
}

fn handle(line: &[u8], output: &mut Vec<u8>) {
    let parsed: Result<Request, _> = serde_json::from_slice(line);
    let start = output.len();
    let (id, outcome) = match &parsed {
        Err(_) => (None, Err(Fault { code: -32700, message: "Parse error" })),
        Ok(request) if request.jsonrpc != "2.0" => {
            (request.id, Err(Fault { code: -32600, message: "Invalid Request" }))
        }
        Ok(request) => match request.method {
            "reflect" => (request.id, run(request, output, |params: Reflection| params)),
            _ => (request.id, Err(Fault { code: -32601, message: "Method not found" })),
        },
    };
    if let Err(error) = outcome {
        output.truncate(start);
        serde_json::to_writer(&mut *output, &Failure { jsonrpc: "2.0", error, id }).unwrap();
    }
    if output.len() > start {
        output.push(b'\n');
    }
}

async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = vec![0; 64 << 10];
    let mut length = 0;
    let mut output = Vec::with_capacity(64 << 10);
    loop {
        let count = stream.read(&mut input[length..]).await?;
        if count == 0 {
            return Ok(());
        }
        length += count;
        let mut start = 0;
        while let Some(end) = input[start..length].iter().position(|byte| *byte == b'\n') {
            handle(&input[start..start + end], &mut output);
            start += end + 1;
        }
        input.copy_within(start..length, 0);
        length -= start;
        if length == input.len() {
            input.resize(2 * length, 0);
        }
        stream.write_all(&output).await?;
        output.clear();
    }
}

fn main() -> std::io::Result<()> {
    let workers = std::env::var("WORKERS").map_or(2, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_io().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on {}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(serve(stream));
        }
    })
}
