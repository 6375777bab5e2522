//! The testbed's methods on tokio-postgres: one shard by default, its statements pipelined by the driver, the requests of a
//! connection in flight together and their answers written together. Prints the port it got.
//! DATABASE is the connection string, KEY what rpc.auth wants, SHARDS the connections to PostgreSQL, WORKERS the threads.

mod protocol;
mod store;

use futures_util::stream::{FuturesUnordered, StreamExt};
use protocol::Fault;
use std::sync::Arc;
use store::Store;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// More than the load has in flight: a bound, as the testbed has one.
const IN_FLIGHT: usize = 64;

async fn serve(stream: TcpStream, store: Arc<Store>, key: Arc<str>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = stream.into_split();
    let mut input = vec![0; 64 << 10];
    let mut length = 0;
    let mut output = Vec::with_capacity(64 << 10);
    let mut running = FuturesUnordered::new();
    let mut authenticated = false;
    loop {
        tokio::select! {
            biased;
            Some(answer) = running.next(), if !running.is_empty() => {
                let answer: Vec<u8> = answer;
                output.extend_from_slice(&answer);
                // Whatever else is ready goes out with it.
                while let Some(Some(answer)) = futures_util::FutureExt::now_or_never(running.next()) {
                    output.extend_from_slice(&answer);
                }
                writer.write_all(&output).await?;
                output.clear();
            }
            count = reader.read(&mut input[length..]), if running.len() < IN_FLIGHT => {
                let count = count?;
                if count == 0 {
                    return Ok(());
                }
                length += count;
                let mut start = 0;
                while let Some(end) = input[start..length].iter().position(|byte| *byte == b'\n') {
                    let line = &input[start..start + end];
                    start += end + 1;
                    match protocol::read(line) {
                        Err(answer) => output.extend_from_slice(&answer),
                        Ok(request) if &*request.method == "rpc.auth" => {
                            authenticated = request.key() == Some(&*key);
                            output.extend_from_slice(&request.authentication(authenticated));
                        }
                        Ok(request) if !authenticated => {
                            output.extend_from_slice(&request.failure(Fault::UNAUTHENTICATED));
                        }
                        Ok(request) => {
                            let store = store.clone();
                            running.push(async move { store.answer(request).await });
                        }
                    }
                }
                input.copy_within(start..length, 0);
                length -= start;
                if length == input.len() {
                    input.resize(2 * length, 0);
                }
                if !output.is_empty() {
                    writer.write_all(&output).await?;
                    output.clear();
                }
            }
        }
    }
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn main() {
    let workers = number("WORKERS", 2);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(workers).enable_io().enable_time().build().unwrap();
    runtime.block_on(async {
        let database = std::env::var("DATABASE").unwrap();
        let key: Arc<str> = std::env::var("KEY").unwrap().into();
        let store = Arc::new(Store::open(&database, number("SHARDS", 1)).await.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("listening on {}", listener.local_addr().unwrap());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, store.clone(), key.clone()));
        }
    })
}
